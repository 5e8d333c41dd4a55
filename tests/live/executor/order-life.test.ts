/** What can become of an order once it is at the broker, and of what it leaves behind. */
import { describe, expect, it } from 'vitest';

import { shares, sharesOf } from '../../../src/domain/quantity.ts';
import { dollars } from '../../domain/sample.ts';
import type { PaperDay } from '../../support/paper-day.ts';
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
import { faultsOf } from './what-is-wrong.ts';

const POST = 'POST /v2/orders';
const SELL = `${POST} "type":"market"`;
const HELD = 'HELD 100 @ 100.00 stop 90.00';
const FALL = 'FALL 100 @ 100.00 stop 90.00';
/** `DELETE /v2/orders` without the broker's id. */
const withoutNumber = (write: string): string =>
  write.startsWith('DELETE') ? 'DELETE /v2/orders' : write;
const refusal = (message: string, code = 40310000) => ({ code, message });
const codesOf = ({ log }: Awaited<ReturnType<PaperDay['execute']>>): readonly string[] =>
  [...log.unresolved, ...log.findings].map(({ code, subject }) => `${code} ${subject ?? ''}`);

describe('an entry that is filled in part', () => {
  it('has its rest cancelled at the deadline, and a stop for exactly what was bought [F20] [R6]', async () => {
    const day = await flatFriday({ behaviour: { partialFillChance: 1 } });
    await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    const [position] = day.store.openPositions();
    const bought = position?.shares ?? 0;
    expect(bought).toBeGreaterThan(0);
    expect(sharesOf(day.engine.state.positions['NEWS']?.qty ?? (0 as never))).toBe(bought);
    expect(day.protection('NEWS')).toEqual([`${bought} stop 45.00`]);
    expect(faultsOf(day)).toEqual([]);
  });

  it('may fill while it is being cancelled: the final reading decides [F21]', async () => {
    const day = await flatFriday({
      behaviour: { haltedSymbols: ['NEWS'], cancelDwell: 30_000 },
    });
    // The cancel is on its way when trading begins again: the broker fills before it hears of it.
    day.network.meanwhile('DELETE /v2/orders', () => {
      Object.assign(day.engine.state.behaviour, { haltedSymbols: [] });
      day.advance(FRIDAY, '11:45');
    });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(day.network.writes.map((write) => write.split('/')[0])).toEqual(['POST ', 'DELETE ']);
    const [entry] = day.orders('NEWS');
    expect([entry?.status, entry?.filledQty]).toEqual(['filled', shares(100)]);
    expect([result.outcome, codesOf(result)]).toEqual(['done', []]);
    expect(bookOf(day)).toEqual(['NEWS 100 @ 50.00 stop 45.00']);
    expect(day.protection('NEWS')).toEqual(['100 stop 45.00']);
    expect(faultsOf(day)).toEqual([]);
  });
});

describe('an entry that is refused', () => {
  it('for want of buying power leaves its place, and the next is bought [F6]', async () => {
    const day = await flatFriday();
    day.network.answer(`${POST} NEWS`, 403, refusal('insufficient buying power'), 1);
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_BOTH }));
    expect(codesOf(result)).toEqual(['REFUSED_BY_BROKER NEWS']);
    expect(bookOf(day)).toEqual(['MORE 100 @ 20.00 stop 18.00']);
    expect(day.network.writes.filter((write) => write.includes('NEWS'))).toHaveLength(1);
  });

  it('because the account was blocked meanwhile is no matter of the stock: the run does not end well [F59]', async () => {
    const day = await flatFriday();
    day.network.answer(`${POST} NEWS`, 403, refusal('account is not authorized to trade'), 1);
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect([result.outcome, codesOf(result)]).toEqual([
      'unresolved',
      ['ACCOUNT_BLOCKED account', 'ACCOUNT_BLOCKED NEWS'],
    ]);
  });

  it('since its stock may not be traded is left alone [F29]', async () => {
    const day = await flatFriday({ behaviour: { untradableSymbols: ['NEWS'] } });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_BOTH }));
    expect(codesOf(result).map((code) => code.split(' ')[1])).toEqual(['NEWS']);
    expect(bookOf(day)).toEqual(['MORE 100 @ 20.00 stop 18.00']);
  });
});

