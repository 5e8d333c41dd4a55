import { describe, expect, it } from 'vitest';

import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import type { Book } from '../../paper-broker/paper-world.ts';
import {
  BARS,
  bookOf,
  BUY_BOTH,
  BUY_NEWS,
  flatFriday,
  FRIDAY,
  heldFriday,
  MONDAY,
  SELL_FALL,
  THURSDAY,
} from './friday.ts';

const POST = 'POST /v2/orders';
const still = (price: number) => [price, price, price, price] as const;
/** NEWS is halted all Friday. */
const HALTED: Book = { ...BARS, NEWS: { [THURSDAY]: still(50), [MONDAY]: still(50) } };

const statusesOf = (day: PaperDay): readonly string[] =>
  day.orders('NEWS').map(({ status }) => status);
const unresolvedOf = ({ log }: Awaited<ReturnType<PaperDay['execute']>>): readonly string[] =>
  log.unresolved.map(({ code, subject }) => `${code} ${subject ?? ''}`);

/** What the broker answers to a read just now, for a test that lets it answer so again later. */
async function answerOf(day: PaperDay, path: string): Promise<object> {
  const headers = { 'APCA-API-KEY-ID': 'any', 'APCA-API-SECRET-KEY': 'any' };
  const reply = await day.network.fetch(new Request(`http://emulator${path}`, { headers }));
  return (await reply.json()) as object;
}

describe('a session that was placed and never settled', () => {
  it('has its working entries cancelled on the next morning, before they can fill a day late [F27]', async () => {
    const day = await flatFriday({ book: HALTED });
    await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }), 'place');
    day.advance(MONDAY, '09:15');
    expect((await day.execute(signalPlan(day.store, MONDAY, {}), 'place')).outcome).toBe('done');
    day.advance(MONDAY, '10:00');
    expect(statusesOf(day)).toEqual(['canceled', 'canceled']);
    expect(bookOf(day)).toEqual([]);
  });

  it('has its stops moved to the fills by the next run, though that is another session', async () => {
    const day = await flatFriday();
    const buy = { JUMP: [90, '100.00', '90.00'] } as const;
    await day.execute(signalPlan(day.store, FRIDAY, { buy }), 'place');
    day.advance(MONDAY, '09:15');
    expect((await day.execute(signalPlan(day.store, MONDAY, {}))).outcome).toBe('done');
    expect(bookOf(day)).toEqual(['JUMP 90 @ 102.00 stop 91.80']);
    expect(day.protection('JUMP')).toEqual(['90 stop 91.80']);
  });
});

describe('a session whose file is refused after it was placed', () => {
  it('is settled all the same: what was bought gets its stop, what was not is cancelled [F51]', async () => {
    const day = await flatFriday({ book: HALTED });
    const buy = { ...BUY_NEWS, JUMP: [90, '100.00', '90.00'] } as const;
    await day.execute(signalPlan(day.store, FRIDAY, { buy }), 'place');
    day.advance(FRIDAY, '09:31');
    expect((await day.execute(null, 'settle')).outcome).toBe('input-refused');
    expect(day.protection('JUMP')).toEqual(['90 stop 91.80']);
    expect(statusesOf(day)).toEqual(['canceled', 'canceled']);
  });
});

describe('a session that was settled and never placed', () => {
  it('does not end well while a planned exit was not sent; the next run sends it [P19]', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL });
    const settled = await day.execute(signals, 'settle');
    expect([settled.outcome, unresolvedOf(settled)]).toEqual([
      'unresolved',
      ['EXIT_NOT_DONE FALL'],
    ]);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
    expect((await day.execute(signals)).outcome).toBe('done');
    expect(bookOf(day)).toEqual(['HELD 100 @ 100.00 stop 90.00']);
  });
});

