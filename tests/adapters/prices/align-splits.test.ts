import { describe, expect, it } from 'vitest';

import { alignSplits } from '../../../src/adapters/prices/align-splits.ts';
import type { Bar, CorporateAction } from '../../../src/domain/bar.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';

const DATES = ['2015-07-13', '2015-07-14', '2015-07-15', '2015-07-16', '2015-07-17'] as const;

/** Flat bars at 100 that trade at 100 / ratio from that date on. */
function barsSplitOn(date: string, ratio: number): readonly Bar[] {
  return DATES.map((day) => {
    const price = day < date ? 100 : 100 / ratio;
    return {
      date: sessionDate(day),
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 1,
    };
  });
}

function split(exDate: string, ratio: number): CorporateAction {
  return { type: 'split', ticker: ticker('NFLX'), exDate: sessionDate(exDate), ratio };
}

function align(action: CorporateAction, bars: readonly Bar[]) {
  const { actions, findings } = alignSplits([action], () => bars);
  return { exDate: actions[0]?.exDate, findings };
}

describe('the ex-date of a split', () => {
  it.each([2, 7, 1.5, 0.1, 1 / 8])(
    'is moved by one session to where the bars show %d:1',
    (ratio) => {
      for (const recorded of ['2015-07-14', '2015-07-16']) {
        const { exDate, findings } = align(
          split(recorded, ratio),
          barsSplitOn('2015-07-15', ratio),
        );
        expect(exDate).toBe('2015-07-15');
        expect(findings.map(({ code }) => code)).toEqual(['SPLIT_DATE_CORRECTED']);
      }
    },
  );

  it('stays where the bars show it', () => {
    const { exDate, findings } = align(split('2015-07-15', 7), barsSplitOn('2015-07-15', 7));
    expect([exDate, findings]).toEqual(['2015-07-15', []]);
  });

  it('stays where nothing else is known: no bars, flat bars, or two sessions away', () => {
    const views = [[], barsSplitOn('2016-01-04', 7), barsSplitOn('2015-07-17', 7)];
    for (const bars of views) expect(align(split('2015-07-15', 7), bars).exDate).toBe('2015-07-15');
  });

  it('stays for a ratio that no night can be told from', () => {
    expect(align(split('2015-07-14', 1.05), barsSplitOn('2015-07-15', 1.05)).exDate).toBe(
      '2015-07-14',
    );
  });

  it('is named in the finding with both dates', () => {
    const { findings } = align(split('2015-07-14', 7), barsSplitOn('2015-07-15', 7));
    expect(findings[0]?.message).toBe(
      'NFLX: the bars show the 7:1 split on 2015-07-15, not on 2015-07-14',
    );
  });

  it('of a dividend is nobody’s business here', () => {
    const exDate = sessionDate('2015-07-14');
    const dividend: CorporateAction = { type: 'dividend', ticker: ticker('NFLX'), exDate, cash: 1 };
    expect(align(dividend, barsSplitOn('2015-07-15', 2)).exDate).toBe('2015-07-14');
  });
});
