/**
 * One simulated day of one book: splits → planned exits at the open → entries at the open → stops → the close. The
 * backtest folds it over years, the shadow book steps through it once a morning.
 */
import type { Bar, Split } from '../domain/bar.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { moneyFromNumber, moneyToNumber, type Money } from '../domain/money.ts';
import type { ClosedTrade, ExitReason, Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { StrategyRules } from '../domain/strategy.ts';
import type { Ticker } from '../domain/ticker.ts';
import { slipped, stopFillPrice, type StopFill } from '../rules/fills.ts';
import { sharesFor } from '../rules/position-size.ts';
import { pnlOf } from '../rules/rotation.ts';
import { applySplit } from '../rules/split.ts';
import { stopPriceFor } from '../rules/stop-price.ts';

/** An entry the plan decided; `qty` follows from the reference price, or from the fill with `sizeOn: 'fill'`. */
export type SimulatedEntry = Pick<
  Position,
  'ticker' | 'score' | 'grade' | 'gradeSource' | 'reportDate' | 'companyName' | 'gapSize'
> & { readonly qty: number };

export type SimulatedDay = {
  readonly session: SessionDate;
  readonly exits: readonly { readonly ticker: Ticker; readonly reason: ExitReason }[];
  readonly entries: readonly SimulatedEntry[];
  /** Raw bars of the session itself; a stock that did not trade is absent. */
  readonly bars: ReadonlyMap<Ticker, Bar>;
  /** Splits whose ex-date is the session. */
  readonly splits: readonly Split[];
};

export type SimulationModel = {
  readonly stopFill: StopFill;
  readonly sizeOn: 'reference_price' | 'fill';
};

export type SimulatedBook = {
  readonly positions: readonly Position[];
  readonly nextPositionId: number;
};

export type SimulatedSession = {
  readonly book: SimulatedBook;
  readonly closed: readonly ClosedTrade[];
  readonly findings: readonly Finding[];
};

export function simulateSession(
  book: SimulatedBook,
  day: SimulatedDay,
  rules: StrategyRules,
  model: SimulationModel,
): SimulatedSession {
  const split = book.positions.map((position) => withSplits(position, day.splits));
  const opened = exitAtOpen(split, day, rules);
  const entered = enterAtOpen(book.nextPositionId, day, rules, model);
  const stopped = stopDuringSession([...opened.positions, ...entered.positions], day, rules, model);
  return {
    book: {
      positions: stopped.positions,
      nextPositionId: book.nextPositionId + entered.positions.length,
    },
    closed: [...opened.closed, ...stopped.closed],
    findings: [...opened.findings, ...entered.findings],
  };
}

type Step = {
  readonly positions: readonly Position[];
  readonly closed: readonly ClosedTrade[];
  readonly findings: readonly Finding[];
};

function withSplits(position: Position, splits: readonly Split[]): Position {
  return splits.filter((split) => split.ticker === position.ticker).reduce(applySplit, position);
}

function exitAtOpen(positions: readonly Position[], day: SimulatedDay, rules: StrategyRules): Step {
  const staying: Position[] = [];
  const closed: ClosedTrade[] = [];
  const findings: Finding[] = [];
  for (const position of positions) {
    const reason =
      day.exits.find((exit) => exit.ticker === position.ticker)?.reason ?? position.plannedExit;
    const bar = day.bars.get(position.ticker);
    if (reason === null) staying.push(position);
    else if (bar === undefined) {
      staying.push({ ...position, plannedExit: reason });
      findings.push(noBar(position.ticker, day.session, 'its exit stays planned'));
    } else {
      closed.push(closeTrade(position, day.session, slipped(bar.open, rules.slippagePct), reason));
    }
  }
  return { positions: staying, closed, findings };
}

function enterAtOpen(
  nextPositionId: number,
  day: SimulatedDay,
  rules: StrategyRules,
  model: SimulationModel,
): Step {
  const positions: Position[] = [];
  const findings: Finding[] = [];
  for (const entry of day.entries) {
    const bar = day.bars.get(entry.ticker);
    if (bar === undefined) {
      findings.push(noBar(entry.ticker, day.session, 'it was not entered'));
      continue;
    }
    const entryPrice = moneyFromNumber(bar.open);
    const { qty, ...facts } = entry;
    const shares = model.sizeOn === 'fill' ? sharesFor(rules.positionSize, entryPrice) : qty;
    if (shares === 0) continue;
    positions.push({
      ...facts,
      positionId: nextPositionId + positions.length,
      entryDate: day.session,
      entryPrice,
      shares,
      stopPrice: stopPriceFor(entryPrice, rules.stopLossPct),
      stopOrderId: null,
      plannedExit: null,
    });
  }
  return { positions, closed: [], findings };
}

function stopDuringSession(
  positions: readonly Position[],
  day: SimulatedDay,
  rules: StrategyRules,
  model: SimulationModel,
): Step {
  const staying: Position[] = [];
  const closed: ClosedTrade[] = [];
  for (const position of positions) {
    const bar = day.bars.get(position.ticker);
    const stop = bar === undefined ? null : stopOf(position, bar, day.session, { rules, model });
    if (stop === null) staying.push(position);
    else if (stop === 'next_open') staying.push({ ...position, plannedExit: 'stop_loss' });
    else closed.push(closeTrade(position, day.session, stop, 'stop_loss'));
  }
  return { positions: staying, closed, findings: [] };
}

/** The price at which the stop fills today, `next_open` when it only becomes tomorrow's exit, or null. */
function stopOf(
  position: Position,
  bar: Bar,
  session: SessionDate,
  how: { readonly rules: StrategyRules; readonly model: SimulationModel },
): number | 'next_open' | null {
  const { slippagePct, stopMode } = how.rules;
  const stop = moneyToNumber(position.stopPrice);
  switch (stopMode) {
    case 'close':
      return bar.close <= stop ? slipped(bar.close, slippagePct) : null;
    case 'close_next_open':
      return bar.close <= stop ? 'next_open' : null;
    case 'skip_entry_day':
      if (position.entryDate === session) return null;
      break;
    case 'intraday':
      break;
  }
  return stopFillPrice(bar, stop, { stopFill: how.model.stopFill, slippagePct }) ?? null;
}

function closeTrade(
  position: Position,
  exitDate: SessionDate,
  exitDollars: number,
  exitReason: ExitReason,
): ClosedTrade {
  return closedTrade(position, { exitDate, exitPrice: moneyFromNumber(exitDollars), exitReason });
}

/** P&L and return of a round trip, in the share terms of its exit. */
export function closedTrade(
  position: Position,
  exit: {
    readonly exitDate: SessionDate;
    readonly exitPrice: Money;
    readonly exitReason: ExitReason;
  },
): ClosedTrade {
  return {
    position,
    ...exit,
    pnl: pnlOf(position, exit.exitPrice),
    returnPct: ((exit.exitPrice - position.entryPrice) / position.entryPrice) * 100,
  };
}

function noBar(ticker: Ticker, session: SessionDate, consequence: string): Finding {
  return finding('warning', 'NO_BAR', ticker, `${ticker} has no bar on ${session}: ${consequence}`);
}