describe('an exit that is refused', () => {
  it('by the day-trading rule has its stop back at once, and is sold by the next run [F7]', async () => {
    const day = await heldFriday();
    const pattern = refusal('trade denied due to pattern day trading protection', 40310100);
    day.network.answer(SELL, 403, pattern, 1);
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL });
    const first = await day.execute(signals, 'place');
    expect(first.outcome).toBe('unresolved');
    expect(codesOf(first)).toEqual(['EXIT_NOT_SENT FALL']);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
    expect(day.store.openPositions().find(({ ticker }) => ticker === 'FALL')?.plannedExit).toBe(
      'trend_break',
    );
    expect((await day.execute(signals)).outcome).toBe('done');
    expect(bookOf(day)).toEqual([HELD]);
  });

  it('with a general code is not taken for a stop that has filled [P8]', async () => {
    const day = await heldFriday();
    day.network.answer(SELL, 422, refusal('something is wrong with it', 42210000), 1);
    await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }), 'place');
    expect(bookOf(day)).toEqual([FALL, HELD]);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
  });

  it('after it was received has its stop back in the same run [F25]', async () => {
    const day = await heldFriday({ behaviour: { rejectedSymbols: [] } });
    const before = day.network.writes.length;
    day.network.meanwhile(SELL, () => {
      Object.assign(day.engine.state.behaviour, { rejectedSymbols: ['FALL'] });
    });
    day.network.meanwhile(`${POST} "type":"stop"`, () => {
      Object.assign(day.engine.state.behaviour, { rejectedSymbols: [] });
    });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(day.network.writes.slice(before).map(withoutNumber)).toEqual([
      'DELETE /v2/orders',
      `${POST} 20151023_FALL_exit_sell`,
      `${POST} 20151023_FALL_stop_sell`,
    ]);
    expect(day.orders('FALL').map(({ type, status }) => `${type} ${status}`)).toEqual([
      'market filled',
      'stop canceled',
      'market rejected',
      'stop new',
    ]);
    expect([result.outcome, result.covered]).toEqual(['unresolved', 2]);
    expect(codesOf(result)).toEqual(['EXIT_NOT_FILLED FALL']);
  });

  it('by silence until the deadline is cancelled, and has its stop back in the same run [F25] [F27]', async () => {
    const day = await heldFriday({ behaviour: { haltedSymbols: [] } });
    Object.assign(day.engine.state.behaviour, { haltedSymbols: ['FALL'] });
    const before = day.network.writes.length;
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(day.network.writes.slice(before).map(withoutNumber)).toEqual([
      'DELETE /v2/orders',
      `${POST} 20151023_FALL_exit_sell`,
      'DELETE /v2/orders',
      `${POST} 20151023_FALL_stop_sell`,
    ]);
    expect(codesOf(result)).toEqual(['EXIT_NOT_FILLED FALL']);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
  });

  it('to be cancelled at the deadline stays the one live sell of its shares [F24] [F27]', async () => {
    const day = await heldFriday({ behaviour: { haltedSymbols: [] } });
    Object.assign(day.engine.state.behaviour, { haltedSymbols: ['FALL'] });
    day.network.meanwhile('DELETE /v2/orders', () => undefined);
    day.network.meanwhile('DELETE /v2/orders', () => {
      Object.assign(day.engine.state.behaviour, { cancelDwell: 'stuck' });
    });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(codesOf(result)).toContain('EXIT_STILL_WORKING FALL');
    expect(day.protection('FALL')).toEqual(['100 market']);
  });
});

describe('a stop', () => {
  it('that filled in part before its cancel leaves the rest to be sold [F23]', async () => {
    const day = await heldFriday();
    day.network.meanwhile('DELETE /v2/orders', () => {
      Object.assign(day.engine.state.behaviour, { partialFillChance: 1 });
      day.advance(FRIDAY, '14:30');
      Object.assign(day.engine.state.behaviour, { partialFillChance: 0 });
    });
    await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(faultsOf(day)).toEqual([]);
    const sold = day.orders('FALL').filter(({ side }) => side === 'sell');
    expect(sold.reduce((sum, { filledQty }) => sum + sharesOf(filledQty), 0)).toBe(100);
  });

  it('that the market has touched and nobody has filled still protects [F28]', async () => {
    const day = await heldFriday();
    Object.assign(day.engine.state.behaviour, { haltedSymbols: ['FALL'] });
    day.advance(FRIDAY, '15:00');
    const result = await day.execute(null);
    expect([result.outcome, result.covered]).toEqual(['input-refused', 2]);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
  });
});

