/** Every candidate alone: no capacity, no rotation, no duplicates. It measures the signal, not a portfolio. */
import type { Candidate } from '../src/domain/candidate.ts';
import type { Finding } from '../src/domain/finding.ts';
import { addDays, type SessionDate } from '../src/domain/session-date.ts';
import type { StrategyRules } from '../src/domain/strategy.ts';
import type { BookOf } from '../src/plans/book-step.ts';
import type { Trade } from '../src/rules/trade-rounding.ts';
import { scheduleEntries, siftCandidates } from './entry-schedule.ts';
import { openEquityLedger, type EquityLedger } from './equity-ledger.ts';
import {
  closeAtEnd,
  EMPTY_BOOK,
  liveThrough,
  skipOf,
  type LivedDay,
  type Simulation,
} from './simulated-book.ts';
import { afterData, blockedOf, type SimulationInput } from './simulation-input.ts';
import type { SimulationResult, SkippedTrade } from './simulation-result.ts';

/** The outcome of one candidate: one trade, or the reason why there is none. */
type Outcome = {
  readonly trades: readonly Trade[];
  readonly skipped: readonly SkippedTrade[];
  readonly findings: readonly Finding[];
};

/** Trades and skips are in the order of the candidates. */
export function simulateTrades<Price extends number>(
  input: SimulationInput,
  simulation: Simulation<Price>,
): SimulationResult {
  const { bySession, unreached } = scheduleEntries(input.candidates, simulation);
  const outcomes = new Map<Candidate, Outcome>();
  const ledger = openEquityLedger();
  const alone = { ...simulation, rules: aloneRules(simulation.rules) };
  let sessions = 0;
  for (const [session, candidates] of bySession) {
    const { admitted, skipped } = siftCandidates(candidates, simulation);
    const refused = candidates.filter((candidate) => !admitted.includes(candidate));
    for (const candidate of refused) outcomes.set(candidate, skippedAs(candidate, skipped));
    let entered = 0;
    for (const candidate of admitted) {
      const isFull = entered >= (simulation.rules.dailyEntryLimit ?? Infinity);
      const outcome = isFull
        ? refusal(skipOf(candidate, 'daily_limit'))
        : liveAlone(candidate, session, input, { ledger, simulation: alone });
      entered += outcome.trades.length;
      outcomes.set(candidate, outcome);
    }
    simulation.onSession?.((sessions += 1), bySession.size);
  }
  for (const candidate of unreached)
    outcomes.set(candidate, refusal(skipOf(candidate, 'no_price_data')));
  const capitalBase = Math.max(1, ledger.peakPositions()) * simulation.rules.positionSize;
  const inOrder = input.candidates.flatMap((candidate) => outcomes.get(candidate) ?? []);
  return {
    trades: inOrder.flatMap(({ trades }) => trades),
    skipped: inOrder.flatMap(({ skipped }) => skipped),
    equity: ledger.points(capitalBase),
    capitalBase,
    findings: [...inOrder.flatMap(({ findings }) => findings), ...afterData(unreached, simulation)],
  };
}

function aloneRules(rules: StrategyRules): StrategyRules {
  return { ...rules, maxPositions: 1, rotation: false, dailyEntryLimit: null };
}

function refusal(skip: SkippedTrade): Outcome {
  return { trades: [], skipped: [skip], findings: [] };
}

function skippedAs({ ticker, reportDate }: Candidate, skipped: readonly SkippedTrade[]): Outcome {
  const own = skipped.filter((skip) => skip.ticker === ticker && skip.reportDate === reportDate);
  return { trades: [], skipped: own.slice(0, 1), findings: [] };
}

/** From the entry to the exit, or to the end of the data. */
function liveAlone<Price extends number>(
  candidate: Candidate,
  entry: SessionDate,
  input: SimulationInput,
  { ledger, simulation }: { readonly ledger: EquityLedger; readonly simulation: Simulation<Price> },
): Outcome {
  const sessions = sessionsOf(candidate, entry, simulation);
  const findings: Finding[] = [];
  let book: BookOf<Price> = EMPTY_BOOK;
  let asOf = addDays(entry, -1);
  for (const session of sessions) {
    const candidates = session === entry ? [candidate] : [];
    const day = { session, asOf, candidates, blocked: blockedOf(candidates, input) };
    const lived: LivedDay<Price> = liveThrough(book, day, simulation);
    findings.push(...lived.findings);
    ledger.realize(session, lived.trades);
    if (lived.book.positions.length === 0)
      return { trades: lived.trades, skipped: lived.skipped, findings };
    book = lived.book;
    asOf = session;
    if (session !== sessions.at(-1)) ledger.mark(session, book, simulation);
  }
  const trades = closeAtEnd(book, asOf, simulation);
  ledger.realize(asOf, trades);
  return { trades, skipped: [], findings };
}

/** Alone, the reference profile knows only the days on which its stock trades. */
function sessionsOf<Price extends number>(
  { ticker }: Candidate,
  entry: SessionDate,
  { history, profile }: Simulation<Price>,
): readonly SessionDate[] {
  const from = history.sessions.slice(history.sessions.indexOf(entry));
  if (profile.name === 'default') return from;
  return from.filter((session) => history.barOn(ticker, session) !== undefined);
}
