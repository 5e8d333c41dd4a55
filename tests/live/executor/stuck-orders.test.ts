/** Orders that do not end when they should, and answers that come too late or not at all. */
import { describe, expect, it } from 'vitest';

import { dollars } from '../../domain/sample.ts';
import { at, request, type Book } from '../../paper-broker/paper-world.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import {
  BARS,
  bookOf,
  BUY_NEWS,
  flatFriday,
  FRIDAY,
  heldFriday,
  MONDAY,
  SELL_FALL,
  THURSDAY,
} from './friday.ts';

const POST = 'POST /v2/orders';
const STOP = `${POST} "type":"stop"`;
const BY_ID = 'GET /v2/orders:by_client_order_id';
const JUMP = { JUMP: [90, '100.00', '90.00'] } as const;
const NOT_FOUND = { code: 40410000, message: 'order not found' };
const still = (price: number) => [price, price, price, price] as const;

const unresolvedOf = ({ log }: Awaited<ReturnType<PaperDay['execute']>>): readonly string[] =>
  log.unresolved.map(({ code, subject }) => `${code} ${subject ?? ''}`);
const behave = (day: PaperDay, how: object): void => {
  Object.assign(day.engine.state.behaviour, how);
};

/** Takes a position's stop away at the broker, as its owner could. */
function cancelStopOf(day: PaperDay, symbol: string): void {
  for (const { id, type, status } of day.orders(symbol))
    if (type === 'stop' && status === 'new') day.engine.cancel(id);
}

describe('a cancel that does not come about', () => {
  it('of an entry of an earlier session is said, and nothing else happens to it [F24]', async () => {
    const book: Book = { ...BARS, NEWS: { [THURSDAY]: still(50), [MONDAY]: still(50) } };
    const day = await flatFriday({ book });
    await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }), 'place');
    day.advance(MONDAY, '09:00');
    behave(day, { cancelDwell: 'stuck' });
    const result = await day.execute(signalPlan(day.store, MONDAY, {}), 'place');
    expect(unresolvedOf(result)).toContain('CANCEL_STUCK NEWS');
    expect(result.outcome).toBe('unresolved');
  });

  it('of an entry at its deadline is said, and no stop is sent for what it may still buy [F24]', async () => {
    const day = await flatFriday({ behaviour: { haltedSymbols: ['NEWS'], cancelDwell: 'stuck' } });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(unresolvedOf(result)).toEqual(['CANCEL_STUCK NEWS', 'ORDER_STILL_OPEN NEWS']);
    expect(day.network.writes.filter((write) => write.includes('stop_sell'))).toEqual([]);
  });

  it('of a sell of today is asked for again after the close: it is no protection for the night [F24, F25]', async () => {
    const day = await heldFriday();
    behave(day, { haltedSymbols: ['FALL'] });
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL });
    day.network.meanwhile(`${POST} "side":"sell"`, () => {
      behave(day, { cancelDwell: 'stuck' });
    });
    await day.execute(signals);
    day.advance(FRIDAY, '17:00');
    const before = day.network.writes.length;
    const result = await day.execute(signals);
    expect(unresolvedOf(result)).toEqual(['EXIT_STILL_WORKING FALL', 'ORDER_STILL_OPEN FALL']);
    expect(day.network.writes.slice(before)).toEqual([expect.stringContaining('DELETE')]);
  });

  it('five times over does not keep a run waiting five times: all its waits share a bound [I18]', async () => {
    const names = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE'];
    const book: Book = Object.fromEntries(
      names.map((name) => [name, { [THURSDAY]: still(100), [FRIDAY]: still(100) }]),
    );
    const day = await flatFriday({ book, start: [THURSDAY, '09:15'] });
    const buy = Object.fromEntries(names.map((name) => [name, [50, '100.00', '90.00'] as const]));
    await day.execute(signalPlan(day.store, THURSDAY, { buy }));
    day.advance(FRIDAY, '09:31');
    behave(day, { cancelDwell: 'stuck' });
    const sell = Object.fromEntries(names.map((name) => [name, 'trend_break' as const]));
    const begun = day.clock.now();
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell }), 'place');
    expect(unresolvedOf(result)).toEqual(names.map((name) => `CANCEL_STUCK ${name}`));
    // Two minutes for each of them would be ten; six are allowed, and seconds for the last looks.
    expect(day.clock.now() - begun).toBeLessThan(7 * 60_000);
  });
});