describe('an alert that reaches nobody', () => {
  it('is said by the run, which does not end well [F50]', async () => {
    const day = await flatFriday({ behaviour: { oto: 'refused' }, alertsReach: false });
    day.network.answer(`${POST} "type":"stop"`, 403, refusal('account is restricted'), 100);
    const result = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(result.outcome).toBe('unresolved');
    expect(codesOf(result)).toContain('ALERT_NOT_DELIVERED NEWS');
  });
});

describe('the clock', () => {
  it('that is set back an hour while a run waits makes no wait endless [F45] [I18]', async () => {
    const day = await heldFriday({ behaviour: {}, setBackMs: 3_600_000 });
    Object.assign(day.engine.state.behaviour, { cancelDwell: 'stuck' });
    const result = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }), 'place');
    expect(codesOf(result)).toContain('CANCEL_STUCK FALL');
    // Two minutes of a look a second, however often the clock says otherwise.
    expect(result.log.counts.polls).toBeLessThan(200);
  });
});

describe('a run that is told to stop', () => {
  it('begins nothing new, says so, and leaves the rest to the next one [F44]', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_BOTH });
    // It is told while the sell is on its way: what is under way is booked.
    day.network.meanwhile(SELL, () => {
      day.interrupt();
    });
    const first = await day.execute(signals);
    expect([first.outcome, codesOf(first)]).toEqual([
      'unresolved',
      ['ORDER_STILL_OPEN FALL', 'INTERRUPTED run'],
    ]);
    expect(day.protection('FALL')).toEqual(['100 market']);
    expect(day.network.writes.filter((write) => write.includes('entry_buy'))).toHaveLength(2);
    day.interrupt(false);
    expect((await day.execute(signals)).outcome).toBe('done');
    expect(faultsOf(day)).toEqual([]);
  });

  it('while it waits for the open ends within ten seconds [F44]', async () => {
    const day = await flatFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    day.network.meanwhile(`${POST} NEWS`, () => {
      day.interrupt();
    });
    const begun = day.clock.now();
    expect((await day.execute(signals)).outcome).toBe('unresolved');
    expect(day.clock.now() - begun).toBeLessThanOrEqual(10_000);
    day.interrupt(false);
    expect((await day.execute(signals)).outcome).toBe('done');
    expect(bookOf(day)).toEqual(['NEWS 100 @ 50.00 stop 45.00']);
  });
});

describe('a broker that answers each call just in time', () => {
  it('keeps no run alive for ever [F18] [I18]', async () => {
    const day = await heldFriday();
    const begun = day.clock.now();
    const slow = (times: number): void => {
      for (const path of ['GET /v2/', POST, 'DELETE /v2/'])
        for (let count = 0; count < times; count += 1)
          day.network.meanwhile(path, () => {
            day.engine.advanceTo(day.clock.now() + 55_000);
          });
    };
    slow(100);
    await expect(
      day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY_BOTH })),
    ).rejects.toMatchObject({ name: 'BrokerError', kind: 'unreachable' });
    expect(day.clock.now() - begun).toBeLessThan(10 * 60_000);
    day.network.heal();
    expect(day.protection('HELD')).toEqual(['100 stop 90.00']);
  });
});

describe('the stop of an entry', () => {
  it('is good till canceled, as its entry is: it rests on the next day [P2] [R6]', async () => {
    const day = await flatFriday();
    await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    day.advance(MONDAY, '09:00');
    expect(day.protection('NEWS')).toEqual(['100 stop 45.00']);
    expect(day.orders('NEWS').at(-1)).toMatchObject({
      timeInForce: 'gtc',
      stopPrice: dollars('45.00'),
    });
  });
});

describe('the kill switch', () => {
  it('is read again before each entry, not once [P12]', async () => {
    const day = await flatFriday();
    day.network.meanwhile('GET /v2/assets/MORE', () => {
      day.store.setKillSwitch('no-entries', 'stop it', day.clock.now());
    });
    await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_BOTH }));
    expect(day.network.writes).toEqual([]);
  });
});
