/**
 * One trade held against the bars: the session of its entry, its shares, every stop on its way, its exit, its P&L. The
 * audit finds each of them again from bars, splits and the rules of size and stop; it asks nothing of the simulators.
 */
import type { Bar } from '../../src/domain/bar.ts';
import { daysBetween, type SessionDate } from '../../src/domain/session-date.ts';
import { slipped } from '../../src/rules/fills.ts';
import { EXACT_MONEY, PLAIN_DOLLARS, type Holding, type Pricing } from '../../src/rules/pricing.ts';
import type { Trade } from '../../src/rules/trade-rounding.ts';
import type { Difference } from '../../src/views/render-checks.ts';
import type { CheckSubject } from './check-subject.ts';

export type Audit = {
  readonly differences: readonly Difference[];
  /** A stop that filled at the open because the day opened through it. */
  readonly gapped: boolean;
};

export function auditTrade(trade: Trade, subject: CheckSubject): Audit {
  return subject.config.profile === 'reference'
    ? audit(trade, subject, PLAIN_DOLLARS)
    : audit(trade, subject, EXACT_MONEY);
}

function audit<Price extends number>(
  trade: Trade,
  subject: CheckSubject,
  pricing: Pricing<Price>,
): Audit {
  const differences: Difference[] = [];
  const say = (says: string, numbers: Difference['numbers'] = {}): void => {
    differences.push({ subject: `${trade.ticker} of ${trade.entryDate}`, says, numbers });
  };
  const entry = subject.history.wholeBarOn(trade.ticker, trade.entryDate);
  if (entry === undefined) {
    say('was entered in a session without a bar');
    return { differences, gapped: false };
  }
  auditSession(trade, subject, say);
  const held = liveAgain(trade, { entry, subject, pricing, say });
  near('entry', trade.entryPrice, pricing.toDollars(held.entryPrice), say);
  if (held.shares !== trade.shares)
    say('has other shares than its size gives', { shares: trade.shares, expected: held.shares });
  const gapped = auditExit(trade, subject, pricing.toDollars(held.stopPrice), say);
  auditResult(trade, subject, say);
  return { differences, gapped };
}

type Say = (says: string, numbers?: Difference['numbers']) => void;

/** Prices are rounded to four decimals, once by the book and once in the result. */
const ROUNDING = 1.001e-4;

function near(what: string, is: number, expected: number, say: Say): void {
  if (Math.abs(is - expected) <= ROUNDING + Math.abs(expected) * 1e-9) return;
  say(`its ${what} is not what the bars say`, { [what]: is, expected });
}

function auditSession({ ticker, reportDate, entryDate }: Trade, subject: CheckSubject, say: Say) {
  const candidate = subject.candidates.find(
    (one) => one.ticker === ticker && one.reportDate === reportDate,
  );
  const expected = candidate && subject.entrySession(candidate);
  if (expected === undefined) say('was entered, but its report names no such candidate');
  else if (expected !== entryDate)
    say('was entered in another session than its report', { entered: entryDate, expected });
}

/** The position through its splits, with every stop that was touched on the way and not filled. */
function liveAgain<Price extends number>(
  trade: Trade,
  {
    entry,
    subject,
    pricing,
    say,
  }: {
    readonly entry: Bar;
    readonly subject: CheckSubject;
    readonly pricing: Pricing<Price>;
    readonly say: Say;
  },
): Holding<Price> {
  const { history, rules, market } = subject;
  const price = pricing.fromDollars(entry.open);
  let held: Holding<Price> = {
    ...trade,
    positionId: 0,
    stopOrderId: null,
    plannedExit: null,
    entryPrice: price,
    shares: sharesAtEntry(trade, subject, pricing, price),
    stopPrice: pricing.stopFor(price, rules.stopLossPct),
  };
  const sessions = market.sessions.filter(
    (session) => session >= trade.entryDate && session <= trade.exitDate,
  );
  for (const session of sessions) {
    for (const split of session > trade.entryDate ? history.splitsOn(session) : [])
      if (split.ticker === trade.ticker) held = pricing.split(held, split);
    const bar = history.wholeBarOn(trade.ticker, session);
    if (bar === undefined || session === trade.exitDate) continue;
    const stop = pricing.toDollars(held.stopPrice);
    if (!touches(bar, stop, trade, subject)) continue;
    if (rules.stopMode !== 'close_next_open' || !isSoldNext(trade, session, subject))
      say(`touched its stop on ${session} and was not sold`, {
        low: bar.low,
        close: bar.close,
        stop,
      });
  }
  return held;
}

