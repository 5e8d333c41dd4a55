import { planEntryOrders, type EntryOrder } from '../../src/plans/order-plan.ts';
import { formatMoney } from '../../src/domain/money.ts';
import type { JournalOrder } from '../../src/domain/order.ts';
import { settleOrders } from '../bookkeeping/settle-orders.ts';
import { awaitAgreement } from './await-agreement.ts';
import { entryFacts, whyClosed, type FactSources } from './gather-facts.ts';
import { endIfKeysRefused } from './keys-refused.ts';
import { openPosition } from './phase-a-sell.ts';
import { placeStop } from './protect-position.ts';
import {
  fillDeadline,
  isInterrupted,
  noteDenied,
  noteUnresolved,
  pollUntil,
  sleepUntilOpen,
  type ExecutorSession,
  noteStep,
} from './session.ts';
import { PAYLOAD_CHANGED, submitOrder, type Submitted, type WantedOrder } from './submit-order.ts';

/**
 * Phases C and D: recount the room from our fills and the broker's positions, then buy best first, each entry with its
 * protective stop in the same request, so that the broker holds the stop even if this program dies.
 */
export async function buyEntries(session: ExecutorSession, sources: FactSources): Promise<void> {
  const { signals, log } = session;
  if (signals === null || signals.entries.length === 0) return;
  await awaitAgreement(session);
  for (const decision of planEntryOrders(await entryFacts(sources, signals))) {
    const { ticker } = decision;
    if (decision.kind === 'denied') noteDenied(log, decision.code, ticker, decision.message);
    if (decision.kind === 'deferred') noteStep(log, `${ticker}: waits for the sells to make room`);
    if (decision.kind !== 'buy' || isInterrupted(session)) continue;
    const closed = whyClosed(sources);
    if (closed === null) await buyOne(session, decision);
    else noteDenied(log, closed.code, ticker, closed.message);
  }
}

async function buyOne(session: ExecutorSession, entry: EntryOrder): Promise<void> {
  const { log } = session;
  const bought = await submitOrder(session, entryOrder(session, entry, 'oto'));
  endIfKeysRefused(bought);
  if (takesNoGroup(bought)) {
    await buyThenProtect(session, entry);
    return;
  }
  report(session, entry, bought);
  if (bought.kind === 'unknown') {
    noteUnresolved(
      log,
      'ENTRY_UNKNOWN',
      entry.ticker,
      `the buy has no known outcome: ${bought.message}`,
    );
  }
}

/** The broker said so now, or before a run that died: then the plain buy waits under its own id, to be sent as it is. */
function takesNoGroup(bought: Submitted): boolean {
  return (
    (bought.kind === 'refused' && bought.reason === 'order_class_refused') ||
    (bought.kind === 'denied' && bought.code === PAYLOAD_CHANGED)
  );
}

function report(session: ExecutorSession, entry: EntryOrder, bought: Submitted): void {
  const { log } = session;
  if (bought.kind === 'live') {
    noteStep(
      log,
      `${entry.ticker}: buy ${entry.qty} with a stop at ${formatMoney(entry.stopPrice)}`,
    );
  }
  if (bought.kind === 'refused') reportRefusal(session, entry, bought);
  if (bought.kind === 'denied') noteDenied(log, bought.code, entry.ticker, bought.message);
}

type Refused = Extract<Submitted, { readonly kind: 'refused' }>;

/** That it may not trade at all concerns the account, not the stock. */
function reportRefusal({ log }: ExecutorSession, entry: EntryOrder, refused: Refused): void {
  const isBlocked = refused.reason === 'account_restricted';
  const code = isBlocked ? 'ACCOUNT_BLOCKED' : 'REFUSED_BY_BROKER';
  noteDenied(log, code, entry.ticker, refused.message);
  const isTold = log.unresolved.some((found) => found.code === code);
  if (isBlocked && !isTold)
    noteUnresolved(log, code, 'account', 'the broker does not let it trade');
}

/** The broker does not take entry and stop in one request: buy, wait for the fill, rest the stop at once. */
async function buyThenProtect(session: ExecutorSession, entry: EntryOrder): Promise<void> {
  const bought = await submitOrder(session, entryOrder(session, entry, 'simple'));
  endIfKeysRefused(bought);
  report(session, entry, bought);
  if (bought.kind !== 'live') return;
  const journal = (): JournalOrder | null =>
    session.store.orderByClientId(bought.order.clientOrderId);
  await sleepUntilOpen(session);
  await pollUntil(session, fillDeadline(session), async () => {
    await settleOrders(session);
    return journal()?.status === 'filled';
  });
  const position = openPosition(session, journal()?.positionId);
  if (position?.shares === entry.qty) await placeStop(session, position);
}

function entryOrder(
  { tradeDate }: ExecutorSession,
  entry: EntryOrder,
  orderClass: 'oto' | 'simple',
): WantedOrder {
  return {
    key: { tradeDate, ticker: entry.ticker, intent: 'entry' },
    positionId: null,
    qty: entry.qty,
    type: 'market',
    // One time in force governs the whole group: a `day` group would leave the shares without a stop overnight.
    timeInForce: 'gtc',
    orderClass,
    stopPrice: null,
    stopLossPrice: orderClass === 'oto' ? entry.stopPrice : null,
  };
}
