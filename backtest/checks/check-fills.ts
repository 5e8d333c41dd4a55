/** Could every fill have happened? Each trade is found again from the bars, and the book never holds what it may not. */
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { Trade } from '../../src/rules/trade-rounding.ts';
import type { Check, Difference } from '../../src/views/render-checks.ts';
import { groupBy } from '../group-by.ts';
import type { CheckSubject } from './check-subject.ts';
import { auditTrade } from './fill-audit.ts';

export function checkFills(subject: CheckSubject): Check {
  const { trades } = subject.base;
  const audits = trades.map((trade) => auditTrade(trade, subject));
  const stops = trades.filter(({ exitReason }) => exitReason === 'stop_loss').length;
  const gapped = audits.filter((one) => one.gapped).length;
  const book = subject.config.max_positions === null ? [] : bookDifferences(subject);
  return {
    name: 'fills',
    looked: `${trades.length} trades against the bars of their days`,
    differences: [...audits.flatMap(({ differences }) => differences), ...book],
    notes: [`${stops} stops, of which ${gapped} were gapped through at the open`],
  };
}

/** Room and duplicates, at the close of every day on which something was bought. */
function bookDifferences({ base, rules }: CheckSubject): Difference[] {
  const days = [...new Set(base.trades.map(({ entryDate }) => entryDate))].sort();
  return days.flatMap((day) => {
    const held = base.trades.filter((trade) => isHeldAtClose(trade, day));
    const twice = [...groupBy(held, ({ ticker }) => ticker)].filter(([, own]) => own.length > 1);
    const over: Difference[] =
      held.length <= rules.maxPositions
        ? []
        : [
            {
              subject: day,
              says: 'the book holds more than it has room for',
              numbers: { positions: held.length, room: rules.maxPositions },
            },
          ];
    const doubled = twice.map(([ticker, own]) => ({
      subject: `${ticker} on ${day}`,
      says: 'is held twice',
      numbers: { positions: own.length },
    }));
    return [...over, ...doubled];
  });
}

function isHeldAtClose({ entryDate, exitDate }: Trade, day: SessionDate): boolean {
  return entryDate <= day && exitDate > day;
}
