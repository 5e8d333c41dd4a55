import { describe, expect, it } from 'vitest';

import { shares } from '../../../src/domain/quantity.ts';
import type { OrderRequest } from '../../../src/domain/order.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { sha256 } from '../../../live/bookkeeping/sha256.ts';
import { dollars } from '../../domain/sample.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { bookOf, BUY_NEWS, flatFriday, FRIDAY, heldFriday, SELL_FALL, THURSDAY } from './friday.ts';

const POST = 'POST /v2/orders';
const BOUGHT = ['NEWS 100 @ 50.00 stop 45.00'];
const NEWS_ID = '20151023_NEWS_entry_buy';

/** One entry at the broker, filled, and its stop: whatever was lost on the way. */
function expectBoughtOnce(day: PaperDay): void {
  expect(bookOf(day)).toEqual(BOUGHT);
  expect(day.protection('NEWS')).toEqual(['100 stop 45.00']);
  const entries = day.orders('NEWS').filter(({ side }) => side === 'buy');
  expect(entries.map(({ clientOrderId, status }) => [clientOrderId, status])).toEqual([
    [NEWS_ID, 'filled'],
  ]);
}

const REQUEST: OrderRequest = {
  clientOrderId: NEWS_ID,
  symbol: ticker('NEWS'),
  side: 'buy',
  qty: 100,
  type: 'market',
  timeInForce: 'gtc',
  orderClass: 'oto',
  stopPrice: null,
  stopLossPrice: dollars('45.00'),
};

/** The row an earlier run committed before it died. */
function intend(day: PaperDay, date: string, request: OrderRequest): void {
  day.store.intendOrder({
    request,
    intent: 'entry',
    tradeDate: sessionDate(date),
    positionId: null,
    payloadHash: sha256(JSON.stringify(request)),
    runId: 'run-0',
    at: day.clock.now(),
  });
}

describe('a buy whose request or reply is lost', () => {
  it.each([
    [
      'the request is lost once [F1]',
      (day: PaperDay) => {
        day.network.loseRequest(POST);
      },
      2,
    ],
    [
      'the reply is lost [F2] [P3]',
      (day: PaperDay) => {
        day.network.loseReply(POST);
      },
      1,
    ],
    [
      'a gateway answers 502 in its place [F3]',
      (day: PaperDay) => {
        day.network.answer(POST, 502);
      },
      2,
    ],
    [
      '429 is answered [F4]',
      (day: PaperDay) => {
        day.network.answer(POST, 429);
      },
      2,
    ],
    [
      'the reply is no JSON [F12]',
      (day: PaperDay) => {
        day.network.answer(POST, 200, 'hello');
      },
      2,
    ],
  ])('%s: exactly one order exists, under its one id', async (_name, fail, posts) => {
    const day = await flatFriday();
    fail(day);
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(outcome).toBe('done');
    expectBoughtOnce(day);
    expect(day.network.writes).toEqual(Array<string>(posts).fill(`${POST} ${NEWS_ID}`));
  });

  it('is not booked without its stop: what is found by our id is read by its own as well, however late that shows it [F2] [F14]', async () => {
    const day = await flatFriday({ start: [FRIDAY, '09:31'] });
    day.network.loseReply(POST);
    // Filled at once, and found by our id; by its own id, which alone shows the leg, a lagging read has nothing yet.
    day.network.answer('GET /v2/orders/', 404, { code: 40410000, message: 'order not found' }, 1);
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(outcome).toBe('done');
    expectBoughtOnce(day);
  });

  it('a request that is lost twice is given up by name: nothing stays unknown, nothing was bought [F1]', async () => {
    const day = await flatFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    day.network.loseRequest(POST, 2);
    const first = await day.execute(signals);
    expect(first.outcome).toBe('unresolved');
    expect(first.log.findings.map(({ code }) => code)).toContain('ORDER_NEVER_ARRIVED');
    expect(day.store.unsettledOrders()).toEqual([]);
    expect(day.orders('NEWS')).toEqual([]);
  });
});

