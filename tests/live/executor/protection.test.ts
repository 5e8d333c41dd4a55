import { describe, expect, it } from 'vitest';

import { InvariantError } from '../../../src/domain/invariant.ts';
import { shares } from '../../../src/domain/quantity.ts';
import { dollars } from '../../domain/sample.ts';
import { split, type Book } from '../../paper-broker/paper-world.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import {
  BARS,
  bookOf,
  BUY_NEWS,
  flatFriday,
  FRIDAY,
  heldFriday,
  SELL_FALL,
  THURSDAY,
} from './friday.ts';

const POST = 'POST /v2/orders';
const STOP = `${POST} "type":"stop"`;
const RESTRICTED = { code: 40310000, message: 'account is restricted to liquidation' };
const NO_ORDER = { code: 40410000, message: 'order not found' };
const JUMP = { JUMP: [90, '100.00', '90.00'] } as const;

/** Takes a position's stop away at the broker, as its owner or the broker could. */
function cancelStopOf(day: PaperDay, symbol: string): void {
  for (const { id, type, status } of day.orders(symbol)) {
    if (type === 'stop' && status === 'new') day.engine.cancel(id);
  }
}

describe('the stop of an entry', () => {
  it('rests at 90 % of the fill, not of the report: the leg moves when the open is elsewhere', async () => {
    const day = await flatFriday();
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: JUMP }));
    expect(outcome).toBe('done');
    expect(bookOf(day)).toEqual(['JUMP 90 @ 102.00 stop 91.80']);
    expect(day.protection('JUMP')).toEqual(['90 stop 91.80']);
  });

  it('is cancelled and placed anew where the broker does not move legs', async () => {
    const day = await flatFriday({ behaviour: { legReplace: 'refused' } });
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: JUMP }));
    expect(outcome).toBe('done');
    expect(day.protection('JUMP')).toEqual(['90 stop 91.80']);
    const stop = day.orders('JUMP').at(-1);
    expect([stop?.orderClass, stop?.timeInForce, stop?.parentId]).toEqual(['simple', 'gtc', null]);
  });

  it('whose move is answered by nobody is found under its new id [F2]', async () => {
    const day = await flatFriday();
    day.network.loseReply('PATCH /v2/orders');
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: JUMP }));
    expect(outcome).toBe('done');
    expect(bookOf(day)).toEqual(['JUMP 90 @ 102.00 stop 91.80']);
    expect(day.protection('JUMP')).toEqual(['90 stop 91.80']);
  });

  it('follows a plain buy whose run died before it was sent: the next run sends that one [F36]', async () => {
    const day = await flatFriday({ behaviour: { oto: 'refused' } });
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    day.network.meanwhile(`${POST} NEWS_entry_buy_2`, () => {
      throw new InvariantError('killed');
    });
    await expect(day.execute(signals)).rejects.toThrow('killed');
    const { outcome } = await day.execute(signals);
    expect([outcome, bookOf(day)]).toEqual(['done', ['NEWS 100 @ 50.00 stop 45.00']]);
    expect(day.protection('NEWS')).toEqual(['100 stop 45.00']);
  });

  it('follows a plain buy where the broker takes no entry with a stop [P1]', async () => {
    const day = await flatFriday({ behaviour: { oto: 'refused' } });
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(outcome).toBe('done');
    expect(bookOf(day)).toEqual(['NEWS 100 @ 50.00 stop 45.00']);
    expect(day.protection('NEWS')).toEqual(['100 stop 45.00']);
    expect(day.network.writes).toEqual([
      `${POST} 20151023_NEWS_entry_buy`,
      `${POST} 20151023_NEWS_entry_buy_2`,
      `${POST} 20151023_NEWS_stop_sell`,
    ]);
  });

  it('that is refused stops all entries, alarms, and ends the run unresolved [F9]', async () => {
    const day = await flatFriday({ behaviour: { oto: 'refused' } });
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    day.network.answer(STOP, 403, RESTRICTED, 100);
    const { outcome, log } = await day.execute(signals);
    expect(outcome).toBe('unresolved');
    expect(day.store.killSwitch()).toMatchObject({ level: 'no-entries' });
    expect(day.alerts[0]).toMatchObject({ code: 'UNPROTECTED', subject: 'NEWS' });
    expect(log.unresolved.map(({ code }) => code)).toContain('UNPROTECTED');
  });

  it('that is taken and then rejected is no stop: entries are stopped and a person is alarmed [F25] [I3]', async () => {
    const day = await heldFriday();
    day.engine.configure({ behaviour: { rejectedSymbols: ['FALL'] } });
    const { outcome, log } = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect([outcome, day.protection('FALL')]).toEqual(['unresolved', []]);
    expect(log.unresolved.map(({ code, subject }) => `${code} ${subject}`)).toContain(
      'UNPROTECTED FALL',
    );
    expect(day.store.killSwitch()).toMatchObject({ level: 'no-entries' });
    expect(day.alerts).toContainEqual(
      expect.objectContaining({ code: 'UNPROTECTED', subject: 'FALL' }),
    );
  });

  it('that is rejected and then cannot be read is in doubt: it is said, and entries go on [F11]', async () => {
    const day = await heldFriday();
    day.engine.configure({ behaviour: { rejectedSymbols: ['FALL'] } });
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL });
    day.network.meanwhile(`${POST} FALL_stop_sell_2`, () => {
      day.network.answer('GET /v2/orders/', 404, NO_ORDER, 100);
    });
    const { outcome, log } = await day.execute(signals);
    expect([outcome, day.store.killSwitch().level]).toEqual(['unresolved', 'off']);
    expect(log.unresolved.map(({ code, subject }) => `${code} ${subject}`)).toContain(
      'STOP_NOT_LIVE FALL',
    );
  });

  it('is put back by the next run though the kill switch is on since [P11] [F26]', async () => {
    const day = await flatFriday({ behaviour: { oto: 'refused' } });
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    day.network.answer(STOP, 403, RESTRICTED, 100);
    await day.execute(signals);
    day.network.heal();
    const { outcome, covered } = await day.execute(signals);
    expect([outcome, covered]).toEqual(['kill-switch', 1]);
    expect(day.protection('NEWS')).toEqual(['100 stop 45.00']);
  });
});

