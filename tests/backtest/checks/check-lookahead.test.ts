import { describe, expect, it } from 'vitest';

import { checkLookahead } from '../../../backtest/checks/check-lookahead.ts';
import type { PriceHistory } from '../../../backtest/price-history.ts';
import type { SessionDate } from '../../../src/domain/session-date.ts';
import { nextSession } from '../../../src/rules/market-calendar.ts';
import { tamperedSubject } from './check-market.ts';

/** The trend as honest rules read it, but for the close: that is tomorrow's. */
function peeking(history: PriceHistory): PriceHistory {
  const tomorrow = (asOf: SessionDate): SessionDate => nextSession(asOf);
  return {
    ...history,
    trendOf: (ticker, asOf) => {
      const reading = history.trendOf(ticker, asOf);
      const bar = history.barOn(ticker, tomorrow(asOf));
      return bar === undefined ? reading : { ...reading, close: bar.close };
    },
  };
}

describe('the look-ahead check', () => {
  it('is clean for the rules as they are', () => {
    for (const config of [
      { stop_mode: 'close_next_open', max_holding: 40 },
      { max_positions: null, entry_mode: 'next_day_open', trailing_stop: 'weekly_nweek_low' },
    ]) {
      const { differences, looked } = checkLookahead(tamperedSubject({ config }), 2);
      expect(differences).toEqual([]);
      expect(looked).toMatch(/^2 sessions/);
    }
  });

  it('finds a trailing stop that looks at the close of tomorrow', () => {
    const check = checkLookahead(tamperedSubject({ history: peeking }), 4);
    expect(check.differences.length).toBeGreaterThan(1);
    expect(check.differences[0]?.says).toMatch(/^decided by the open of 2015-/);
    expect(JSON.stringify(check.differences)).toContain('trend_break');
  });

  it('finds it as well where every candidate is alone', () => {
    const config = { max_positions: null };
    const check = checkLookahead(tamperedSubject({ history: peeking, config }), 3);
    expect(check.differences.length).toBeGreaterThan(1);
  });

  it('finds a rotation that picks its victim by the close of the day itself', () => {
    const check = checkLookahead(
      tamperedSubject({
        history: (history) => ({
          ...history,
          closeOf: (ticker, asOf) =>
            history.barOn(ticker, nextSession(asOf))?.close ?? history.closeOf(ticker, asOf),
        }),
        // Without a trend the book is full and only rotation makes room.
        config: { trailing_stop: 'none', stop_loss: 60 },
      }),
      3,
    );
    expect(JSON.stringify(check.differences)).toContain('rotated_out');
  });

  it('finds an entry that waits for a day that will rise', () => {
    const check = checkLookahead(
      tamperedSubject({
        history: (history) => ({
          ...history,
          barOn: (ticker, date) => {
            const bar = history.barOn(ticker, date);
            return bar !== undefined && bar.close < bar.open * 0.98 ? undefined : bar;
          },
        }),
      }),
      3,
    );
    expect(check.differences.map(({ subject }) => subject)).toContainEqual(
      expect.stringMatching(/ entry$/),
    );
  });
});
