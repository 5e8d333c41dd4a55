/**
 * One simulated day of one book, whatever it counts its money in: splits → planned exits at the open → entries at the
 * open → stops → the close.
 */
import type { Split } from '../domain/bar.ts';
import { finding, type Finding } from '../domain/finding.ts';
import type { Money } from '../domain/money.ts';
import type { ExitReason, Position } from '../domain/position.ts';
import { daysBetween, type SessionDate } from '../domain/session-date.ts';
import type { StrategyRules } from '../domain/strategy.ts';
import type { Ticker } from '../domain/ticker.ts';
import { slipped, stopFillPrice, type FillPrices, type StopFill } from '../rules/fills.ts';
import { EXACT_MONEY, type Holding } from '../rules/pricing.ts';
import type { PlanModel } from './book-plan.ts';

/** An entry the plan decided; `qty` follows from the reference price, or from the fill with `sizeOn: 'fill'`. */
export type SimulatedEntry = Pick<
  Position,
  'ticker' | 'score' | 'grade' | 'gradeSource' | 'reportDate' | 'companyName' | 'gapSize'
> & { readonly qty: number };

export type SimulatedExit = {
  readonly ticker: Ticker;
  readonly reason: ExitReason;
  /** An entry of this very session, sold at the open it is bought at. */
  readonly ofTodaysEntry?: true;
};

export type SimulatedDay = {
  readonly session: SessionDate;
  readonly exits: readonly SimulatedExit[];
  readonly entries: readonly SimulatedEntry[];
  /** Raw bars of the session itself; a stock that did not trade is absent. */
  readonly bars: Pick<ReadonlyMap<Ticker, FillPrices>, 'get'>;
  /** Splits whose ex-date is the session. */
  readonly splits: readonly Split[];
};

export type StepModel<Price extends number> = Pick<
  PlanModel<Price>,
  'pricing' | 'maxHoldingExit'
> & {
  readonly stopFill: StopFill;
  readonly sizeOn: 'reference_price' | 'fill';
};

export const LIVE_STEP: Pick<StepModel<Money>, 'pricing' | 'maxHoldingExit'> = {
  pricing: EXACT_MONEY,
  maxHoldingExit: 'next_open',
};

/** A finished round trip of a simulated book. */
export type ClosedHolding<Price extends number> = {
  readonly position: Holding<Price>;
  readonly exitDate: SessionDate;
  readonly exitPrice: Price;
  readonly exitReason: ExitReason;
};

export type BookOf<Price extends number> = {
  readonly positions: readonly Holding<Price>[];
  readonly nextPositionId: number;
};

export type SteppedBook<Price extends number> = {
  readonly book: BookOf<Price>;
  readonly closed: readonly ClosedHolding<Price>[];
  readonly findings: readonly Finding[];
};

type Context<Price extends number> = {
  readonly day: SimulatedDay;
  readonly rules: StrategyRules;
  readonly model: StepModel<Price>;
};

type Step<Price extends number> = {
  readonly positions: readonly Holding<Price>[];
  readonly closed: readonly ClosedHolding<Price>[];
  readonly findings: readonly Finding[];
};

export function stepBook<Price extends number>(
  book: BookOf<Price>,
  day: SimulatedDay,
  rules: StrategyRules,
  model: StepModel<Price>,
): SteppedBook<Price> {
  const context = { day, rules, model };
  const split: Pick<Step<Price>, 'positions' | 'closed'> = day.splits.length === 0
    ? { positions: book.positions, closed: [] }
    : splitPositions(book.positions, context);
  const before = day.exits.filter((exit) => exit.ofTodaysEntry !== true);
  const opened = exitAtOpen(split.positions, before, context);
  const bought = enterAtOpen(book.nextPositionId, context);
  const today = day.exits.filter((exit) => exit.ofTodaysEntry === true);
  const entered = exitAtOpen(bought.positions, today, context);
  const ended = endSession([...opened.positions, ...entered.positions], context);
  return {
    book: {
      positions: ended.positions,
      nextPositionId: book.nextPositionId + bought.positions.length,
    },
    closed: [...split.closed, ...opened.closed, ...entered.closed, ...ended.closed],
    findings: [...opened.findings, ...bought.findings],
  };
}

/** Less than one share after a reverse split is paid out in cash: the position ends, in the terms it had before. */
function splitPositions<Price extends number>(
  positions: readonly Holding<Price>[],
  context: Context<Price>,
): Pick<Step<Price>, 'positions' | 'closed'> {
  const { day, model } = context;
  const staying: Holding<Price>[] = [];
  const closed: ClosedHolding<Price>[] = [];
  for (const position of positions) {
    const after = withSplits(position, context);
    if (after.shares > 0) {
      staying.push(after);
      continue;
    }
    const ratio = day.splits
      .filter(({ ticker }) => ticker === position.ticker)
      .reduce((product, split) => product * split.ratio, 1);
    const open = day.bars.get(position.ticker)?.open;
    const exitPrice =
      open === undefined ? position.entryPrice : model.pricing.fromDollars(open * ratio);
    closed.push({ position, exitDate: day.session, exitPrice, exitReason: 'delisted' });
  }
  return { positions: staying, closed };
}

function withSplits<Price extends number>(
  position: Holding<Price>,
  { day, model }: Context<Price>,
): Holding<Price> {
  return day.splits
    .filter((split) => split.ticker === position.ticker)
    .reduce((held, split) => model.pricing.split(held, split), position);
}

