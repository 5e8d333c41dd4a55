/**
 * What the protection of one position needs: live stops for exactly its shares, at the booked price, good till canceled
 * and not about to end. A dry run prints it, a real run carries it out; both ask here.
 */
import { formatMoney, type Money } from '../domain/money.ts';
import { isSettled, orderedShares, type BrokerOrder, type JournalOrder } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';

export type Coverage =
  | { readonly kind: 'covered' }
  /** Nothing of ours is live for it. */
  | { readonly kind: 'bare' }
  /** Its stop does not fit. */
  | { readonly kind: 'unfit'; readonly stop: JournalOrder; readonly fault: string }
  /** A person or a later run has to look. */
  | { readonly kind: 'doubtful'; readonly code: string; readonly message: string };

export type CoverageFacts = {
  /** Orders of ours without a final status. */
  readonly unsettled: readonly JournalOrder[];
  /** The broker's open orders by their ids. */
  readonly open: ReadonlyMap<string, BrokerOrder>;
  readonly now: number;
};

export function coverageOf(position: Position, facts: CoverageFacts): Coverage {
  const working = facts.unsettled.filter(
    (order) => order.positionId === position.positionId && !isSettled(order.status),
  );
  const exit = working.find(({ intent }) => intent === 'exit');
  if (exit !== undefined) return exitCoverage(position, exit);
  // A working entry is looked after by the phase that awaits it.
  if (working.some(({ intent }) => intent === 'entry')) return { kind: 'covered' };
  const [stop, ...more] = working.filter(({ intent }) => intent === 'stop');
  if (stop === undefined) return { kind: 'bare' };
  if (more.length > 0)
    return doubtful('TWO_STOPS', `${more.length + 1} stops are live for one position`);
  const seen = stop.brokerOrderId === null ? undefined : facts.open.get(stop.brokerOrderId);
  if (seen === undefined)
    return doubtful('STOP_NOT_LIVE', `${stop.clientOrderId} is not live at the broker`);
  const fault = faultOf(seen, position, facts.now);
  return fault === null ? { kind: 'covered' } : { kind: 'unfit', stop, fault };
}

/** A working exit is the one sell of its shares; shares it does not sell have nothing until it has ended. */
function exitCoverage({ shares }: Position, { qty, filledQty }: JournalOrder): Coverage {
  const left = qty - filledQty;
  if (left === shares) return { kind: 'covered' };
  return doubtful('EXIT_IN_PART', `its exit sells ${left} of ${shares} shares`);
}

export type WorkingSell = {
  /** Shares it still sells. */
  readonly left: number;
  /** Undefined when nobody knows the last trade of its stock. */
  readonly latestPrice: Money | undefined;
  /** No other sell may follow it today. */
  readonly isLast: boolean;
};

/**
 * Whether a sell that does not fill (its stock is halted) stays the protection of its shares, since the broker would
 * refuse the stop: the same sell would go out again in every run, until the orders of the day are used up and the shares
 * are bare. One that took the place of a refused stop has seen that refusal.
 */
export function outlastsItsStop(
  { shares, stopPrice, plannedExit }: Position,
  { left, latestPrice, isLast }: WorkingSell,
): boolean {
  if (left !== shares) return false;
  if (plannedExit === 'stop_loss') return true;
  return latestPrice === undefined ? isLast : latestPrice <= stopPrice;
}

const MS_PER_DAY = 86_400_000;
/** The broker ends a GTC order after 90 days: a stop is renewed well before. */
const RENEW_BEFORE_DAYS = 14;

function faultOf(seen: BrokerOrder, position: Position, now: number): string | null {
  const left = orderedShares(seen) - seen.filledQty;
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

/** Entries that may not fill any more: those of an earlier session, and all of them while everything is halted. */
export function unwantedEntries(
  unsettled: readonly JournalOrder[],
  { tradeDate, isHalted }: { readonly tradeDate: string; readonly isHalted: boolean },
): readonly JournalOrder[] {
  return unsettled.filter(
    (order) => order.intent === 'entry' && (isHalted || order.tradeDate !== tradeDate),
  );
}

function doubtful(code: string, message: string): Coverage {
  return { kind: 'doubtful', code, message };
}