function sharesAtEntry<Price extends number>(
  { ticker, reportDate }: Trade,
  { config, candidates }: CheckSubject,
  pricing: Pricing<Price>,
  fill: Price,
): number {
  if (config.profile === 'reference' || config.size_on === 'fill')
    return pricing.sharesFor(config.position_size, fill);
  const stated = candidates.find((one) => one.ticker === ticker && one.reportDate === reportDate);
  if (stated?.price == null) return 0;
  return pricing.sharesFor(config.position_size, pricing.fromDollars(stated.price));
}

/** Whether the stop ends the position in this session. */
function touches(
  { date, low, close }: Bar,
  stop: number,
  { entryDate }: Trade,
  { rules }: CheckSubject,
): boolean {
  if (rules.stopMode === 'intraday') return low <= stop;
  if (rules.stopMode === 'skip_entry_day') return date > entryDate && low <= stop;
  return close <= stop;
}

/** A stop at the close is sold at the next open there is; the reference profile forgets it when the next day has none. */
function isSoldNext(trade: Trade, session: SessionDate, subject: CheckSubject): boolean {
  const { market, history, config } = subject;
  const later = market.sessions.filter((date) => date > session);
  const next =
    config.profile === 'reference'
      ? later[0]
      : later.find((date) => history.wholeBarOn(trade.ticker, date) !== undefined);
  if (next === undefined || history.wholeBarOn(trade.ticker, next) === undefined) return true;
  return trade.exitDate === next;
}

/** The exit at the price its reason claims. Says whether a stop gapped. */
function auditExit(trade: Trade, subject: CheckSubject, stop: number, say: Say): boolean {
  const { history, rules, config } = subject;
  const bar = history.wholeBarOn(trade.ticker, trade.exitDate);
  const { exitReason, exitPrice, ticker } = trade;
  const last = subject.market.sessions.at(-1);
  if (bar === undefined) {
    say('was closed in a session without a bar', { 'exit date': trade.exitDate });
    return false;
  }
  const atEnd = trade.exitDate === last && Math.abs(exitPrice - bar.close) <= ROUNDING;
  if (exitReason === 'stop_loss') return auditStop(trade, bar, { subject, stop, say });
  if (exitReason === 'end_of_data' || exitReason === 'delisted') {
    // Alone, the reference profile lives to the last bar of its stock.
    const endsWithBars =
      exitReason === 'delisted' ||
      (config.profile === 'reference' && config.max_positions === null);
    const end = endsWithBars ? history.lastBarDate(ticker) : last;
    const isUndone = config.profile === 'reference' && trade.exitDate === trade.entryDate;
    if (trade.exitDate !== end && !isUndone)
      say('was closed before the end', { closed: trade.exitDate, end: end ?? null });
    near('exit', exitPrice, isUndone ? trade.entryPrice : bar.close, say);
    return false;
  }
  if (config.profile === 'reference' && (exitReason === 'max_holding' || atEnd))
    near('exit', exitPrice, bar.close, say);
  else near('exit', exitPrice, slipped(bar.open, rules.slippagePct), say);
  return false;
}

function auditStop(
  trade: Trade,
  bar: Bar,
  {
    subject,
    stop,
    say,
  }: { readonly subject: CheckSubject; readonly stop: number; readonly say: Say },
): boolean {
  const { rules, config } = subject;
  if (rules.stopMode === 'close_next_open') {
    near('exit', trade.exitPrice, slipped(bar.open, rules.slippagePct), say);
    return false;
  }
  if (!touches(bar, stop, trade, subject))
    say('was stopped, but its stop was not touched', { low: bar.low, close: bar.close, stop });
  const isGap = bar.open <= stop;
  const fillsAtStop = config.profile === 'reference' || config.stop_fill === 'at_stop';
  const claimed = rules.stopMode === 'close' ? bar.close : isGap && !fillsAtStop ? bar.open : stop;
  near('exit', trade.exitPrice, slipped(claimed, rules.slippagePct), say);
  if (claimed > bar.high + ROUNDING || claimed < bar.low - ROUNDING)
    say('was stopped at a price nobody traded that day', {
      stop: claimed,
      low: bar.low,
      high: bar.high,
    });
  return isGap;
}

/** P&L, return and days follow from the rest. */
function auditResult(trade: Trade, { config }: CheckSubject, say: Say): void {
  const { shares, entryPrice, exitPrice, pnl, returnPct, holdingDays } = trade;
  const expected = shares * (exitPrice - entryPrice) - 2 * config.commission;
  if (Math.abs(pnl - expected) > shares * ROUNDING + 0.0051)
    say('its P&L does not follow from its prices', { pnl, expected });
  const pct = (expected / (shares * entryPrice)) * 100;
  if (Math.abs(returnPct - pct) > 0.0051 + (200 * ROUNDING) / entryPrice)
    say('its return does not follow from its prices', { return: returnPct, expected: pct });
  const days = daysBetween(trade.entryDate, trade.exitDate);
  if (days !== holdingDays) say('its days are miscounted', { days: holdingDays, expected: days });
}
