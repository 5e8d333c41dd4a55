/** One book with room for `maxPositions`, lived through every session: what live would have done. */
import type { Candidate } from '../src/domain/candidate.ts';
import type { Finding } from '../src/domain/finding.ts';
import { addDays } from '../src/domain/session-date.ts';
import type { BookOf } from '../src/plans/book-step.ts';
import type { Trade } from '../src/rules/trade-rounding.ts';
import { scheduleEntries, siftCandidates } from './entry-schedule.ts';
import { openEquityLedger } from './equity-ledger.ts';
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

export function simulatePortfolio<Price extends number>(
  input: SimulationInput,
  simulation: Simulation<Price>,
): SimulationResult {
  const { bySession, unreached } = scheduleEntries(input.candidates, simulation);
  const first = [...bySession.keys()].sort()[0];
  const sessions = simulation.history.sessions.filter(
    (session) => first !== undefined && session >= first,
  );
  const trades: Trade[] = [];
  const skipped: SkippedTrade[] = [];
  const findings: Finding[] = [];
  const ledger = openEquityLedger();
  let book: BookOf<Price> = EMPTY_BOOK;
  for (const [at, session] of sessions.entries()) {
    const sifted = siftCandidates(bySession.get(session) ?? [], simulation);
    const asOf = sessions[at - 1] ?? addDays(session, -1);
    const blocked = blockedOf(sifted.admitted, input);
    const day = { session, asOf, candidates: sifted.admitted, blocked };
    const lived: LivedDay<Price> = liveThrough(book, day, simulation);
    book = lived.book;
    trades.push(...lived.trades);
    skipped.push(...sifted.skipped, ...lived.skipped);
    findings.push(...lived.findings);
    ledger.realize(session, lived.trades);
    if (session !== sessions.at(-1)) ledger.mark(session, book, simulation);
    simulation.onSession?.(at + 1, sessions.length);
  }
  const capitalBase = simulation.rules.maxPositions * simulation.rules.positionSize;
  const last = sessions.at(-1);
  if (last !== undefined) {
    const closed = closeAtEnd(book, last, simulation);
    trades.push(...closed);
    ledger.realize(last, closed);
  }
  return {
    trades,
    skipped: [...skipped, ...skipsOf(unreached, simulation)],
    equity: ledger.points(capitalBase),
    capitalBase,
    findings: [...findings, ...afterData(unreached, simulation)],
  };
}

/** The reference profile drops them without a word. */
function skipsOf<Price extends number>(
  unreached: readonly Candidate[],
  { profile }: Simulation<Price>,
): SkippedTrade[] {
  if (profile.name === 'reference') return [];
  return unreached.map((candidate) => skipOf(candidate, 'no_price_data'));
}
