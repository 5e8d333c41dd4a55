import { describe, expect, it } from 'vitest';

import { accountView } from '../../src/paper-broker/account-figures.ts';
import { advanceTo } from '../../src/paper-broker/advance-time.ts';
import type { PaperBrokerState } from '../../src/paper-broker/paper-state.ts';
import { openLedger } from './ledger.ts';
import { randomDay } from './random-days.ts';
import { fc } from '../support/fast-check.ts';

const SEQUENCES = 10_000;
const EVERYTHING = [
  ...['refused', 'held', 'new', 'fill', 'partial_fill', 'canceled', 'expired', 'rejected'],
  ...['replaced', 'restated', 'pending_cancel', 'trail', 'split', 'dividend'],
];
const DAY = 86_400_000;

const seed = fc.integer({ min: 0, max: 2 ** 31 });
const length = fc.integer({ min: 1, max: 40 });

/** What is wrong first, or nothing. */
function firstWrong(start: number, commands: number, seen = new Map<string, number>()): string {
  const day = randomDay(start);
  const ledger = openLedger(day.state.cash);
  for (let done = 1; done <= commands; done += 1) {
    const [found] = ledger.check(day.state, day.step());
    if (found !== undefined) return `command ${done}: ${found}`;
  }
  for (const [what, times] of ledger.seen) seen.set(what, (seen.get(what) ?? 0) + times);
  const { buyingPower } = accountView(day.state, day.market);
  const last = buyingPower < 0 ? [`a buying power of ${buyingPower}`] : [];
  return [...ledger.checkAll(day.state), ...last].join(', ');
}

function lived(start: number, commands: number): PaperBrokerState {
  const day = randomDay(start);
  for (let done = 0; done < commands; done += 1) day.step();
  return day.state;
}

describe('any sequence of commands', () => {
  it('conserves cash and shares, reserves no more than is held, and moves orders legally', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(seed, length, (start, commands) => {
        expect(firstWrong(start, commands, seen)).toBe('');
      }),
      { numRuns: SEQUENCES },
    );
    // Nothing of this is idle: all of it happens often.
    for (const what of EVERYTHING) expect(seen.get(what) ?? 0, what).toBeGreaterThan(10);
  });

  it('gives the same bytes for the same seed, also after a trip through JSON', () => {
    fc.assert(
      fc.property(seed, length, (start, commands) => {
        const state = lived(start, commands);
        const text = JSON.stringify(state);
        expect(JSON.stringify(lived(start, commands))).toBe(text);
        const restored = JSON.parse(text) as PaperBrokerState;
        const { market } = randomDay(start);
        advanceTo(state, state.now + DAY, market);
        advanceTo(restored, restored.now + DAY, market);
        expect(JSON.stringify(restored)).toBe(JSON.stringify(state));
      }),
      { numRuns: 500 },
    );
  });
});
