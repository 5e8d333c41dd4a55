import { describe, expect, it } from 'vitest';

import { advanceTo } from '../../src/paper-broker/advance-time.ts';
import type { PaperBrokerState, PaperOrder } from '../../src/paper-broker/paper-state.ts';
import { randomDay, type Day } from './random-days.ts';
import { fc } from '../support/fast-check.ts';

const seed = fc.integer({ min: 0, max: 2 ** 31 });
const length = fc.integer({ min: 1, max: 40 });
const DAY = 86_400_000;

function lived(start: number, commands: number, look: (day: Day) => void): PaperBrokerState {
  const day = randomDay(start);
  for (let done = 0; done < commands; done += 1) look(day);
  return day.state;
}

describe('any sequence of commands', () => {
  it('names every order that is to be stored again', () => {
    fc.assert(
      fc.property(seed, length, (start, commands) => {
        const stored = new Map<string, PaperOrder>();
        const state = lived(start, commands, (day) => {
          for (const event of day.step().events) {
            if (event.kind !== 'order' && event.kind !== 'trail') continue;
            const id = event.kind === 'order' ? event.order.id : event.orderId;
            const order = day.state.orders[id];
            if (order !== undefined) stored.set(id, { ...order });
          }
          for (const [id, order] of stored) expect(day.state.orders[id]).toEqual(order);
        });
        expect(Object.keys(state.orders).sort()).toEqual([...stored.keys()].sort());
      }),
      { numRuns: 300 },
    );
  });

  it('makes no difference by being lived through in one step or in many', () => {
    fc.assert(
      fc.property(seed, length, (start, commands) => {
        const state = lived(start, commands, (day) => day.step());
        const { market } = randomDay(start);
        const copy = JSON.parse(JSON.stringify(state)) as PaperBrokerState;
        const later = state.now + 5 * DAY;
        advanceTo(state, later, market);
        while (copy.now < later) advanceTo(copy, Math.min(copy.now + 1_999_000, later), market);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(state));
      }),
      { numRuns: 50 },
    );
  });
});
