import { finding, type Finding } from '../../src/domain/finding.ts';
import type { Position } from '../../src/domain/position.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { planSession } from '../../src/plans/session-plan.ts';
import type { Market } from '../../src/rules/decision-bars.ts';
import { previousSession, sessionsBetween } from '../../src/rules/market-calendar.ts';

export type MissedExits = {
  readonly book: readonly Position[];
  readonly findings: readonly Finding[];
};

/**
 * Sessions since the last plan that nobody planned: a weekly verdict that fell into them would be lost until the next
 * week's end. Their exits are planned now, and the gap is said loudly.
 */
export function carryMissedExits(
  book: readonly Position[],
  market: Market,
  rules: StrategyRules,
  span: { readonly lastPlanned: SessionDate | null; readonly tradeDate: SessionDate },
): MissedExits {
  const { lastPlanned, tradeDate } = span;
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
