import { describe, expect, it } from 'vitest';

import { sessionDate } from '../../../src/domain/session-date.ts';
import { shares } from '../../../src/domain/quantity.ts';
import { dollars } from '../../domain/sample.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { request } from '../../paper-broker/paper-world.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import {
  bookOf,
  BUY_BOTH,
  BUY_NEWS,
  flatFriday,
  FRIDAY,
  heldFriday,
  MONDAY,
  SELL_FALL,
} from './friday.ts';

type Doubt = { readonly timeProblem: string } | undefined;

const POST = 'POST /v2/orders';
const HELD = 'HELD 100 @ 100.00 stop 90.00';
const FALL = 'FALL 100 @ 100.00 stop 90.00';
const NEWS = 'NEWS 100 @ 50.00 stop 45.00';

describe('selling', () => {
  it('cancels the stop, and only then sells what it had reserved [R5] [P6]', async () => {
    const day = await heldFriday();
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(outcome).toBe('done');
    const [cancel, sell, ...more] = day.network.writes.slice(2);
    expect(cancel).toMatch(/^DELETE /);
    expect(sell).toBe(`${POST} 20151023_FALL_exit_sell`);
    expect(more).toEqual([]);
    expect(bookOf(day)).toEqual([HELD]);
  });

  it('does not sell twice when the stop fills while it is being cancelled [F22]', async () => {
    const day = await heldFriday();
    day.network.meanwhile('DELETE /v2/orders', () => {
      day.advance(FRIDAY, '14:00');
    });
    await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(bookOf(day)).toEqual([HELD]);
    const sells = day.orders('FALL').filter(({ side }) => side === 'sell');
    expect(sells.map(({ type, status, filledAvgPrice }) => [type, status, filledAvgPrice])).toEqual(
      [['stop', 'filled', dollars('90.00')]],
    );
  });

  it('leaves shares alone that somebody else bought, and the stop under ours [F58]', async () => {
    const day = await heldFriday();
    const atBroker = day.engine.state.positions['FALL'];
    if (atBroker !== undefined) atBroker.qty = shares(150);
    const before = day.network.writes.length;
    const { outcome, log } = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(outcome).toBe('mismatch');
    expect(log.findings.map(({ message }) => message).join()).toContain(
      'FALL: our book has 100 shares, the broker 150: unknown',
    );
    expect(day.network.writes).toHaveLength(before);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
  });

  it('does not take an empty list of positions for a sold book [F16]', async () => {
    const day = await heldFriday();
    day.network.answer('GET /v2/positions', 200, [], 100);
    const before = day.network.writes.length;
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(outcome).toBe('mismatch');
    expect(day.network.writes).toHaveLength(before);
    expect(bookOf(day)).toEqual([FALL, HELD]);
  });
});