/** In the order of the plan; what was planned before and is not in it comes first. */
function exitAtOpen<Price extends number>(
  positions: readonly Holding<Price>[],
  exits: readonly SimulatedExit[],
  { day, rules, model }: Context<Price>,
): Step<Price> {
  if (exits.length === 0 && positions.every(({ plannedExit }) => plannedExit === null))
    return { positions, closed: [], findings: [] };
  const staying: Holding<Price>[] = [];
  const closed: { readonly rank: number; readonly trade: ClosedHolding<Price> }[] = [];
  const findings: Finding[] = [];
  for (const position of positions) {
    const rank = exits.findIndex((exit) => exit.ticker === position.ticker);
    const exitReason = exits[rank]?.reason ?? position.plannedExit;
    const bar = day.bars.get(position.ticker);
    if (exitReason === null) staying.push(position);
    else if (bar === undefined) {
      staying.push({ ...position, plannedExit: exitReason });
      findings.push(noBar(position.ticker, day.session, 'its exit stays planned'));
    } else {
      const exitPrice = model.pricing.fromDollars(slipped(bar.open, rules.slippagePct));
      closed.push({ rank, trade: { position, exitDate: day.session, exitPrice, exitReason } });
    }
  }
  closed.sort((a, b) => a.rank - b.rank);
  return { positions: staying, closed: closed.map(({ trade }) => trade), findings };
}

function enterAtOpen<Price extends number>(
  nextPositionId: number,
  { day, rules, model }: Context<Price>,
): Step<Price> {
  if (day.entries.length === 0) return { positions: [], closed: [], findings: [] };
  const positions: Holding<Price>[] = [];
  const findings: Finding[] = [];
  for (const entry of day.entries) {
    const bar = day.bars.get(entry.ticker);
    if (bar === undefined) {
      findings.push(noBar(entry.ticker, day.session, 'it was not entered'));
      continue;
    }
    const { pricing } = model;
    const entryPrice = pricing.fromDollars(bar.open);
    const shares =
      model.sizeOn === 'fill' ? pricing.sharesFor(rules.positionSize, entryPrice) : entry.qty;
    if (shares === 0) continue;
    const position: Holding<Price> = {
      ticker: entry.ticker,
      score: entry.score,
      grade: entry.grade,
      gradeSource: entry.gradeSource,
      reportDate: entry.reportDate,
      companyName: entry.companyName,
      gapSize: entry.gapSize,
      positionId: nextPositionId + positions.length,
      entryDate: day.session,
      entryPrice,
      shares,
      stopPrice: pricing.stopFor(entryPrice, rules.stopLossPct),
      stopOrderId: null,
      plannedExit: null,
    };
    // A split makes a copy: made as a copy from the start, all positions are of one kind to the engine that looks at them.
    positions.push({ ...position });
  }
  return { positions, closed: [], findings };
}

/** Stops, and what is sold at the close. */
function endSession<Price extends number>(
  positions: readonly Holding<Price>[],
  context: Context<Price>,
): Step<Price> {
  const { day, model } = context;
  const staying: Holding<Price>[] = [];
  const closed: ClosedHolding<Price>[] = [];
  for (const position of positions) {
    const bar = day.bars.get(position.ticker);
    const end = bar === undefined ? null : endOf(position, bar, context);
    if (end === null) staying.push(position);
    else if (end === 'next_open') staying.push({ ...position, plannedExit: 'stop_loss' });
    else {
      const exitPrice = model.pricing.fromDollars(end.dollars);
      closed.push({ position, exitDate: day.session, exitPrice, exitReason: end.reason });
    }
  }
  return { positions: staying, closed, findings: [] };
}

type End = { readonly reason: ExitReason; readonly dollars: number };

/** How the session ends the position; `next_open` when a stop only becomes tomorrow's exit; null when it does not. */
function endOf<Price extends number>(
  position: Holding<Price>,
  bar: FillPrices,
  context: Context<Price>,
): End | 'next_open' | null {
  const stop = stopOf(position, bar, context);
  if (stop === 'next_open') return stop;
  if (stop !== null) return { reason: 'stop_loss', dollars: stop };
  const { day, rules, model } = context;
  if (model.maxHoldingExit === 'next_open' || rules.maxHoldingDays === null) return null;
  const heldDays = daysBetween(position.entryDate, day.session);
  return heldDays < rules.maxHoldingDays ? null : { reason: 'max_holding', dollars: bar.close };
}

/** The price at which the stop fills today, `next_open` when it only becomes tomorrow's exit, or null. */
function stopOf<Price extends number>(
  position: Holding<Price>,
  bar: FillPrices,
  { day, rules, model }: Context<Price>,
): number | 'next_open' | null {
  const { slippagePct, stopMode } = rules;
  const stop = model.pricing.toDollars(position.stopPrice);
  switch (stopMode) {
    case 'close':
      return bar.close <= stop ? slipped(bar.close, slippagePct) : null;
    case 'close_next_open':
      return bar.close <= stop ? 'next_open' : null;
    case 'skip_entry_day':
      if (position.entryDate === day.session) return null;
      break;
    case 'intraday':
      break;
  }
  return stopFillPrice(bar, stop, { stopFill: model.stopFill, slippagePct }) ?? null;
}

function noBar(ticker: Ticker, session: SessionDate, consequence: string): Finding {
  return finding('warning', 'NO_BAR', ticker, `${ticker} has no bar on ${session}: ${consequence}`);
}
