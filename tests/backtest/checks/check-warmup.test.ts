import { describe, expect, it } from 'vitest';

import { checkWarmup } from '../../../backtest/checks/check-warmup.ts';
import type { PriceHistory } from '../../../backtest/price-history.ts';
import { tamperedSubject } from './check-market.ts';

describe('the warm-up check', () => {
  it('is clean for a lowest low of four weeks, which sees no further back', () => {
    const config = { trailing_stop: 'weekly_nweek_low', lookback_days: 120 };
    const { differences, notes } = checkWarmup(tamperedSubject({ config }));
    expect(differences).toEqual([]);
    expect(notes.map((note) => note.split(':')[0])).toEqual([
      'look-back of 60 days',
      'look-back of 180 days',
      'look-back of 240 days',
      expect.stringMatching(/^bars before 201\d-\d\d-\d\d cut$/),
    ]);
    expect(notes[0]).toMatch(
      /^look-back of 60 days: 0 of \d+ verdicts differ, .* by at most 0.00 %/,
    );
  });

  it('lists the verdicts an average takes otherwise when it sees too little, with their numbers', () => {
    // Sixty days are eight or nine weeks: an average over ten has nothing to say.
    const { differences } = checkWarmup(tamperedSubject({ config: { lookback_days: 120 } }));
    const warming = differences.filter(({ says }) => says.endsWith('look-back of 60 days'));
    expect(warming.length).toBeGreaterThan(0);
    expect(warming[0]?.says).toMatch(/^(hold|exit), but warming_up with/);
    expect(warming[0]?.numbers['indicator']).toBeGreaterThan(0);
    expect(warming[0]?.numbers['otherwise']).toBeNull();
  });

  it('finds an indicator that drifts with the length of the data', () => {
    const counted = (history: PriceHistory): PriceHistory => ({
      ...history,
      trendOf: (ticker, asOf) => {
        const reading = history.trendOf(ticker, asOf);
        const first = history.sessions.find((date) => history.barOn(ticker, date) !== undefined);
        const oldest = first === undefined ? undefined : history.barOn(ticker, first)?.close;
        return { ...reading, indicator: oldest };
      },
    });
    const { differences } = checkWarmup(tamperedSubject({ history: counted }));
    const cut = differences.filter(({ says }) => says.includes('cut'));
    expect(cut.length).toBeGreaterThan(1);
    expect(cut[0]?.says).toMatch(/^(hold, but exit|exit, but hold) with bars before/);
  });
});
