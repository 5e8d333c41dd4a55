import { describe, expect, it } from 'vitest';

import type { Book } from '../../paper-broker/paper-world.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import {
  BARS,
  bookOf,
  BUY_BOTH,
  flatFriday,
  FRIDAY,
  heldFriday,
  SELL_FALL,
  THURSDAY,
} from './friday.ts';

const POST = 'POST /v2/orders';
const STOP = `${POST} "type":"stop"`;
const JUMP = { JUMP: [90, '100.00', '90.00'] } as const;

function cancelStopOf(day: PaperDay, symbol: string): void {
  for (const { id, type, status } of day.orders(symbol))
    if (type === 'stop' && status === 'new') day.engine.cancel(id);
}

describe('keys that the broker refuses', () => {
  const REFUSED = { message: 'unauthorized.' };
  const KEYS_REFUSED = { name: 'BrokerError', kind: 'unauthorized' };

  it('for an entry end the run there; the next run buys it under its next id [F10]', async () => {
    const day = await flatFriday();
    day.network.answer(POST, 401, REFUSED, 1);
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_BOTH });
    await expect(day.execute(signals)).rejects.toMatchObject(KEYS_REFUSED);
    expect(day.network.writes).toEqual([`${POST} 20151023_NEWS_entry_buy`]);
    expect([day.store.killSwitch().level, day.store.unsettledOrders()]).toEqual(['off', []]);
    expect((await day.execute(signals)).outcome).toBe('done');
    expect(bookOf(day)).toEqual(['MORE 100 @ 20.00 stop 18.00', 'NEWS 100 @ 50.00 stop 45.00']);
  });

  it('for the plain buy that follows a refused group end the run there [F10]', async () => {
    const day = await flatFriday({ behaviour: { oto: 'refused' } });
    day.network.answer(`${POST} NEWS_entry_buy_2`, 401, REFUSED, 1);
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_BOTH });
    await expect(day.execute(signals)).rejects.toMatchObject(KEYS_REFUSED);
    expect(day.network.writes).toHaveLength(2);
  });

  it('for a cancel end the run while the stop still rests [F10]', async () => {
    const day = await heldFriday();
    day.network.answer('DELETE /v2/orders', 401, REFUSED, 1);
    const before = day.network.writes.length;
    await expect(
      day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_BOTH })),
    ).rejects.toMatchObject(KEYS_REFUSED);
    expect(day.network.writes).toHaveLength(before + 1);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
  });

  it('for a sell end the run, once the stop was asked back for that had made way [F10]', async () => {
    const day = await heldFriday();
    day.network.answer(`${POST} "type":"market"`, 401, REFUSED, 1);
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_BOTH });
    await expect(day.execute(signals)).rejects.toMatchObject(KEYS_REFUSED);
    expect(day.network.writes.at(-1)).toBe(`${POST} 20151023_FALL_stop_sell`);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
  });

  it('for a stop end the run after its alarm [F10]', async () => {
    const day = await heldFriday();
    cancelStopOf(day, 'HELD');
    day.network.answer(STOP, 401, REFUSED, 1);
    await expect(
      day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_BOTH })),
    ).rejects.toMatchObject(KEYS_REFUSED);
    expect(day.network.writes.at(-1)).toBe(`${POST} 20151023_HELD_stop_sell`);
    expect(day.alerts).toMatchObject([{ code: 'UNPROTECTED', subject: 'HELD' }]);
    expect(day.store.killSwitch().level).toBe('no-entries');
  });

  it('for the sale of what has fallen below its stop end the run after its alarm [F10]', async () => {
    const book: Book = {
      ...BARS,
      HELD: { [THURSDAY]: [100, 100, 100, 100], [FRIDAY]: [85, 85, 85, 85] },
    };
    const day = await heldFriday({ book });
    cancelStopOf(day, 'HELD');
    day.network.answer(`${POST} "type":"market"`, 401, REFUSED, 1);
    await expect(day.execute(signalPlan(day.store, FRIDAY, {}))).rejects.toMatchObject(
      KEYS_REFUSED,
    );
    expect(day.alerts).toMatchObject([{ code: 'UNPROTECTED', subject: 'HELD' }]);
  });

  it('for the move of a stop end the run, and the stop stays where it is [F10]', async () => {
    const day = await flatFriday();
    day.network.answer('PATCH /v2/orders', 401, REFUSED, 1);
    await expect(day.execute(signalPlan(day.store, FRIDAY, { buy: JUMP }))).rejects.toMatchObject(
      KEYS_REFUSED,
    );
    expect(day.protection('JUMP')).toEqual(['90 stop 90.00']);
  });
});
