import { describe, expect, it } from 'vitest';

import { checkSurvivorship } from '../../../backtest/checks/check-survivorship.ts';
import type { Bar } from '../../../src/domain/bar.ts';
import { BARS, CANDIDATES, tamperedSubject } from './check-market.ts';

const without = (name: string): Map<string, readonly Bar[]> => {
  const bars = new Map(BARS);
  bars.delete(name);
  return bars;
};

describe('the survivorship check', () => {
  it('is clean where every candidate has prices to the end', () => {
    const { differences, notes } = checkSurvivorship(tamperedSubject());
    expect(differences).toEqual([]);
    expect(notes[0]).toBe(
      `0 of ${CANDIDATES.length} candidates fall out because there is no price (0.0 %)`,
    );
  });

  it('names a stock without prices, counts its candidates, and says what they could have meant', () => {
    const own = CANDIDATES.filter(({ ticker }) => ticker === 'C').length;
    const subject = tamperedSubject({ bars: without('C'), config: { max_positions: null } });
    const { differences, notes } = checkSurvivorship(subject);
    expect(differences).toEqual([
      {
        subject: 'C',
        says: 'has no prices; its candidates are not entered',
        numbers: { candidates: own },
      },
    ]);
    const total = subject.base.trades.reduce((sum, { pnl }) => sum + pnl, 0);
    // A stop at 10 % and half a per cent lost on the way out: 1,050 of 10,000 dollars each.
    expect(notes[1]).toContain(`all stopped out ${(total - own * 1_050).toFixed(2)}`);
    expect(notes[1]).toContain(`all worthless ${(total - own * 10_000).toFixed(2)}`);
  });

  it('names a stock whose prices end while it is held', () => {
    const held = tamperedSubject({ config: { max_positions: null } }).base.trades.find(
      ({ holdingDays }) => holdingDays > 20,
    );
    const name = held?.ticker ?? '';
    const bars = new Map(BARS);
    const last = (BARS.get(name) ?? []).filter(({ date }) => date > (held?.entryDate ?? ''))[3];
    bars.set(
      name,
      (BARS.get(name) ?? []).filter(({ date }) => date <= (last?.date ?? '')),
    );
    const subject = tamperedSubject({ bars, config: { max_positions: null } });
    const [difference] = checkSurvivorship(subject).differences;
    expect(difference).toMatchObject({
      subject: name,
      says: 'its bars end before the data do',
      numbers: { 'last bar': last?.date },
    });
    expect(difference?.numbers['positions closed by it']).toBeGreaterThan(0);
  });
});
