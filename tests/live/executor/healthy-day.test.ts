/** A day on which nothing goes wrong: how much it asks, and how soon it ends. */
import { describe, expect, it } from 'vitest';

import { paperDay, type PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import type { Book } from '../../paper-broker/paper-world.ts';
import { FRIDAY, THURSDAY } from './friday.ts';

const still = (price: number) => [price, price, price, price] as const;
const names = (letter: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${letter}${'ABCDEFGHIJ'.charAt(index)}`);

/** Friday at 09:15 with as many positions of Thursday as are to be sold, and a count of all requests from there on. */
async function dayWith(exits: number, entries: number) {
  const sold = names('S', exits);
  const bought = names('B', entries);
  const bars = { [THURSDAY]: still(100), [FRIDAY]: still(100) };
  const book: Book = Object.fromEntries([...sold, ...bought].map((name) => [name, bars]));
  const day = await paperDay({ start: [THURSDAY, '09:15'], book });
  const plan = (which: readonly string[]) =>
    Object.fromEntries(which.map((name) => [name, [100, '100.00', '90.00'] as const]));
  await day.execute(signalPlan(day.store, THURSDAY, { buy: plan(sold) }));
  day.advance(FRIDAY, '09:15');
  const signals = signalPlan(day.store, FRIDAY, {
    buy: plan(bought),
    sell: Object.fromEntries(sold.map((name) => [name, 'trend_break' as const])),
  });
  const requests = day.network.failAt(Infinity, (deliver) => deliver());
  return { day, signals, requests };
}

function lastFill({ engine }: PaperDay): number {
  return Math.max(...Object.values(engine.state.orders).map(({ filledAt }) => filledAt ?? 0));
}

describe('a day on which nothing goes wrong', () => {
  it.each([
    [0, 0],
    [1, 0],
    [0, 1],
    [2, 3],
    [5, 8],
  ])(
    'with %d exits and %d entries asks at most 10 + 2E + 3N times beside its polling [G13]',
    async (exits, entries) => {
      const { day, signals, requests } = await dayWith(exits, entries);
      const { outcome, log, positions } = await day.execute(signals);
      expect([outcome, positions]).toEqual(['done', entries]);
      expect(requests() - log.counts.polls).toBeLessThanOrEqual(10 + 2 * exits + 3 * entries);
    },
  );

  it('writes nothing of a stop that rests where the fill wants it already', async () => {
    const { day, signals } = await dayWith(0, 2);
    const prices: unknown[] = [];
    const { store } = day;
    const change = store.changePosition.bind(store);
    Object.assign(store, {
      changePosition: (...given: Parameters<typeof change>) => {
        if (given[1].stopPrice !== undefined) prices.push(given[1].stopPrice);
        change(...given);
      },
    });
    await day.execute(signals);
    expect(prices).toEqual([]);
    expect(store.openPositions().map(({ stopPrice }) => stopPrice)).toEqual([900_000, 900_000]);
  });

  it('ends within two seconds of the last fill [G13]', async () => {
    const { day, signals } = await dayWith(2, 3);
    await day.execute(signals);
    expect(day.clock.now() - lastFill(day)).toBeLessThanOrEqual(2_000);
  });
});