describe('buying', () => {
  it('ends at the kill switch that is set while the first buy is on its way [R7] [F48]', async () => {
    const day = await flatFriday();
    day.network.meanwhile(`${POST} NEWS`, () => {
      day.store.setKillSwitch('no-entries', 'stop it', day.clock.now());
    });
    const { log } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_BOTH }));
    expect(bookOf(day)).toEqual([NEWS]);
    expect(day.network.writes).toEqual([`${POST} 20151023_NEWS_entry_buy`]);
    expect(log.findings.map(({ code, subject }) => [code, subject])).toEqual([
      ['KILL_SWITCH', 'MORE'],
    ]);
  });

  it('ends at the cap of orders a day, and says how many were used [R9] [I8]', async () => {
    const day = await flatFriday({ execution: { max_daily_trade_orders: 1 } });
    const { log } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_BOTH }));
    expect(bookOf(day)).toEqual([NEWS]);
    expect(log.findings).toMatchObject([
      { code: 'ORDER_LIMIT_REACHED', message: expect.stringContaining('used=1 max=1') as string },
    ]);
  });

  it.each([
    ['leaves buying power of 5,000 free', { min_buying_power: 499_000 }, 'BUYING_POWER'],
    ['keeps away from prices far from the report', { max_price_distance: 1 }, 'PRICE_DISTANCE'],
  ])('%s', async (_name, execution, code) => {
    const day = await flatFriday({ execution });
    const buy = { NEWS: [100, '49.00', '44.10'] } as const;
    const { log } = await day.execute(signalPlan(day.store, FRIDAY, { buy }));
    expect(log.findings.map((found) => found.code)).toEqual([code]);
    expect(day.network.writes).toEqual([]);
  });

  it('happens within five minutes after the open, or not at all [F47]', async () => {
    const intime = await flatFriday({ start: [FRIDAY, '09:35'] });
    const late = await flatFriday({ start: [FRIDAY, '09:36'] });
    const runs = [intime, late].map(async (day) => {
      const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
      return [outcome, bookOf(day)];
    });
    expect(await Promise.all(runs)).toEqual([
      ['done', [NEWS]],
      ['outside-window', []],
    ]);
  });

  it.each([
    [
      'the machine’s clock is in doubt',
      (): Doubt => ({ timeProblem: 'the clock is 300 s away' }),
      'unresolved',
    ],
    [
      'entries are forbidden',
      (day: PaperDay): Doubt => {
        day.store.setKillSwitch('no-entries', 'drill', day.clock.now());
        return undefined;
      },
      'kill-switch',
    ],
  ])(
    'is over when %s, too: no late plan is begun, and nothing is sold [F45] [F47]',
    async (_name, trouble, code) => {
      const day = await heldFriday();
      day.advance(FRIDAY, '09:36');
      const before = day.network.writes.length;
      const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL });
      const { outcome } = await day.execute(signals, 'all', trouble(day));
      expect(outcome).toBe(code);
      expect(day.network.writes.slice(before)).toEqual([]);
      expect(day.store.signalFile(sessionDate(FRIDAY), 'ema_p10')?.begun).toBe(false);
    },
  );

  it('sends nothing while the broker has an order of ours that the journal does not know [R8]', async () => {
    const day = await flatFriday();
    day.engine.submit(request({ symbol: 'NEWS', clientOrderId: '20151023_NEWS_entry_buy' }));
    const { outcome, log } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_BOTH }));
    expect(outcome).toBe('mismatch');
    expect(log.findings.map(({ code, subject }) => `${code} ${subject}`)).toContain(
      'ORPHAN_ORDER NEWS',
    );
    expect(day.network.writes).toEqual([]);
  });

  it('waits for the sells that make room, and then takes their place', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_NEWS });
    expect((await day.execute(signals)).outcome).toBe('done');
    expect(bookOf(day)).toEqual([HELD, NEWS]);
  });
});

describe('a second run', () => {
  it('of a finished session sends nothing [I17]', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_BOTH });
    await day.execute(signals);
    const before = day.engine.mutations();
    for (const time of ['10:00', '15:59', '16:30']) {
      day.advance(FRIDAY, time);
      expect((await day.execute(signals)).outcome).toBe('done');
    }
    expect(day.engine.mutations()).toBe(before);
  });

  it('begun in time settles later what the first one placed, and places nothing new [P13]', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_NEWS });
    expect((await day.execute(signals, 'place')).outcome).toBe('done');
    const placed = day.engine.mutations();
    day.advance(FRIDAY, '11:00');
    expect((await day.execute(signals, 'settle')).outcome).toBe('done');
    expect(day.engine.mutations()).toBe(placed);
    expect(bookOf(day)).toEqual([HELD, NEWS]);
  });

  it('on the next session knows nothing of the last one left to do', async () => {
    const day = await heldFriday();
    await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_NEWS }));
    day.advance(MONDAY, '09:15');
    const before = day.engine.mutations();
    const { outcome, covered } = await day.execute(signalPlan(day.store, MONDAY, {}));
    expect([outcome, covered]).toEqual(['done', 2]);
    expect(day.engine.mutations()).toBe(before);
  });
});
