import { describe, expect, it } from 'vitest';

import type { Bar } from '../../src/domain/bar.ts';
import { seriesOf } from '../../src/domain/bar-series.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { verdictChanges } from '../../src/rules/verdict-changes.ts';
import { bar, barsBetween } from './sample-bars.ts';

const LOW2 = { trailing: { kind: 'weekly_nweek_low', period: 2 }, lookbackDays: 400 } as const;
// Four whole weeks at 100, the fifth at 99: it holds above no low but its own.
const flat = barsBetween('2015-10-05', '2015-11-06', (date) => (date < '2015-11-02' ? 100 : 99));

function changes(after: readonly Bar[], from: string, to: string) {
  const stock = (bars: readonly Bar[]) => ({ series: seriesOf(bars), splits: [] });
  const span = { from: sessionDate(from), to: sessionDate(to) };
  return verdictChanges(stock(flat), stock(after), span, LOW2);
}

const withBar = (date: string, price: number): Bar[] =>
  flat.map((one) => (one.date === date ? bar(date, price) : one));

describe('the verdicts a revised bar changes', () => {
  it('are those of the week ends that look at it', () => {
    // A low of 98 on October 21 is one of the two weeks before that of October 26, and of November 2:
    // there the close of 99, below 100 before, is not below 98 any more.
    const [change, ...others] = changes(withBar('2015-10-21', 98), '2015-10-21', '2015-10-21');
    expect(others).toEqual([]);
    expect(change).toEqual({
      asOf: '2015-11-06',
      trailing: LOW2.trailing,
      before: { close: 99, indicator: 100, breaks: true },
      after: { close: 99, indicator: 98, breaks: false },
    });
  });

  it('are told where only one delivery has the bar, and end where no look-back reaches', () => {
    const stock = (bars: readonly Bar[]) => ({ series: seriesOf(bars), splits: [] });
    const without = flat.filter(({ date }) => date !== '2015-11-06');
    const span = { from: sessionDate('2015-10-19'), to: sessionDate('2015-10-30') };
    const [change] = verdictChanges(stock(without), stock(flat), span, LOW2);
    expect(change).toMatchObject({ asOf: '2015-11-06', before: null, after: { breaks: true } });
    const short = { ...LOW2, lookbackDays: 1 };
    expect(verdictChanges(stock(without), stock(flat), span, short)).toEqual([]);
  });

  it('are none where the price moves and the verdict stays', () => {
    expect(changes(withBar('2015-10-21', 99.5), '2015-10-21', '2015-10-21')).toEqual([]);
  });

  it('are told when the bar of the week end itself is gone', () => {
    const gone = flat.filter(({ date }) => date !== '2015-10-30');
    expect(changes(gone, '2015-10-30', '2015-10-30')).toEqual([]);
    const broken = withBar('2015-10-30', 97);
    expect(changes(broken, '2015-10-30', '2015-10-30').map(({ asOf }) => asOf)).toEqual([
      '2015-10-30',
      '2015-11-06',
    ]);
  });
});
