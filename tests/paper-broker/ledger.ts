/**
 * A second set of books beside the paper broker's: kept from its events alone, with arithmetic of its own, and compared
 * with the account after every command. Says in words what is wrong; nothing when all is well.
 */
import { heldForOrders } from '../../src/paper-broker/account-figures.ts';
import { isLegalTransition, isTerminal, type KnownOrderStatus } from '../../src/domain/order.ts';
import type {
  BrokerEvent,
  PaperBrokerState,
  PaperOrder,
} from '../../src/paper-broker/paper-state.ts';

export type CommandOutcome = {
  readonly kind: 'time' | 'accepted' | 'refused' | 'settings';
  readonly events: readonly BrokerEvent[];
};

export type Ledger = {
  /** To be called after every command: looks at the account and at the orders that work or that something happened to. */
  check(state: PaperBrokerState, outcome: CommandOutcome): readonly string[];
  /** Looks at every order there ever was. */
  checkAll(state: PaperBrokerState): readonly string[];
  /** How often each kind of event was seen. */
  readonly seen: ReadonlyMap<string, number>;
};

type Traded = { qty: number; value: number };

const BILLION = 1_000_000_000n;

/** Ten-thousandths for so many billionths at a price, half up. */
function worth(price: number, qty: number): number {
  const exact = BigInt(price) * BigInt(qty);
  return Number((2n * exact + BILLION) / (2n * BILLION));
}

export function openLedger(openingCash: number): Ledger {
  let cash = openingCash;
  const held = new Map<string, number>();
  const shrunkAt = new Map<string, number>();
  const statuses = new Map<string, KnownOrderStatus>();
  const traded = new Map<string, Traded>();
  const seen = new Map<string, number>();
  const activities: string[] = [];

  const book = (event: BrokerEvent): readonly string[] => {
    count(seen, event.kind === 'order' ? event.event : event.kind);
    if (event.kind === 'trail') return [];
    if (event.kind === 'order') return bookStatus(statuses, event.order);
    activities.push(event.id);
    const before = held.get(event.symbol) ?? 0;
    switch (event.kind) {
      case 'fill': {
        const sign = event.side === 'buy' ? 1 : -1;
        held.set(event.symbol, before + sign * event.qty);
        cash -= sign * event.amount;
        const sum = traded.get(event.orderId) ?? { qty: 0, value: 0 };
        sum.qty += event.qty;
        sum.value += event.amount;
        traded.set(event.orderId, sum);
        return [
          ...wrong(event.qty <= 0, () => `a fill of ${event.qty}`),
          ...wrong(
            Math.abs(event.amount - worth(event.price, event.qty)) > 1,
            () => `${event.qty} at ${event.price} cost ${event.amount}`,
          ),
          ...wrong(event.cumQty !== sum.qty, () => `${event.cumQty} filled, fills say ${sum.qty}`),
        ];
      }
      case 'split':
        held.set(event.symbol, event.after);
        if (event.after < event.before) shrunkAt.set(event.symbol, event.at);
        cash += event.cash;
        return wrong(event.before !== before, () => `a split of ${event.before}, held ${before}`);
      case 'dividend':
        cash += event.cash;
        return [];
      case 'ticker_change':
        held.set(event.symbol, 0);
        held.set(event.newSymbol, (held.get(event.newSymbol) ?? 0) + event.qty);
        return [];
      default:
        return [`an event of unknown kind: ${JSON.stringify(event)}`];
    }
  };

  return {
    seen,
    checkAll: (state) => [
      ...wrong(
        new Set(Object.values(state.orderIdByClientId)).size !== Object.keys(state.orders).length,
        () => 'client ids and orders do not match',
      ),
      ...ordersWrong(state, Object.keys(state.orders), statuses, traded),
    ],
    check: (state, { kind, events }) => {
      count(seen, kind);
      return [
        ...wrong(kind === 'refused' && events.length > 0, () => 'a refusal changed something'),
        ...events.flatMap(book),
        ...wrong(state.cash !== cash, () => `cash ${state.cash}, the ledger has ${cash}`),
        ...positionsWrong(state, held),
        ...reservedWrong(state, held, shrunkAt),
        ...ordersWrong(state, touched(state, events), statuses, traded),
        ...wrong(
          state.activities.length !== activities.length,
          () => `${state.activities.length} activities, ${activities.length} were told`,
        ),
      ];
    },
  };
}

function bookStatus(
  statuses: Map<string, KnownOrderStatus>,
  { id, status }: Readonly<PaperOrder>,
): readonly string[] {
  const before = statuses.get(id);
  statuses.set(id, status);
  const isLegal = before === undefined || isLegalTransition(before, status);
  return wrong(!isLegal, () => `${before ?? 'nothing'} became ${status}`);
}

