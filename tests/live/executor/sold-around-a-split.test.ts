/**
 * JUMP, bought on Friday (90 at 102.00), falls through its stop on Monday: a part of it is sold. On Tuesday it splits
 * 2:1, and more is sold. Nobody runs anything before Wednesday.
 */
import { describe, expect, it } from 'vitest';

import { ticker } from '../../../src/domain/ticker.ts';
import type { PaperBehaviour } from '../../../src/paper-broker/paper-state.ts';
import { split, type Book } from '../../paper-broker/paper-world.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { BARS, bookOf, BUY_NEWS, flatFriday, FRIDAY, MONDAY, THURSDAY } from './friday.ts';

const TUESDAY = '2015-10-27';
const WEDNESDAY = '2015-10-28';
const still = (price: number) => [price, price, price, price] as const;
const JUMP: Book[string] = {
  [THURSDAY]: still(102),
  [FRIDAY]: still(102),
  [MONDAY]: [100, 100, 91, 91],
  [TUESDAY]: still(45),
  [WEDNESDAY]: still(48),
};

const NEWS = { ...BARS['NEWS'], [TUESDAY]: still(50), [WEDNESDAY]: still(50) };

/** A stop that is moved after the entry becomes a plain one; one that needs no move stays the leg of its entry. */
const PLAIN = { plan: ['100.00', '90.00'], behaviour: { legReplace: 'refused' } } as const;
const LEG = { plan: ['102.00', '91.80'], behaviour: {} } as const;

type Missed = {
  readonly plan: readonly [string, string];
  readonly behaviour: Partial<PaperBehaviour>;
  /** How likely a fill on Tuesday is for a part only. */
  readonly onTuesday?: number;
};

async function missedSplit({ plan, behaviour, onTuesday = 0 }: Missed): Promise<PaperDay> {
  const splits = [split('JUMP', TUESDAY, 2)];
  const day = await flatFriday({ book: { ...BARS, JUMP, NEWS }, splits, behaviour });
  await day.execute(signalPlan(day.store, FRIDAY, { buy: { JUMP: [90, ...plan] } }));
  Object.assign(day.engine.state.behaviour, { partialFillChance: 1 });
  day.advance(MONDAY, '17:00');
  Object.assign(day.engine.state.behaviour, { partialFillChance: onTuesday });
  day.advance(WEDNESDAY, '09:15');
  Object.assign(day.engine.state.behaviour, { partialFillChance: 0 });
  return day;
}

async function runOf(day: PaperDay) {
  const { outcome, log } = await day.execute(signalPlan(day.store, WEDNESDAY, {}));
  return [outcome, ...log.findings.map(({ code }) => code), ...bookOf(day)];
}

const salesOf = ({ store }: PaperDay) =>
  store
    .fillsOf(ticker('JUMP'))
    .filter(({ side }) => side === 'sell')
    .map(({ qty, price, filledAt }) => `${filledAt.slice(0, 10)} ${qty} @ ${price / 10_000}`);

describe('a stop that filled in parts on both sides of a split, before anybody looked', () => {
  it('was put anew by the broker: both parts are booked, each in its own shares [F23] [F30] [I9]', async () => {
    const day = await missedSplit(PLAIN);
    expect(await runOf(day)).toEqual(['done', 'SPLIT_BOOKED']);
    // 39 at 91.80 and 16 at 91.00 before the split.
    expect(salesOf(day)).toEqual(['2015-10-26 55 @ 91.5673', '2015-10-27 70 @ 45']);
    // 5036.20 + 3150.00 for what had cost 90 × 102.00.
    expect(((day.store.exitOf(1)?.pnl ?? 0) / 10_000).toFixed(2)).toBe('-993.80');
  });

  it('is still at work for the rest: the rest is what it protects [F23] [F30] [I4]', async () => {
    const day = await missedSplit({ ...PLAIN, onTuesday: 1 });
    expect(await runOf(day)).toEqual(['done', 'SPLIT_BOOKED', 'JUMP 4 @ 51.00 stop 45.90']);
    expect(day.engine.state.positions['JUMP']).toMatchObject({ qty: 4_000_000_000 });
  });

  it('was left alone as the leg of its entry: shares that it does not sell any more get a stop [F23] [F30] [I4]', async () => {
    const day = await missedSplit(LEG);
    expect(day.engine.state.positions['JUMP']).toMatchObject({ qty: 9_000_000_000 });
    expect(await runOf(day)).toEqual(['done', 'SPLIT_BOOKED', 'JUMP 9 @ 51.00 stop 45.90']);
    expect(day.protection('JUMP')).toEqual(['9 stop 45.90']);
    expect(salesOf(day)).toEqual(['2015-10-26 81 @ 91.1679', '2015-10-27 9 @ 44.9999']);
  });

  it.each([
    ['put anew', PLAIN, 'MISSING_AT_BROKER', []],
    ['left alone', LEG, 'MISMATCH', ['JUMP 9 @ 51.00 stop 45.90']],
  ] as const)(
    'was %s: while the history cannot be read none of it is booked, all else goes on, and the next run heals it [F30] [R11]',
    async (_, how, code, left) => {
      const day = await missedSplit(how);
      day.network.answer('GET /v2/account/activities', 500, {}, 1_000);
      const plan = signalPlan(day.store, WEDNESDAY, { buy: BUY_NEWS });
      const { outcome, log } = await day.execute(plan);
      expect(outcome).toBe('mismatch');
      expect(log.findings).toMatchObject([{ subject: 'JUMP', code: `POSITION_${code}` }]);
      expect(log.findings[0]?.message).toContain(
        'the activities do not say how many of them before 2015-10-27',
      );
      const news = 'NEWS 100 @ 50.00 stop 45.00';
      expect(bookOf(day)).toEqual(['JUMP 90 @ 102.00 stop 91.80', news]);
      expect(day.protection('NEWS')).toEqual(['100 stop 45.00']);
      day.network.heal();
      const again = await day.execute(plan);
      expect([again.outcome, ...bookOf(day)]).toEqual(['done', ...left, news]);
    },
  );
});
