/** One simulated day of a small book, as a test writes it. */
import type { Bar } from '../../src/domain/bar.ts';
import type { Position } from '../../src/domain/position.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { ticker } from '../../src/domain/ticker.ts';
import {
  simulateSession,
  type SimulatedDay,
  type SimulatedEntry,
  type SimulatedSession,
  type SimulationModel,
} from '../../src/plans/simulated-session.ts';
import { position, rules } from '../domain/sample.ts';
import { bar } from '../rules/sample-bars.ts';

export const TODAY = '2015-10-23';
export const A = ticker('A');
export const MODEL: SimulationModel = { stopFill: 'gap_aware', sizeOn: 'reference_price' };

export function entry(name: string, qty: number): SimulatedEntry {
  const { ticker, score, grade, gradeSource, reportDate, companyName, gapSize } = position(name);
  return { ticker, score, grade, gradeSource, reportDate, companyName, gapSize, qty };
}

export type Day = Partial<Omit<SimulatedDay, 'bars'>> & {
  readonly bars?: Readonly<Record<string, Bar>>;
};

export function simulate(
  positions: readonly Position[],
  { bars = {}, ...day }: Day,
  choices: Partial<StrategyRules> = {},
  model = MODEL,
): SimulatedSession {
  return simulateSession(
    { positions, nextPositionId: 7 },
    {
      session: sessionDate(TODAY),
      exits: [],
      entries: [],
      splits: [],
      ...day,
      bars: new Map(Object.entries(bars).map(([name, one]) => [ticker(name), one])),
    },
    rules({ slippagePct: 0, ...choices }),
    model,
  );
}

export const ohlc = (open: number, high: number, low: number, close: number): Bar =>
  bar(TODAY, close, { open, high, low });
export const closed = (session: SimulatedSession) =>
  session.closed.map(
    ({ position, exitReason, exitPrice }) =>
      `${position.ticker} ${exitReason} ${exitPrice / 10_000}`,
  );
export const held = (session: SimulatedSession) =>
  session.book.positions.map(({ ticker, shares }) => `${ticker} ${shares}`);