function positionsWrong(
  { positions }: PaperBrokerState,
  held: ReadonlyMap<string, number>,
): readonly string[] {
  const symbols = new Set([...held.keys(), ...Object.keys(positions)]);
  return [...symbols].flatMap((symbol) => {
    const [shown, known] = [positions[symbol]?.qty ?? 0, held.get(symbol) ?? 0];
    return [
      ...wrong(shown !== known, () => `${symbol}: ${shown} held, the ledger has ${known}`),
      ...wrong(known < 0, () => `${symbol}: ${known} is below zero`),
      ...wrong(positions[symbol]?.qty === 0, () => `${symbol}: an empty position is shown`),
    ];
  });
}

/**
 * Live sells of a symbol may take what is held and no more; of one group only the larger exit counts. Groups and day
 * orders go through a split as they are: those that are older than a reverse one stand for shares that are gone, and
 * take what is left.
 */
function reservedWrong(
  state: PaperBrokerState,
  held: ReadonlyMap<string, number>,
  shrunkAt: ReadonlyMap<string, number>,
): readonly string[] {
  const reserved = new Map<string, Map<string, number>>();
  for (const id of state.working) {
    const order = state.orders[id];
    if (order === undefined || order.side === 'buy' || order.status === 'held') continue;
    const { symbol, qty } = order;
    if (beganAt(state, order) < (shrunkAt.get(symbol) ?? 0)) continue;
    const group = order.orderClass === 'simple' ? order.id : (order.parentId ?? order.id);
    const ofSymbol = reserved.get(symbol) ?? new Map<string, number>();
    const open = qty === null ? 0 : qty - order.filledQty;
    reserved.set(symbol, ofSymbol.set(group, Math.max(ofSymbol.get(group) ?? 0, open)));
  }
  const own = [...held].flatMap(([symbol, known]) => {
    const shown = heldForOrders(state, symbol);
    return wrong(shown > known, () => `${symbol}: ${shown} shown as reserved of ${known}`);
  });
  const counted = [...reserved].flatMap(([symbol, groups]) => {
    const sum = [...groups.values()].reduce((total, qty) => total + qty, 0);
    const known = held.get(symbol) ?? 0;
    return wrong(sum > known, () => `${symbol}: ${sum} reserved of ${known}`);
  });
  return [...own, ...counted];
}

/** A replacement goes on with the shares of the order before it. */
function beganAt(state: PaperBrokerState, order: PaperOrder): number {
  const before = order.replaces === null ? undefined : state.orders[order.replaces];
  return before === undefined ? order.createdAt : beganAt(state, before);
}

function touched(state: PaperBrokerState, events: readonly BrokerEvent[]): readonly string[] {
  const changed = events.flatMap((event) => (event.kind === 'order' ? event.order.id : []));
  return [...new Set([...state.working, ...changed])];
}

function ordersWrong(
  state: PaperBrokerState,
  ids: readonly string[],
  statuses: ReadonlyMap<string, KnownOrderStatus>,
  traded: ReadonlyMap<string, Traded>,
): readonly string[] {
  const working = new Set(state.working);
  return [
    ...wrong(working.size !== state.working.length, () => 'an order works twice'),
    ...ids.flatMap((id) => {
      const order = state.orders[id];
      if (order === undefined) return [`${id} is no order`];
      const sum = traded.get(order.id) ?? { qty: 0, value: 0 };
      const parent = order.parentId === null ? undefined : state.orders[order.parentId];
      return [
        ...wrong(
          statuses.get(order.id) !== order.status,
          () => `${order.id} is ${order.status}, was told ${statuses.get(order.id) ?? 'nothing'}`,
        ),
        ...wrong(
          working.has(order.id) === isTerminal(order.status),
          () => `${order.status} and working: ${working.has(order.id)}`,
        ),
        ...wrong(
          order.filledQty !== sum.qty || order.filledValue !== sum.value,
          () =>
            `${order.id}: ${order.filledQty} for ${order.filledValue}, fills say ${sum.qty} for ${sum.value}`,
        ),
        ...wrong(
          order.qty !== null && order.filledQty > order.qty,
          () => `${order.filledQty} of ${order.qty ?? 0} filled`,
        ),
        ...wrong(
          (order.status === 'filled') !== isComplete(order) && order.notional === null,
          () => `${order.status} with ${order.filledQty} of ${order.qty ?? 0}`,
        ),
        ...wrong(
          order.filledQty > 0 && parent?.side === 'buy' && parent.status !== 'filled',
          () => 'an exit traded before its entry was filled',
        ),
      ];
    }),
  ];
}

function isComplete({ qty, filledQty }: PaperOrder): boolean {
  return qty !== null && filledQty >= qty;
}

function count(seen: Map<string, number>, what: string): void {
  seen.set(what, (seen.get(what) ?? 0) + 1);
}

function wrong(isWrong: boolean, what: () => string): readonly string[] {
  return isWrong ? [what()] : [];
}