describe('a stop', () => {
  it('that fills before its own reply is found is a sale, and nothing more is placed [F2]', async () => {
    const day = await heldFriday();
    cancelStopOf(day, 'FALL');
    // Three seconds before it falls to 85; the first look for a lost reply comes after five.
    day.engine.advanceTo(at(FRIDAY, '13:50') - 3_000);
    day.network.loseReply(STOP);
    const result = await day.execute(null);
    expect([result.outcome, result.covered]).toEqual(['input-refused', 1]);
    expect(bookOf(day)).toEqual(['HELD 100 @ 100.00 stop 90.00']);
    expect(day.orders('FALL').at(-1)).toMatchObject({ type: 'stop', status: 'filled' });
  });

  it('that the broker takes and rejects three times is given up with an alarm', async () => {
    const day = await heldFriday();
    cancelStopOf(day, 'HELD');
    behave(day, { rejectedSymbols: ['HELD'] });
    // By the time each of them is found it has ended.
    day.network.loseReply(STOP, 3);
    const result = await day.execute(signalPlan(day.store, FRIDAY, {}), 'place');
    expect(unresolvedOf(result)).toContain('UNPROTECTED HELD');
    expect(day.alerts[0]?.message).toBe(
      '100 shares of HELD have no stop at the broker: it is rejected',
    );
  });

  it('whose move nobody answers and nobody finds stays where it is, and that is said [F1]', async () => {
    const day = await flatFriday();
    day.network.loseRequest('PATCH /v2/orders', 2);
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: JUMP }));
    expect(unresolvedOf(result)).toContain('STOP_MOVE_UNKNOWN JUMP');
    expect(day.protection('JUMP')).toEqual(['90 stop 90.00']);
  });

  it('that no longer fits and does not cancel stays, and that is said [F24]', async () => {
    const day = await heldFriday({ behaviour: { cancelDwell: 'stuck' } });
    const held = day.store.openPositions().find(({ ticker }) => ticker === 'HELD');
    day.store.changePosition(held?.positionId ?? 0, { stopPrice: dollars('88') });
    const result = await day.execute(signalPlan(day.store, FRIDAY, {}), 'place');
    expect(unresolvedOf(result)).toContain('CANCEL_STUCK HELD');
    expect(day.orders('HELD').at(-1)).toMatchObject({ type: 'stop', status: 'pending_cancel' });
  });

  it('that was moved before its run died is in the book after the next one [F36]', async () => {
    const day = await flatFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: JUMP });
    await day.execute(signals);
    const [bought] = day.store.openPositions();
    const anchored = bought?.stopPrice;
    // As a run leaves it that dies between the move at the broker and the book.
    day.store.changePosition(bought?.positionId ?? 0, { stopPrice: dollars('90') });
    await day.execute(signals);
    expect(day.store.openPositions()[0]?.stopPrice).toBe(anchored);
  });

  it('that nobody knows is not moved, and a new one is placed once it is known to be lost', async () => {
    const day = await flatFriday({ behaviour: { oto: 'refused' } });
    day.network.loseRequest(STOP, 2);
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: JUMP }));
    expect(unresolvedOf(result)).toEqual(['UNPROTECTED JUMP', 'STOP_MOVE_UNKNOWN JUMP']);
    expect(day.protection('JUMP')).toEqual(['90 stop 90.00']);
  });

  it('that fills while it is being replaced has sold: nothing is placed after it [F22]', async () => {
    const day = await heldFriday();
    const fall = day.store.openPositions().find(({ ticker }) => ticker === 'FALL');
    day.store.changePosition(fall?.positionId ?? 0, { stopPrice: dollars('88.00') });
    day.network.meanwhile('DELETE /v2/orders', () => {
      day.advance(FRIDAY, '14:00');
    });
    await day.execute(signalPlan(day.store, FRIDAY, {}));
    expect(bookOf(day)).toEqual(['HELD 100 @ 100.00 stop 90.00']);
    expect(day.network.writes.at(-1)).toMatch(/^DELETE /);
    expect(day.store.exitOf(fall?.positionId ?? 0)).toMatchObject({
      exitPrice: dollars('90.00'),
    });
  });

  it('whose reply was lost and that is not shown at first is the stop: no second one is sent [F11]', async () => {
    const day = await heldFriday();
    cancelStopOf(day, 'HELD');
    // The run ends here as if it were killed; the order is at the broker.
    day.network.loseReply(STOP);
    day.network.answer(BY_ID, 500, {}, 50);
    const signals = signalPlan(day.store, FRIDAY, {});
    await expect(day.execute(signals)).rejects.toThrow();
    day.network.heal();
    day.network.answer(BY_ID, 404, NOT_FOUND, 1);
    const before = day.network.writes.length;
    const result = await day.execute(signals, 'place');
    expect([result.outcome, result.covered]).toEqual(['done', 2]);
    expect(day.network.writes).toHaveLength(before);
  });

  it('that was given up and is at the broker after all is taken back by the next run [F14]', async () => {
    const day = await heldFriday();
    cancelStopOf(day, 'HELD');
    day.network.loseReply(STOP);
    day.network.answer(BY_ID, 404, NOT_FOUND, 100);
    const signals = signalPlan(day.store, FRIDAY, {});
    const first = await day.execute(signals);
    expect(unresolvedOf(first)).toContain('UNPROTECTED HELD');
    day.network.heal();
    day.store.setKillSwitch('off', 'looked at', day.clock.now());
    const again = await day.execute(signals, 'place');
    expect([again.outcome, again.covered]).toEqual(['done', 2]);
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
  });
});

