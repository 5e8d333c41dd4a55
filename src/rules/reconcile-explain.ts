/**
 * Book against orders against positions: every difference gets exactly one cause, with what proves it. The first rule
 * that can prove itself wins; nothing is concluded from the positions alone, and what nothing proves stays unknown.
 */
import { isSettled, orderedShares } from '../domain/order.ts';
import { explainByAction, explainEvent } from './reconcile-actions.ts';
import type { Explained, ReconcileFacts } from './reconcile-facts.ts';
import { explainByForeignOrders } from './reconcile-foreign.ts';
import { explanation, type Explain } from './reconcile-explanation.ts';
import {
  factsOf,
  isWorking,
  sharesOfAll,
  surplusOf,
  type SymbolFacts,
  type Unbooked,
} from './reconcile-symbol.ts';

/** Positions lag behind orders by up to ten seconds. */
export const POSITIONS_LAG_MS = 15_000;

/** Differences of every symbol that anybody holds or has an order for, in the order of the alphabet. */
export function explainAccount(facts: ReconcileFacts): readonly Explained[] {
  const symbols = new Set<string>([
    ...facts.book.map(({ ticker }) => ticker),
    ...facts.positions.map(({ symbol }) => symbol),
    ...facts.orders.map(({ symbol }) => symbol),
    ...facts.journal.map(({ ticker }) => ticker),
    ...facts.setApart.keys(),
  ]);
  return [...symbols].sort().flatMap((symbol) => explainSymbol(factsOf(symbol, facts)) ?? []);
}

/** The first that fits is the cause. */
const OF_SHARES: readonly Explain[] = [
  explainStrays,
  explainFills,
  explainBust,
  explainLag,
  explainByAction,
  explainByForeignOrders,
  explainImpossible,
];
const OF_EQUAL_SHARES: readonly Explain[] = [
  explainStrays,
  explainFills,
  explainEvent,
  explainStop,
  explainUnconfirmed,
];

function explainSymbol(facts: SymbolFacts): Explained | null {
  const differs = surplusOf(facts) !== 0;
  for (const explain of differs ? OF_SHARES : OF_EQUAL_SHARES) {
    const explained = explain(facts);
    if (explained !== null) return explained;
  }
  return differs ? explainNothing(facts) : null;
}

/** Orders with our ids that the journal lacks: another writer, or a database older than the account. */
function explainStrays(facts: SymbolFacts): Explained | null {
  const { strays } = facts;
  if (strays.length === 0) return null;
  return explanation(facts, 'old_backup', {
    evidence: strays.map(
      ({ clientOrderId, status, filledQty }) =>
        `the broker has ${clientOrderId} (${status}, ${filledQty} filled), the journal does not`,
    ),
    proposal: { kind: 'adopt', orderIds: strays.map(({ id }) => id) },
  });
}

/** Fills of our own orders that are not booked yet, and that make up the difference. */
function explainFills(facts: SymbolFacts): Explained | null {
  const news = facts.unbooked.filter(({ shares, intent }) => shares !== 0 && isNew(shares, intent));
  if (news.length === 0 || sharesOfAll(news) !== surplusOf(facts)) return null;
  return explanation(facts, causeOfFills(news), {
    evidence: news.map(
      ({ order, shares }) =>
        `order ${order.clientOrderId} (${order.status}): ${Math.abs(shares)} shares ${shares > 0 ? 'bought' : 'sold'} that are not booked`,
    ),
    heals: true,
  });
}

/** An entry buys and everything else sells: more than is booked, never less. */
function isNew(shares: number, intent: Unbooked['intent']): boolean {
  return intent === 'entry' ? shares > 0 : shares < 0;
}

function causeOfFills(news: readonly Unbooked[]): 'stop_filled' | 'partial_entry' | 'missed_fill' {
  if (news.some(({ intent }) => intent === 'stop')) return 'stop_filled';
  const isPartial = news.every(
    ({ intent, order }) => intent === 'entry' && order.filledQty < orderedShares(order),
  );
  return isPartial ? 'partial_entry' : 'missed_fill';
}

/** The broker took a trade back: it shows fewer shares for one of our orders than it did, or a cancelled fill. */
function explainBust(facts: SymbolFacts): Explained | null {
  const { all, position, unbooked } = facts;
  const isRecent = (id: string): boolean =>
    all.fills.some((fill) => fill.brokerOrderId === id && all.now - fill.at < POSITIONS_LAG_MS);
  const shrunk = unbooked.filter(
    ({ shares, intent, order }) => !isNew(shares, intent) && !isRecent(order.id),
  );
  const undone = undoneFills(facts);
  const byActivity = undone.reduce((sum, { shares }) => sum + shares, 0);
  const surplus = surplusOf(facts);
  const byOrders = sharesOfAll(shrunk);
  const isBust =
    (shrunk.length > 0 && byOrders === surplus) || (undone.length > 0 && byActivity === surplus);
  if (!isBust) return null;
  return explanation(facts, 'trade_bust', {
    evidence: [
      ...shrunk.map(
        ({ order, shares }) =>
          `order ${order.clientOrderId} shows ${order.filledQty} filled, ${order.filledQty + Math.abs(shares)} were booked`,
      ),
      ...undone.map(
        ({ id, shares }) => `activity ${id}: a fill of ${Math.abs(shares)} shares was cancelled`,
      ),
    ],
    // Shares that come back from a busted sale belong to a position that is closed: a person decides.
    proposal:
      position === undefined || facts.ours + surplus <= 0
        ? null
        : { kind: 'shares', positionId: position.positionId, shares: facts.ours + surplus },
  });
}