describe('a run that died in the middle of a buy', () => {
  it('after its intent and before its request: the next run sends the same id [F36]', async () => {
    const day = await flatFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    intend(day, FRIDAY, REQUEST);
    expect((await day.execute(signals)).outcome).toBe('done');
    expectBoughtOnce(day);
  });

  it('after its request and before its reply: the next run adopts the order and sends none [F36]', async () => {
    const day = await flatFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    intend(day, FRIDAY, REQUEST);
    await day.broker.submit(REQUEST);
    const before = day.engine.mutations();
    expect((await day.execute(signals)).outcome).toBe('done');
    expect(day.engine.mutations()).toBe(before);
    expectBoughtOnce(day);
  });

  it('the broker calls the id used, though look-ups did not show it yet: the order is adopted [F8] [P4]', async () => {
    const day = await flatFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    intend(day, FRIDAY, REQUEST);
    await day.broker.submit(REQUEST);
    // Reads lag behind writes: no look-up shows the order before it is sent a second time.
    const notFound = { code: 40410000, message: 'order not found' };
    day.network.answer('GET /v2/orders:by_client_order_id', 404, notFound, 100);
    day.network.meanwhile(POST, () => {
      day.network.heal();
    });
    expect((await day.execute(signals)).outcome).toBe('done');
    expectBoughtOnce(day);
  });

  it('an entry of yesterday that never arrived is given up, never sent today', async () => {
    const day = await flatFriday();
    intend(day, THURSDAY, { ...REQUEST, clientOrderId: '20151022_NEWS_entry_buy' });
    const { outcome, log } = await day.execute(signalPlan(day.store, FRIDAY, {}));
    expect(outcome).toBe('done');
    expect(log.findings.map(({ code }) => code)).toEqual(['ORDER_NEVER_ARRIVED']);
    expect(day.network.writes).toEqual([]);
    expect(day.store.orderByClientId('20151022_NEWS_entry_buy')?.status).toBe('refused');
  });

  it('bought and filled while nobody looked: the next run books it and its stop [P5]', async () => {
    const day = await flatFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    await day.execute(signals, 'place');
    day.advance(FRIDAY, '15:00');
    expect(bookOf(day)).toEqual([]);
    expect((await day.execute(signals)).outcome).toBe('done');
    expectBoughtOnce(day);
  });
});

describe('a sell whose messages are lost', () => {
  it.each([
    ['the request of the sell is lost [F1]', `${POST} "type":"market"`, 'loseRequest'],
    ['the reply of the sell is lost [F2]', `${POST} "type":"market"`, 'loseReply'],
    ['the reply of the cancel is lost [F2]', 'DELETE /v2/orders', 'loseReply'],
  ] as const)('%s: the shares are sold exactly once', async (_name, which, fault) => {
    const day = await heldFriday();
    day.network[fault](which);
    const { outcome } = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(outcome).toBe('done');
    expect(bookOf(day)).toEqual(['HELD 100 @ 100.00 stop 90.00']);
    const sold = day
      .orders('FALL')
      .filter(({ side, filledQty }) => side === 'sell' && filledQty > 0);
    expect(
      sold.map(({ type, filledQty, filledAvgPrice }) => [type, filledQty, filledAvgPrice]),
    ).toEqual([['market', shares(100), dollars('95.00')]]);
    expect(day.engine.state.positions['FALL']).toBeUndefined();
  });

  it('a cancel that is never heard leaves the stop and the position: nothing is sold [P7] [F24]', async () => {
    const day = await heldFriday();
    day.network.answer('DELETE /v2/orders', 504, {}, 100);
    const { outcome, log } = await day.execute(signalPlan(day.store, FRIDAY, { sell: SELL_FALL }));
    expect(outcome).toBe('unresolved');
    expect(log.unresolved.map(({ code }) => code)).toEqual(['CANCEL_STUCK']);
    expect(day.protection('FALL')).toEqual(['100 stop 90.00']);
    expect(day.network.writes.filter((write) => write.startsWith(POST))).toHaveLength(2);
  });
});