describe('a sell', () => {
  it('of shares that somebody else has reserved is not sent, and the shares are unprotected [F5]', async () => {
    const day = await heldFriday();
    day.network.meanwhile('DELETE /v2/orders', () => {
      cancelStopOf(day, 'FALL');
      const byHand = { symbol: 'FALL', side: 'sell', type: 'limit', timeInForce: 'gtc' } as const;
      day.engine.submit(request({ ...byHand, qty: 100, limitPrice: dollars('200.00') }));
    });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }), 'place');
    expect(unresolvedOf(result)).toEqual(
      expect.arrayContaining(['SHARES_NOT_FREE FALL', 'UNPROTECTED FALL']),
    );
    expect(day.network.writes.filter((write) => write.includes('exit_sell'))).toEqual([]);
  });

  it('is not sent while the list of positions does not show the shares [F16]', async () => {
    const day = await heldFriday();
    day.network.meanwhile('DELETE /v2/orders', () => {
      day.network.answer('GET /v2/positions', 200, [], 130);
    });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }), 'place');
    expect(unresolvedOf(result)).toContain('SHARES_NOT_FREE FALL');
    expect(day.network.writes.filter((write) => write.includes('exit_sell'))).toEqual([]);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
  });
});

describe('the plain buy that follows a refused group', () => {
  it('is left alone when it is refused too', async () => {
    const day = await flatFriday({ behaviour: { oto: 'refused' } });
    const why = { code: 40310000, message: 'insufficient buying power' };
    day.network.answer(`${POST} NEWS_entry_buy_2`, 403, why, 1);
    const { outcome, log } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect([outcome, log.findings.map(({ code }) => code)]).toEqual([
      'done',
      ['REFUSED_BY_BROKER'],
    ]);
    expect(bookOf(day)).toEqual([]);
  });

  it('is on sale again when it fell below its stop at once: the sell is all there is of it [F9]', async () => {
    const day = await flatFriday({ behaviour: { oto: 'refused', haltedSymbols: [] } });
    const below = { code: 42210000, message: 'stop price must be less than current price' };
    day.network.answer(STOP, 422, below, 1);
    day.network.meanwhile(`${POST} "side":"sell"`, () => {
      behave(day, { haltedSymbols: ['NEWS'] });
    });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(unresolvedOf(result)).toEqual(['ORDER_STILL_OPEN NEWS']);
    expect(day.protection('NEWS')).toEqual(['100 market']);
    expect(day.network.writes.at(-1)).toBe(`${POST} 20151023_NEWS_exit_sell`);
  });

  it('is cancelled when it has bought nothing by the deadline, and needs no stop', async () => {
    const day = await flatFriday({ behaviour: { oto: 'refused', haltedSymbols: ['NEWS'] } });
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect([outcome, bookOf(day)]).toEqual(['done', []]);
    expect(day.orders('NEWS').map(({ status }) => status)).toEqual(['canceled']);
    expect(day.network.writes.filter((write) => write.includes('stop_sell'))).toEqual([]);
  });
});

describe('an order that is found by its id', () => {
  it('and not by its number is booked as it was found [F14]', async () => {
    const day = await flatFriday();
    day.network.loseReply(POST);
    day.network.meanwhile(BY_ID, () => {
      day.network.answer('GET /v2/orders/', 404, NOT_FOUND, 1);
    });
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect([outcome, bookOf(day)]).toEqual(['done', ['NEWS 100 @ 50.00 stop 45.00']]);
  });
});

describe('a run', () => {
  it('that is told to stop before it sells sells nothing, and says so [F44]', async () => {
    const day = await heldFriday();
    day.network.meanwhile('GET /v2/account', () => {
      day.interrupt();
    });
    const before = day.network.writes.length;
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(unresolvedOf(result)).toEqual(['EXIT_NOT_DONE FALL', 'INTERRUPTED run']);
    expect(day.network.writes).toHaveLength(before);
  });

  it('after the stop of an entry of the same day has filled has nothing left to anchor', async () => {
    const day = await flatFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: { FALL: [100, '95.00', '85.50'] } });
    expect((await day.execute(signals)).outcome).toBe('done');
    day.advance(FRIDAY, '15:00');
    const before = day.network.writes.length;
    expect([(await day.execute(signals)).outcome, bookOf(day)]).toEqual(['done', []]);
    expect(day.network.writes).toHaveLength(before);
  });

  it('does not dispute shares of an order that is still at work [F14]', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    await day.execute(signals, 'place');
    const headers = { 'APCA-API-KEY-ID': 'any', 'APCA-API-SECRET-KEY': 'any' };
    const path = 'http://emulator/v2/positions';
    const reply = await day.network.fetch(new Request(path, { headers }));
    const [first, ...more] = (await reply.json()) as readonly object[];
    // The list of positions is ahead of the order, or of another moment: NEWS is in it.
    const ahead = [first, ...more, { ...first, symbol: 'NEWS' }];
    day.network.answer('GET /v2/positions', 200, ahead, 1);
    const result = await day.execute(signals, 'place');
    expect([result.outcome, result.covered]).toEqual(['done', 2]);
  });
});
