import { describe, expect, it } from 'vitest';

import type { Bar, Split } from '../../src/domain/bar.ts';
import { closeAt, dateAt, lowAt } from '../../src/domain/bar-series.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { decisionBars, restateMarket, type Market } from '../../src/rules/decision-bars.ts';
import { bar, barsBetween } from './sample-bars.ts';
import { fc } from '../support/fast-check.ts';

const AAPL = ticker('AAPL');

function split(exDate: string, ratio: number, name = 'AAPL'): Split {
  return { type: 'split', ticker: ticker(name), exDate: sessionDate(exDate), ratio };
}

function market(bars: readonly Bar[], ...splits: Split[]): Market {
  return { bars: new Map([[AAPL, bars]]), splits };
}

/** As rows, which read better than columns. */
function barsSeen(
  ...question: Parameters<typeof decisionBars>
): readonly Pick<Bar, 'date' | 'low' | 'close'>[] {
  const { series, from, end } = decisionBars(...question);
  return Array.from({ length: end - from }, (_, at) => ({
    date: dateAt(series, from + at),
    low: lowAt(series, from + at),
    close: closeAt(series, from + at),
  }));
}

function closes(of: Market, asOf: string, lookbackDays = 400): string[] {
  return barsSeen(of, AAPL, sessionDate(asOf), lookbackDays).map(
    ({ date, close }) => `${date} ${close}`,
  );
}

describe('the bars of a decision', () => {
  // The seven-for-one split of Apple: 645.57 on Friday, 93.70 on Monday, as traded.
  const around = [bar('2014-06-06', 645.57), bar('2014-06-09', 93.7), bar('2014-06-10', 94.25)];
  const apple = market(around, split('2014-06-09', 7));

  it('are in the share terms of the session decided on', () => {
    expect(closes(apple, '2014-06-06')).toEqual(['2014-06-06 645.57']);
    // 645.57 / 7 = 92.22428…
    const [before] = barsSeen(apple, AAPL, sessionDate('2014-06-09'), 400);
    expect(before?.close).toBeCloseTo(92.224_285_714, 8);
  });

  it('restate the low as they do the close', () => {
    const facts = { open: 70, high: 84, low: 63 };
    const one = market(
      [bar('2014-06-06', 77, facts), bar('2014-06-09', 11)],
      split('2014-06-09', 7),
    );
    expect(barsSeen(one, AAPL, sessionDate('2014-06-09'), 400)[0]).toEqual({
      date: '2014-06-06',
      low: 9,
      close: 11,
    });
  });

  it('compound several splits, and undo a reverse split', () => {
    const bars = [bar('2015-01-05', 80), bar('2015-02-02', 40), bar('2015-03-02', 160)];
    const twice = market(bars, split('2015-02-02', 2), split('2015-03-02', 0.25));
    expect(closes(twice, '2015-03-02')).toEqual([
      '2015-01-05 160',
      '2015-02-02 160',
      '2015-03-02 160',
    ]);
  });

  it('leave out splits of other stocks and splits of the future', () => {
    const bars = [bar('2015-01-05', 80)];
    expect(closes(market(bars, split('2015-01-06', 2)), '2015-01-05')).toEqual(['2015-01-05 80']);
    expect(closes(market(bars, split('2015-01-05', 2, 'MSFT')), '2015-01-05')).toEqual([
      '2015-01-05 80',
    ]);
  });

  it('reach back the look-back and not a day more, and never past the session', () => {
    const bars = barsBetween('2015-01-02', '2015-01-16', (_date, index) => index);
    expect(closes(market(bars), '2015-01-12', 3)).toEqual(['2015-01-09 5', '2015-01-12 6']);
    expect(closes(market(bars), '2015-01-12', 2)).toEqual(['2015-01-12 6']);
    expect(closes(market(bars), '2015-01-14', 400)).toHaveLength(9);
  });

  it('are in order of their dates, whatever the order of the source', () => {
    const bars = barsBetween('2015-01-02', '2015-02-27', (_date, index) => index + 1);
    fc.assert(
      fc.property(fc.shuffledSubarray(bars, { minLength: bars.length }), (shuffled) => {
        expect(barsSeen(market(shuffled), AAPL, sessionDate('2015-02-27'), 400)).toEqual(
          bars.map(({ date, low, close }) => ({ date, low, close })),
        );
      }),
    );
  });

  it('leave the source as it was', () => {
    const bars = [bar('2014-06-09', 93.7), bar('2014-06-06', 645.57)];
    barsSeen(market(bars, split('2014-06-09', 7)), AAPL, sessionDate('2014-06-09'), 400);
    expect(bars).toEqual([bar('2014-06-09', 93.7), bar('2014-06-06', 645.57)]);
  });

  it('of an unknown stock are none', () => {
    expect(barsSeen(apple, ticker('MSFT'), sessionDate('2014-06-09'), 400)).toEqual([]);
  });
});

describe('a market restated before the open of an ex-date', () => {
  it('shows yesterday in the terms of today, once', () => {
    const seven = split('2014-06-09', 7);
    const before = market([bar('2014-06-06', 700)], seven);
    const restated = restateMarket(before, [seven]);
    expect(closes(restated, '2014-06-06')).toEqual(['2014-06-06 100']);
    expect(closes(restated, '2014-06-09')).toEqual(['2014-06-06 100']);
    expect(before.bars.get(AAPL)).toEqual([bar('2014-06-06', 700)]);
  });

  it('is the market itself when nothing was applied', () => {
    const before = market([bar('2014-06-06', 700)], split('2014-06-09', 7));
    expect(restateMarket(before, [])).toBe(before);
    const unheard = split('2014-06-09', 7, 'OTHER');
    expect(restateMarket(before, [unheard]).bars).toEqual(before.bars);
  });
});
