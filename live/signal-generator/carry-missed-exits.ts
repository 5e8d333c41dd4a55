import { finding, type Finding } from '../../src/domain/finding.ts';
import type { ExitReason, Position } from '../../src/domain/position.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { planSession } from '../../src/plans/session-plan.ts';
import type { Market } from '../../src/rules/decision-bars.ts';
import { previousSession, sessionsBetween } from '../../src/rules/market-calendar.ts';

export type MissedExits = {
  readonly book: readonly Position[];
  readonly findings: readonly Finding[];
};

export type PlanHistory = {
  readonly tradeDate: SessionDate;
  readonly lastPlanned: SessionDate | null;
  /** What the last plan wanted to sell. */
  readonly lastExits: readonly { readonly positionId: number; readonly reason: ExitReason }[];
};

/**
 * Verdicts fall on one morning a week: one that was planned and not carried out, or that fell into sessions nobody
 * planned, would be lost until the next week's end. Such exits are planned now, and the gap is said loudly.
 */
export function carryMissedExits(
  book: readonly Position[],
  market: Market,
  rules: StrategyRules,
  history: PlanHistory,
): MissedExits {
  const undone = carryUndone(book, history);
  const skipped = carrySkipped(undone.book, market, rules, history);
  return { book: skipped.book, findings: [...undone.findings, ...skipped.findings] };
}

/** A rotation is not carried: it made room for a candidate of that day, who is not bought any more. */
function carryUndone(
  book: readonly Position[],
  { lastExits, lastPlanned }: PlanHistory,
): MissedExits {
  const findings: Finding[] = [];
  const carried = book.map((position) => {
    const exit = lastExits.find(({ positionId }) => positionId === position.positionId);
    if (exit === undefined || exit.reason === 'rotated_out' || position.plannedExit !== null)
      return position;
    const message = `${position.ticker} was to be sold on ${lastPlanned ?? ''} (${exit.reason}) and was not`;
    const remedy = 'find out why the executor did not run in time; the exit is planned again';
    findings.push(finding('warning', 'EXIT_NOT_DONE', position.ticker, message, remedy));
    return { ...position, plannedExit: exit.reason };
  });
  return { book: carried, findings };
}

function carrySkipped(
  book: readonly Position[],
  market: Market,
  rules: StrategyRules,
  { lastPlanned, tradeDate }: PlanHistory,
): MissedExits {
  if (lastPlanned === null) return { book, findings: [] };
  const missed = sessionsBetween(lastPlanned, previousSession(tradeDate)).filter(
    (date) => date > lastPlanned,
  );
  if (missed.length === 0) return { book, findings: [] };
  let carried = book;
  for (const session of missed) {
    const asOf = previousSession(session);
    const held = carried.filter((position) => position.entryDate <= asOf);
    const { exits } = planSession(
      { tradeDate: session, asOf, book: held, candidates: [], market },
      rules,
    );
    carried = carried.map((position) => {
      const exit = exits.find((planned) => planned.position.positionId === position.positionId);
      return exit === undefined ? position : { ...position, plannedExit: exit.reason };
    });
  }
  const message = `no plan was made for ${missed.length} session(s) after ${lastPlanned}: ${missed.join(', ')}`;
  const remedy =
    'find out why the daily run did not happen; exits that fell into the gap are planned now';
  return {
    book: carried,
    findings: [finding('warning', 'SESSIONS_MISSED', null, message, remedy)],
  };
}
