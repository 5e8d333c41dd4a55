import { parseClientOrderId } from '../../src/domain/client-order-id.ts';
import type { BrokerPosition } from '../../src/domain/account.ts';
import type { BrokerOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import { addDays, earliestOf, type SessionDate } from '../../src/domain/session-date.ts';
import { parseTicker } from '../../src/domain/ticker.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { StateReads } from '../../src/ports/state-store.ts';
import { explainAccount } from '../../src/rules/reconcile-explain.ts';
import type { Explained, ReconcileFacts } from '../../src/rules/reconcile-facts.ts';
import type { SplitSource } from './book-splits.ts';
import { orNull } from './or-null.ts';

export type ExplainPorts = {
  readonly broker: BrokerReads;
  readonly store: StateReads;
  readonly clock: Clock;
};

export type ExplainQuestion = {
  readonly tradeDate: SessionDate;
  readonly actionsOf: SplitSource;
  readonly positions: readonly BrokerPosition[];
  /** Null: of all that anybody holds, and of every order of ours that is still open. */
  readonly symbols: readonly string[] | null;
};

/** Asks the broker for whatever could prove a cause, and says of each difference why it is there. Reads only. */
export async function explainDifferences(
  ports: ExplainPorts,
  question: ExplainQuestion,
): Promise<readonly Explained[]> {
  const symbols = question.symbols ?? (await everySymbol(ports, question.positions));
  if (symbols.length === 0) return [];
  return explainAccount(await gatherFacts(ports, { ...question, symbols }));
}

async function everySymbol(
  { store, broker }: ExplainPorts,
  positions: readonly BrokerPosition[],
): Promise<readonly string[]> {
  const open = await broker.orders({ status: 'open', nested: false });
  const symbols = new Set<string>([
    ...store.openPositions().map(({ ticker }) => ticker),
    ...store.unsettledOrders().map(({ ticker }) => ticker),
    ...positions.map(({ symbol }) => symbol),
    ...open
      .filter(({ clientOrderId }) => parseClientOrderId(clientOrderId) !== undefined)
      .map(({ symbol }) => symbol),
    ...setApartOf(store).keys(),
  ]);
  return [...symbols].sort();
}

/** Shares that a person has set apart as none of ours. */
export function setApartOf(store: StateReads): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { kind, symbol, sharesBefore, sharesAfter } of store.corrections()) {
    if (kind !== 'set_apart') continue;
    shares.set(symbol, (shares.get(symbol) ?? 0) + sharesAfter - sharesBefore);
  }
  return new Map([...shares].filter(([, count]) => count !== 0));
}

type Gathering = ExplainQuestion & { readonly symbols: readonly string[] };

async function gatherFacts(ports: ExplainPorts, question: Gathering): Promise<ReconcileFacts> {
  const { store, clock } = ports;
  const { symbols, tradeDate } = question;
  const asked = new Set(symbols);
  const book = store.openPositions().filter(({ ticker }) => asked.has(ticker));
  const since = earliestOf(
    book.map(({ entryDate }) => entryDate),
    tradeDate,
  );
  const tickers = symbols.flatMap((symbol) => parseTicker(symbol) ?? []);
  return {
    tradeDate,
    now: clock.now(),
    book,
    applied: new Map(
      book.map(({ positionId }) => [positionId, store.appliedSplits(positionId)] as const),
    ),
    setApart: new Map([...setApartOf(store)].filter(([symbol]) => asked.has(symbol))),
    settled: settledEvents(store),
    journal: tickers.flatMap((ticker) => store.ordersOf(ticker)),
    fills: tickers
      .flatMap((ticker) => store.fillsOf(ticker))
      .map(({ filledAt, ...fill }) => ({ ...fill, at: Date.parse(filledAt) })),
    positions: question.positions.filter(({ symbol }) => asked.has(symbol)),
    actions: book.flatMap((position) => question.actionsOf(position)),
    ...(await askBroker(ports, { symbols, since, book, tradeDate })),
  };
}

export function settledEvents(store: StateReads): ReadonlySet<string> {
  const settled = store.corrections().filter(({ kind }) => kind === 'settle');
  return new Set(settled.map(({ subject }) => subject));
}

type Asked = {
  readonly symbols: readonly string[];
  readonly since: SessionDate;
  readonly book: readonly Position[];
  readonly tradeDate: SessionDate;
};

async function askBroker(
  { broker }: ExplainPorts,
  { symbols, since, book, tradeDate }: Asked,
): Promise<Pick<ReconcileFacts, 'orders' | 'activities' | 'notices' | 'inactive'>> {
  const stocks = symbols.filter((symbol) => parseTicker(symbol) !== undefined);
  const orders = await ordersOf(broker, stocks);
  const activities = await orNull(broker.activities(`${since}T00:00:00Z`));
  const notices = await orNull(
    broker.notices({ symbols: stocks, from: addDays(since, 1), to: tradeDate }),
  );
  const inactive = new Set<string>();
  for (const { ticker } of book) {
    const asset = await broker.asset(ticker);
    if (asset !== null && asset.status !== 'active') inactive.add(ticker);
  }
  return { orders, activities, notices, inactive };
}

/**
 * With their legs. The open ones are read once more by themselves: a leg whose stock has a new name is not shown under a
 * parent that keeps the old one.
 */
async function ordersOf(
  broker: BrokerReads,
  symbols: readonly string[],
): Promise<readonly BrokerOrder[]> {
  const nested = await broker.orders({ status: 'all', symbols, nested: true });
  const shown = new Set(nested.flatMap(({ id, legs }) => [id, ...legs.map((leg) => leg.id)]));
  const open = await broker.orders({ status: 'open', symbols, nested: false });
  return [...nested, ...open.filter(({ id }) => !shown.has(id))];
}
