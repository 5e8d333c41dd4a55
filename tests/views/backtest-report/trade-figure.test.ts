import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import {
  renderTradeFigure,
  splitName,
  tradePlot,
} from '../../../src/views/backtest-report/trade-figure.ts';
import type { TradePicture } from '../../../src/views/backtest-report/trade-picture.ts';

const SIZE = { width: 358, height: 244 };
const day = sessionDate('2015-10-20');

const picture: TradePicture = {
  dates: ['2015-09-30', '2015-10-01', '2015-10-02'].map(sessionDate),
  bars: [
    { open: 10, high: 12, low: 9, close: 11 },
    { open: 11, high: 12, low: 10, close: 10 },
    { open: 10, high: 11, low: 10, close: 11 },
  ],
  entry: { bar: 0, price: 10 },
  exit: { bar: 2, price: 11 },
  stops: [{ bar: 0, to: 2, price: 9 }],
  trend: [{ bar: 1, price: 10.5 }],
  splits: [],
  stopsAsSet: [{ date: day, price: 9 }],
};

const drawn = (facts: Partial<TradePicture> = {}) =>
  renderTradeFigure({ ...picture, ...facts }, SIZE, 'bars of "A"').html;

describe('the drawing of a trade', () => {
  it('stays inside its frame', () => {
    const places = [...drawn().matchAll(/[ "MLHV]([\d.]+)[ "HVLhvz]/g)].map(([, place]) =>
      Number(place),
    );
    expect(places.length).toBeGreaterThan(20);
    expect(Math.max(...places)).toBeLessThanOrEqual(SIZE.width);
  });

  it('has three columns between its edges, the middle one in the middle', () => {
    // 4 to 300: columns of 98 2/3, the second from 102.67 to 201.33.
    expect(tradePlot(SIZE, 3)).toMatchObject({ left: 4, right: 300 });
    expect(drawn()).toContain('M152 ');
  });

  it('says what it shows, and names entry and exit', () => {
    expect(drawn()).toContain('aria-label="bars of &quot;A&quot;"');
    expect(drawn()).toContain('entry 10.00');
    expect(drawn()).toContain('exit 11.00');
  });

  it('draws stop, trend and split only where there are some', () => {
    expect(drawn()).toContain('class="stop-level"');
    const bare = drawn({ stops: [], trend: [] });
    expect(bare).not.toContain('class="stop-level"');
    expect(bare).not.toContain('class="trend"');
    expect(drawn({ splits: [{ bar: 1, ratio: 7 }] })).toContain('7:1 split');
  });

  it('names splits by new shares for old', () => {
    expect([splitName(7), splitName(1.5), splitName(0.1)]).toEqual([
      '7:1 split',
      '1.5:1 split',
      '1:10 split',
    ]);
  });
});
