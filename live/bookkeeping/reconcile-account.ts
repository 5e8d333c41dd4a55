import type { BrokerPosition } from '../../src/domain/account.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import type { JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { Explained } from '../../src/rules/reconcile-facts.ts';
import {
  explainedFinding,
  hasOpenEvent,
  quarantined,
  surelyOurs,
} from '../../src/rules/reconcile-findings.ts';
import { reconcileBook, type BookDifference } from '../../src/rules/reconcile.ts';
import {
  bookSplits,
  bookSplitsBeforeFills,
  type SplitQuestion,
  type SplitSource,
} from './book-splits.ts';
import { explainDifferences, setApartOf, settledEvents } from './explain-account.ts';
import { healDifferences } from './heal-differences.ts';
import { endingOf } from './position-ending.ts';
import { settleOrders, type SettlePorts } from './settle-orders.ts';

export type AccountFacts = {
  readonly positions: readonly BrokerPosition[];
  readonly differences: readonly BookDifference[];
  /** Why each of them is there, and what else keeps a symbol out of trading. */
  readonly explained: readonly Explained[];
  /** Neither bought nor sold until a person has looked. */
  readonly quarantined: ReadonlySet<Ticker>;
  /** Of these, whose shares are surely ours: their stops are kept. */
  readonly surelyOurs: ReadonlySet<Ticker>;
  readonly findings: readonly Finding[];
  /** Orders whose fate the broker could not tell: live until proved otherwise. */
  readonly unknownOrders: readonly JournalOrder[];
};

/**
 * Brings the book up to the account: fills since the last run first, then splits on record, then the comparison. What
 * orders of others explain is booked from their fills. Only our database changes.
 */
export async function reconcileAccount(
  given: SettlePorts,
  tradeDate: SessionDate,
  splitsOf: SplitSource,
): Promise<AccountFacts> {
  const ports = { heldBack: new Set<number>(), ...given };
  const { store } = ports;
  const question = { tradeDate, splitsOf };
  const before = store.openPositions();
  const early = await bookSplitsBeforeFills(ports, question);
  const unknownOrders = await settleOrders(ports);
  const positions = await ports.broker.positions();
  const splitFindings = bookSplits(ports, positions, question);
  const found = await explain(ports, question, positions);
  const healed = await healDifferences(ports, found);
  const closed = before.flatMap((position) => closedFinding(position, store));
  const differences = differencesOf(ports, positions);
  const explained = found.filter((one) => !healed.includes(one));
  return {
    positions,
    differences,
    explained,
    quarantined: quarantined(explained, differences),
    surelyOurs: surelyOurs(explained),
    unknownOrders,
    findings: [
      ...closed,
      ...early,
      ...splitFindings,
      ...healed.map(healedFinding),
      ...unknownOrders.map(unknownFinding),
      ...explained
        .filter(({ symbol, heals }) => !heals || differences.some((one) => one.symbol === symbol))
        .map((one) => explainedFinding(one, differences)),
    ],
  };
}

function differencesOf(
  { store }: SettlePorts,
  positions: readonly BrokerPosition[],
): readonly BookDifference[] {
  return reconcileBook(store.openPositions(), positions, setApartOf(store));
}

/** Asks why only where there is something to ask: a day on which all agrees costs no request. */
async function explain(
  ports: SettlePorts,
  { tradeDate, splitsOf }: SplitQuestion,
  positions: readonly BrokerPosition[],
): Promise<readonly Explained[]> {
  const { store } = ports;
  const settled = settledEvents(store);
  const working = new Set(store.unsettledOrders().map(({ positionId }) => positionId));
  const remarkable = store.openPositions().filter((position) => {
    const applied = store.appliedSplits(position.positionId);
    const facts = { actions: splitsOf(position), applied, settled, tradeDate };
    return !working.has(position.positionId) || hasOpenEvent(position, facts);
  });
  const symbols = new Set<string>([
    ...differencesOf(ports, positions).map(({ symbol }) => symbol),
    ...remarkable.map(({ ticker }) => ticker),
  ]);
  if (symbols.size === 0) return [];
  const asked = [...symbols].sort();
  return explainDifferences(ports, { tradeDate, actionsOf: splitsOf, positions, symbols: asked });
}

function closedFinding(position: Position, store: SettlePorts['store']): Finding[] {
  const ending = endingOf(position, store);
  return ending === null ? [] : [finding('info', 'POSITION_CLOSED', position.ticker, ending)];
}

function healedFinding({ symbol, evidence }: Explained): Finding {
  const message = `${symbol}: a sale by hand is booked (${evidence.join('; ')})`;
  return finding('warning', 'MANUAL_SELL_BOOKED', symbol, message);
}

function unknownFinding(order: JournalOrder): Finding {
  return finding(
    'warning',
    'ORDER_OUTCOME_UNKNOWN',
    order.ticker,
    `${order.clientOrderId} was intended, and the broker does not know it (yet)`,
    'run the executor again: it asks for the order by its id before anything else',
  );
}
