import { describe, expect, it } from 'vitest';

import { checkStartDate } from '../../../backtest/checks/check-start-date.ts';
import type { PriceHistory } from '../../../backtest/price-history.ts';
import { tamperedSubject } from './check-market.ts';

describe('the start-date check', () => {
  it('is clean where every candidate is alone', () => {
    const { differences, notes } = checkStartDate(
      tamperedSubject({ config: { max_positions: null } }),
    );
    expect(differences).toEqual([]);
    expect(notes.length).toBeGreaterThan(2);
    for (const note of notes) expect(note).toMatch(/: the same from the first day on$/);
  });

  it('finds a rule that depends on where the data begin', () => {
    const history = (honest: PriceHistory): PriceHistory => ({
      ...honest,
      trendOf: (ticker, asOf) => {
        const first = honest.sessions.find((date) => honest.barOn(ticker, date) !== undefined);
        const oldest = first === undefined ? undefined : honest.barOn(ticker, first)?.close;
        return { ...honest.trendOf(ticker, asOf), indicator: oldest };
      },
    });
    // A short look-back: a later beginning has other first bars.
    const config = { max_positions: null, lookback_days: 90 };
    const { differences } = checkStartDate(tamperedSubject({ history, config }));
    expect(differences.length).toBeGreaterThan(0);
    const [first] = differences;
    expect(first?.says).toMatch(/^comes out otherwise when the run begins on 2015-/);
    expect(first?.numbers['from the beginning']).not.toBe(first?.numbers['later']);
  });

  it('says of a book with little room which trades differ, and from when on there is no difference', () => {
    // A position of the beginning takes the only place: the later run buys what the earlier one has no room for.
    const config = { max_positions: 1, rotation: false };
    const { differences, notes } = checkStartDate(tamperedSubject({ config }));
    expect(differences.length).toBeGreaterThan(0);
    expect(JSON.stringify(differences)).toContain('not entered');
    expect(notes.join('\n')).toMatch(/from 2015-\d\d-\d\d on both books are one/);
  });
});