describe('coverage', () => {
  it.each([
    ['with no signal file', false],
    ['while everything is halted', true],
  ])('places a stop that somebody took away, %s [F26]', async (_name, halted) => {
    const day = await heldFriday();
    if (halted) day.store.setKillSwitch('halt', 'drill', day.clock.now());
    cancelStopOf(day, 'HELD');
    const signals = halted ? signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }) : null;
    const { outcome, covered } = await day.execute(signals);
    expect([outcome, covered]).toEqual([halted ? 'kill-switch' : 'input-refused', 2]);
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
    expect(day.network.writes.at(-1)).toBe(`${POST} 20151023_HELD_stop_sell`);
  });

  it('replaces a stop that rests at another price than the book says', async () => {
    const day = await heldFriday();
    const held = day.store.openPositions().find(({ ticker }) => ticker === 'HELD');
    day.store.changePosition(held?.positionId ?? 0, { stopPrice: dollars('88.00') });
    expect((await day.execute(signalPlan(day.store, FRIDAY, {}))).outcome).toBe('done');
    expect(day.protection('HELD')).toEqual(['100 stop 88.00']);
  });

  it('replaces a stop that stands for fewer shares than are held', async () => {
    const day = await heldFriday();
    const [stop] = day.orders('HELD').filter(({ type }) => type === 'stop');
    day.engine.replace(stop?.id ?? '', {
      clientOrderId: null,
      qty: shares(60),
      limitPrice: null,
      stopPrice: null,
      trail: null,
      timeInForce: null,
    });
    expect((await day.execute(signalPlan(day.store, FRIDAY, {}))).outcome).toBe('done');
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
  });

  it('sells at the market when the stop is gone and the market has fallen below it', async () => {
    const still = (price: number) => [price, price, price, price] as const;
    const book: Book = { ...BARS, HELD: { [THURSDAY]: still(100), [FRIDAY]: still(85) } };
    const day = await heldFriday({ book });
    cancelStopOf(day, 'HELD');
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, {}));
    expect(outcome).toBe('done');
    expect(bookOf(day)).toEqual(['FALL 100 @ 100.00 stop 90.00']);
    const sold = day.orders('HELD').at(-1);
    expect([sold?.type, sold?.filledAvgPrice]).toEqual(['market', dollars('85.00')]);
  });

  it('replaces the stop of a stock that split overnight before the open: twice the shares, half the price [F30]', async () => {
    const still = (price: number) => [price, price, price, price] as const;
    const book: Book = { ...BARS, HELD: { [THURSDAY]: still(100), [FRIDAY]: still(50) } };
    const day = await heldFriday({ book, splits: [split('HELD', FRIDAY, 2)] });
    await day.execute(signalPlan(day.store, FRIDAY, {}), 'place');
    expect(day.clock.now()).toBeLessThan(Date.parse('2015-10-23T13:30:00Z'));
    expect(bookOf(day)).toEqual(['FALL 100 @ 100.00 stop 90.00', 'HELD 200 @ 50.00 stop 45.00']);
    expect(day.protection('HELD')).toEqual(['200 stop 45.00']);
    day.advance(FRIDAY, '15:59');
    expect(day.engine.state.positions['HELD']?.qty).toBe(shares(200));
  });

  it('touches nothing when the broker refuses the keys [F10]', async () => {
    const day = await heldFriday();
    day.network.answer('GET /v2/orders', 401, { message: 'unauthorized.' }, 100);
    const before = day.network.writes.length;
    await expect(
      day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL })),
    ).rejects.toMatchObject({ name: 'BrokerError', kind: 'unauthorized' });
    expect(day.network.writes).toHaveLength(before);
  });
});