describe('the kill switch', () => {
  it('at halt cancels entries that wait for the open [R7]', async () => {
    const day = await flatFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    await day.execute(signals, 'place');
    day.store.setKillSwitch('halt', 'drill', day.clock.now());
    expect((await day.execute(signals, 'place')).outcome).toBe('kill-switch');
    expect(statusesOf(day)).toEqual(['canceled', 'canceled']);
  });

  it('at halt waits until the sells of an earlier run are done at the open, as it does when it is off [R7] [P11]', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL });
    await day.execute(signals, 'place');
    day.store.setKillSwitch('halt', 'drill', day.clock.now());
    const result = await day.execute(signals);
    expect([result.outcome, unresolvedOf(result)]).toEqual(['kill-switch', []]);
    expect(bookOf(day)).toEqual(['HELD 100 @ 100.00 stop 90.00']);
  });

  it('set during the run makes it end as one that the switch stopped [F48]', async () => {
    const day = await flatFriday();
    day.network.meanwhile(`${POST} NEWS`, () => {
      day.store.setKillSwitch('no-entries', 'stop it', day.clock.now());
    });
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_BOTH }));
    expect(outcome).toBe('kill-switch');
  });

  it('set while a lost buy is looked for keeps it from being sent again [F48]', async () => {
    const day = await flatFriday();
    day.network.loseRequest(POST);
    day.network.meanwhile('GET /v2/orders:by_client_order_id', () => {
      day.store.setKillSwitch('no-entries', 'stop it', day.clock.now());
    });
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(outcome).toBe('unresolved');
    expect(day.network.writes).toEqual([`${POST} 20151023_NEWS_entry_buy`]);
    expect(day.store.unsettledOrders()).toEqual([]);
  });
});

describe('a run that stands still while it brings the book up to date, until after the open', () => {
  it('settles in its phases what was sold and bought meanwhile, and tells of no difference [F43]', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_NEWS });
    await day.execute(signals, 'place');
    // The list of open orders is from before, the positions it is compared with are from after.
    day.network.meanwhile('GET /v2/positions', () => {
      day.network.meanwhile('GET /v2/orders/', () => {
        day.advance(FRIDAY, '09:31');
      });
    });
    const { outcome, log } = await day.execute(signals);
    expect([outcome, log.findings, log.unresolved]).toEqual(['done', [], []]);
    expect(bookOf(day)).toEqual(['HELD 100 @ 100.00 stop 90.00', 'NEWS 100 @ 50.00 stop 45.00']);
  });
});

describe('what the broker shows', () => {
  it('of positions may lag behind the sells: the room they made is waited for [F14]', async () => {
    const day = await heldFriday({ rules: { maxPositions: 2 } });
    const before = await answerOf(day, '/v2/positions');
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_NEWS });
    await day.execute(signals, 'place');
    day.advance(FRIDAY, '09:31');
    day.network.answer('GET /v2/positions', 200, before, 2);
    expect((await day.execute(signals, 'settle')).outcome).toBe('done');
    expect(bookOf(day)).toEqual(['HELD 100 @ 100.00 stop 90.00', 'NEWS 100 @ 50.00 stop 45.00']);
  });

  it('of a blocked account is said, and the run does not end well [F59]', async () => {
    const day = await flatFriday();
    const account = await answerOf(day, '/v2/account');
    day.network.answer('GET /v2/account', 200, { ...account, trading_blocked: true }, 100);
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect([result.outcome, unresolvedOf(result)]).toEqual([
      'unresolved',
      ['ACCOUNT_BLOCKED account'],
    ]);
    expect(day.network.writes).toEqual([]);
  });

  it('of the time far from our own clock buys nothing, and the run does not end well [R12]', async () => {
    const day = await flatFriday();
    const clock = await answerOf(day, '/v2/clock');
    const timestamp = '2015-10-23T09:13:00-04:00';
    day.network.answer('GET /v2/clock', 200, { ...clock, timestamp }, 100);
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect([result.outcome, unresolvedOf(result)]).toEqual(['unresolved', ['TIME_IN_DOUBT clock']]);
    expect(day.network.writes).toEqual([]);
  });
});
