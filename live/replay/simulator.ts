import type { SessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import type { ParityBook } from '../../src/rules/parity.ts';

export type SimulationQuestion = {
  readonly reportsDir: string;
  readonly prices: string;
  /** The dates of the reports that live reads. */
  readonly reportDates: ReadonlySet<SessionDate>;
  readonly to: SessionDate;
  readonly books: readonly StrategyRules[];
};

/** The portfolio simulator, handed in by the umbrella: a book for each set of rules, in their order. */
export type Simulate = (question: SimulationQuestion) => Promise<readonly ParityBook[]>;
