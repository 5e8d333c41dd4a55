/** A story as data: a market, what people and commands do at which time, and how it may end. */
import { sessionDate } from '../../src/domain/session-date.ts';
import type { PaperBehaviour } from '../../src/paper-broker/paper-state.ts';
import { newYorkInstant } from '../../src/rules/new-york-time.ts';
import type { SplitOf, Stocks } from './market.ts';
import { SIGNALS, type Command } from './process.ts';
import type { World } from './world.ts';
import type { ReportedCandidate } from '../support/report-text.ts';

/** `at` is a date and a New York time. */
export type Step =
  | { readonly at: string; readonly run: Command; readonly report?: readonly ReportedCandidate[] }
  | { readonly at: string; readonly says: string; readonly change: (world: World) => void };

export type Scenario = {
  readonly name: string;
  /** Ids of the faults this story is about. */
  readonly about: readonly string[];
  readonly stocks: Stocks;
  readonly splits?: readonly SplitOf[];
  readonly config?: unknown;
  readonly behaviour?: Partial<PaperBehaviour>;
  readonly cash?: number;
  /** Small, and about what matters most: every fault at every call of it, also in pairs. */
  readonly isDeep?: boolean;
  /** Days that go well, before the troubles begin. */
  readonly before: readonly Step[];
  readonly steps: readonly Step[];
  /** Codes at which it may come to rest when all troubles are over; 0 when absent. */
  readonly ends?: readonly number[];
  /** Fills depend on luck, or somebody else trades: the holdings are not compared with those of the quiet run. */
  readonly isUneven?: boolean;
};

export function instantOf(at: string): number {
  const [date = '', time = ''] = at.split(' ');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return newYorkInstant(sessionDate(date), hours * 60 + minutes);
}

export function plan(
  date: string,
  report: readonly ReportedCandidate[] | null,
  time = '09:05',
): Step {
  const file = report === null ? null : `reports/earnings_trade_candidates_${date}.json`;
  return {
    at: `${date} ${time}`,
    run: { name: 'signal-generator', date, report: file },
    ...(report !== null && { report }),
  };
}

export function execute(
  date: string,
  time = '09:15',
  phase: 'all' | 'place' | 'settle' = 'all',
): Step {
  return { at: `${date} ${time}`, run: { name: 'executor', date, phase } };
}

export function change(at: string, says: string, act: (world: World) => void): Step {
  return { at, says, change: act };
}

export function behave(at: string, behaviour: Partial<PaperBehaviour>): Step {
  return change(at, JSON.stringify(behaviour), ({ engine }) => {
    engine.configure({ behaviour });
  });
}

/** What somebody does to the signal file of a session. */
export function editFile(at: string, says: string, edit: (text: string) => string | null): Step {
  return change(at, says, ({ files }) => {
    const path = SIGNALS(at.split(' ')[0] ?? '');
    const changed = edit(files.get(path) ?? '');
    if (changed === null) files.delete(path);
    else files.set(path, changed);
  });
}