/** Fills of our orders that the account's history calls cancelled, with the shares that come or go by that. */
function undoneFills({ all, journal }: SymbolFacts) {
  const ids = new Set(journal.map(({ brokerOrderId }) => brokerOrderId));
  return (all.activities ?? []).flatMap(({ id, type, status, orderId, side, qty }) => {
    const isUndone = type === 'FILL' && status === 'canceled' && orderId !== null;
    if (!isUndone || !ids.has(orderId) || qty === null) return [];
    return [{ id, shares: side === 'buy' ? -qty : qty }];
  });
}

/** What was booked a moment ago is not in the positions yet. */
function explainLag(facts: SymbolFacts): Explained | null {
  const { all, symbol } = facts;
  const recent = all.fills.filter(
    ({ ticker, at }) => ticker === symbol && all.now - at < POSITIONS_LAG_MS,
  );
  const shares = recent.reduce((sum, { side, qty }) => sum + (side === 'buy' ? qty : -qty), 0);
  if (recent.length === 0 || -shares !== surplusOf(facts)) return null;
  return explanation(facts, 'stale_read', {
    evidence: recent.map(
      ({ side, qty, brokerOrderId }) =>
        `${qty} shares ${side === 'buy' ? 'bought' : 'sold'} by order ${brokerOrderId} a moment ago`,
    ),
    heals: true,
    protect: true,
  });
}

/** The broker reserves shares for live sell orders: it cannot have fewer than these sell. */
function explainImpossible(facts: SymbolFacts): Explained | null {
  const { liveSells, theirs } = facts;
  const reserved = liveSells.reduce(
    (most, order) => Math.max(most, orderedShares(order) - order.filledQty),
    0,
  );
  if (reserved <= Math.max(theirs, 0) || facts.ours === 0) return null;
  return explanation(facts, 'stale_read', {
    evidence: liveSells.map(
      (order) =>
        `order ${order.clientOrderId} is ${order.status} and sells ${orderedShares(order)} shares, the positions show ${theirs}`,
    ),
  });
}

function explainNothing(facts: SymbolFacts): Explained {
  const { all, foreign, unbooked, ours } = facts;
  const evidence = [
    `${unbooked.length} unbooked fills and ${foreign.length} orders of others do not make up the difference`,
    ...(all.activities === null ? ['the activities could not be read'] : []),
    ...(all.notices === null ? ['the announcements could not be read'] : []),
  ];
  const surplus = surplusOf(facts);
  const proposal = { kind: 'set_apart', shares: surplus } as const;
  // Where shares are missing, only a record of their sale could close the position.
  if (ours > 0)
    return explanation(facts, 'unknown', { evidence, proposal: surplus > 0 ? proposal : null });
  return explanation(facts, 'foreign_position', {
    evidence: ['no order of ours has bought it', ...evidence],
    proposal,
  });
}

/** The shares are there and nothing at the broker sells them when they fall. */
function explainStop(facts: SymbolFacts): Explained | null {
  const { position, journal, liveSells } = facts;
  if (position === undefined || liveSells.length > 0 || isWorking(facts)) return null;
  const last = journal.findLast(
    ({ intent, positionId }) => intent === 'stop' && positionId === position.positionId,
  );
  const seen = facts.all.orders
    .flatMap((order) => [order, ...order.legs])
    .find(({ id }) => id === last?.brokerOrderId);
  return explanation(facts, 'stop_ended', {
    evidence: [
      last === undefined
        ? 'no stop of ours is on record'
        : `its stop ${last.clientOrderId} is ${seen?.rawStatus ?? last.status}`,
    ],
    heals: true,
    protect: true,
  });
}

/** Intended or sent, and the broker has not shown it: live until the next run has asked often enough. */
function explainUnconfirmed(facts: SymbolFacts): Explained | null {
  const open = facts.journal.filter(
    ({ status, brokerOrderId }) => !isSettled(status) && brokerOrderId === null,
  );
  const known = facts.all.orders.map(({ clientOrderId }) => clientOrderId);
  const unseen = open.filter(({ clientOrderId }) => !known.includes(clientOrderId));
  if (unseen.length === 0) return null;
  return explanation(facts, 'order_unconfirmed', {
    evidence: unseen.map(
      ({ clientOrderId, status }) =>
        `order ${clientOrderId} is ${status}, the broker does not show it`,
    ),
    heals: true,
    protect: true,
  });
}
