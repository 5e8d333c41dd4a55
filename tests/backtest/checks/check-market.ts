/** A small market of random walks, the same on every machine, and a backtest over it that a test may tamper with. */
import { subjectWith, type CheckSubject } from '../../../backtest/checks/check-subject.ts';
import { priceDataOf } from '../../../backtest/price-data.ts';
import type { PriceHistory } from '../../../backtest/price-history.ts';
import { defaultProfile, type SimulationProfile } from '../../../backtest/simulation-profile.ts';
import { parseBacktestConfig } from '../../../src/contracts/backtest-config.ts';
import type { Bar, Split } from '../../../src/domain/bar.ts';
import type { Candidate } from '../../../src/domain/candidate.ts';
import type { Money } from '../../../src/domain/money.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { sessionsBetween } from '../../../src/rules/market-calendar.ts';
import { candidate } from '../../domain/sample.ts';

export const NAMES = ['A', 'B', 'C', 'D', 'E', 'F'];
const SESSIONS = sessionsBetween(sessionDate('2014-09-02'), sessionDate('2015-10-30'));

/** Numbers in [0, 1) by a linear congruence: nothing but multiplication and remainder. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export function walk(seed: number): Bar[] {
  const next = numbersFrom(seed);
  let close = 40 + 60 * next();
  return SESSIONS.map((date) => {
    const round = (price: number): number => Math.round(price * 100) / 100;
    const open = round(close * (0.985 + 0.03 * next()));
    close = round(open * (0.97 + 0.0605 * next()));
    const [low, high] = [Math.min(open, close), Math.max(open, close)];
    return { date, open, high: round(high * 1.005), low: round(low * 0.995), close, volume: 1_000 };
  });
}

export const BARS: ReadonlyMap<string, readonly Bar[]> = new Map(
  NAMES.map((name, at) => [name, walk(at + 1)]),
);

/** Three candidates on every eighth session of the spring and summer of 2015. */
export const CANDIDATES: readonly Candidate[] = SESSIONS.filter(
  (session, at) => at % 8 === 0 && session > '2015-03' && session < '2015-08',
).flatMap((reportDate, at) =>
  [0, 3, 4].map((step, rank) =>
    candidate(NAMES[(at * 2 + step) % NAMES.length] ?? 'A', {
      reportDate,
      score: 60 + ((at * 7 + rank * 11) % 30),
      price: 50,
    }),
  ),
);

export type Tampered = {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly bars?: ReadonlyMap<string, readonly Bar[]>;
  readonly splits?: readonly Split[];
  readonly candidates?: readonly Candidate[];
  /** A profile that is not quite the default one. */
  readonly profile?: Partial<SimulationProfile<Money>>;
  /** What the rules get to see instead of the history. */
  readonly history?: (history: PriceHistory) => PriceHistory;
};

export function tamperedSubject(tampered: Tampered = {}): CheckSubject {
  const parsed = parseBacktestConfig({ max_positions: 3, ...tampered.config });
  if (parsed.kind === 'refused') throw new Error(parsed.problems.join());
  const { config } = parsed;
  const honest = defaultProfile({ sizeOn: config.size_on, stopFill: config.stop_fill });
  const through = tampered.history ?? ((history: PriceHistory) => history);
  const profile: SimulationProfile<Money> = {
    ...honest,
    openHistory: (data, question) => through(honest.openHistory(data, question)),
    ...tampered.profile,
  };
  const bars = new Map([...(tampered.bars ?? BARS)].map(([name, own]) => [ticker(name), own]));
  const prices = priceDataOf({ bars, splits: tampered.splits ?? [] });
  const input = { candidates: tampered.candidates ?? CANDIDATES, blocked: new Map() };
  return subjectWith({ input, prices, config }, profile);
}
