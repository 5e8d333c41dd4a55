import { formatMoney } from '../../src/domain/money.ts';
import { isSettled, type BrokerOrder, type JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import { placeStop, replaceByHand } from './protect-position.ts';
import { noteUnresolved, type ExecutorSession, noteStep } from './session.ts';

const MS_PER_DAY = 86_400_000;
/** The broker ends a GTC order after 90 days: a stop is renewed well before. */
const RENEW_BEFORE_DAYS = 14;

/**
 * For every position: live stops for exactly its shares, at the booked price, not about to expire. A gap is healed at
 * once, whatever the kill switch says; what cannot be healed is unresolved. Returns the positions that are covered.
 */
export async function checkCoverage(session: ExecutorSession): Promise<number> {
  const open = await session.broker.orders({ status: 'open', nested: false });
  const byId = new Map(open.map((order) => [order.id, order]));
  let covered = 0;
  for (const position of session.store.openPositions()) {
    const isOurs = session.surelyOurs?.has(position.ticker) === true;
    if (session.disputed.has(position.ticker) && !isOurs) {
      noteUnresolved(
        session.log,
        'COVERAGE_DISPUTED',
        position.ticker,
        'book and broker disagree about its shares',
      );
    } else if (await isCovered(session, position, byId)) covered += 1;
  }
  return covered;
}

async function isCovered(
  session: ExecutorSession,
  position: Position,
  open: ReadonlyMap<string, BrokerOrder>,
): Promise<boolean> {
  const working = workingOrdersOf(session, position);
  const exit = working.find(({ intent }) => intent === 'exit');
  if (exit !== undefined) return isSoldWhole(session, position, exit);
  // A working entry is looked after by the phase that awaits it.
  if (working.some(({ intent }) => intent === 'entry')) return true;
  const [stop, ...more] = working.filter(({ intent }) => intent === 'stop');
  if (stop === undefined) return placeStop(session, position);
  if (more.length > 0) {
    noteUnresolved(
      session.log,
      'TWO_STOPS',
      position.ticker,
      `${more.length + 1} stops are live for one position`,
    );
    return false;
  }
  const seen = stop.brokerOrderId === null ? undefined : open.get(stop.brokerOrderId);
  if (seen === undefined) {
    noteUnresolved(
      session.log,
      'STOP_NOT_LIVE',
      position.ticker,
      `${stop.clientOrderId} is not live at the broker`,
    );
    return false;
  }
  const fault = faultOf(seen, position, session.clock.now());
  if (fault === null) return true;
  noteStep(session.log, `${position.ticker}: ${fault}, the stop is replaced`);
  await replaceByHand(session, position, stop);
  return workingOrdersOf(session, position).some(({ intent }) => intent === 'stop');
}

function workingOrdersOf(
  { store }: ExecutorSession,
  { positionId }: Position,
): readonly JournalOrder[] {
  return store
    .unsettledOrders()
    .filter((order) => order.positionId === positionId && !isSettled(order.status));
}

/** A working exit is the one sell of its shares; shares it does not sell have nothing until it has ended. */
function isSoldWhole(
  { log }: ExecutorSession,
  { ticker, shares }: Position,
  { qty, filledQty }: JournalOrder,
): boolean {
  const left = qty - filledQty;
  if (left === shares) return true;
  noteUnresolved(log, 'EXIT_IN_PART', ticker, `its exit sells ${left} of ${shares} shares`);
  return false;
}

function faultOf(seen: BrokerOrder, position: Position, now: number): string | null {
  const left = (seen.qty ?? 0) - seen.filledQty;
  if (left !== position.shares) return `its stop is for ${left} of ${position.shares} shares`;
  if (seen.stopPrice !== position.stopPrice) {
    const at = seen.stopPrice === null ? 'no price' : formatMoney(seen.stopPrice);
    return `its stop rests at ${at} instead of ${formatMoney(position.stopPrice)}`;
  }
  if (seen.timeInForce !== 'gtc') return `its stop ends today (${seen.timeInForce})`;
  const expires = seen.expiresAt === null ? null : Date.parse(seen.expiresAt);
  if (expires !== null && expires - now < RENEW_BEFORE_DAYS * MS_PER_DAY)
    return 'its stop is about to expire';
  return null;
}
