import { describe, expect, it } from 'vitest';

import { guardedBroker } from '../../../live/executor/guarded-broker.ts';
import { newRunLog, type ExecutorSession } from '../../../live/executor/session.ts';
import { sha256 } from '../../../live/bookkeeping/sha256.ts';
import type { OrderRequest } from '../../../src/domain/order.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import type { Broker } from '../../../src/ports/broker.ts';
import { dollars } from '../../domain/sample.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { BUY_BOTH, BUY_NEWS, flatFriday, FRIDAY, heldFriday, SELL_FALL } from './friday.ts';

const POST = 'POST /v2/orders';

const BUY: OrderRequest = {
  clientOrderId: '20151023_NEWS_entry_buy',
  symbol: ticker('NEWS'),
  side: 'buy',
  qty: 100,
  type: 'market',
  timeInForce: 'gtc',
  orderClass: 'oto',
  stopPrice: null,
  stopLossPrice: dollars('45.00'),
};

/** A session of its own in front of the day's broker, and the guard of a run that has become the writer. */
async function guardOf(day: PaperDay, changed: Partial<ExecutorSession> = {}): Promise<Broker> {
  const session: ExecutorSession = {
    ...(await day.sources()),
    broker: day.broker,
    notifier: { notify: () => Promise.resolve({ delivered: true }) },
    runId: 'run-9',
    signals: null,
    disputed: new Set(),
    heldBack: new Set(),
    log: newRunLog(),
    isInterrupted: () => false,
    ...changed,
  };
  const epoch = day.store.takeWriterEpoch('run-9', day.clock.now());
  return guardedBroker(session, { epoch, entriesUntil: session.hours.open });
}

function intend(day: PaperDay, request: OrderRequest, runId = 'run-9'): void {
  day.store.intendOrder({
    request,
    intent: 'entry',
    tradeDate: sessionDate(FRIDAY),
    positionId: null,
    payloadHash: sha256(JSON.stringify(request)),
    runId,
    at: day.clock.now(),
  });
}

/** A day with a plan for NEWS and a price of it that the guard has seen. */
async function pricedDay(): Promise<{ day: PaperDay; guard: Broker }> {
  const day = await flatFriday();
  signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
  const guard = await guardOf(day);
  await guard.latestPrices(['NEWS']);
  return { day, guard };
}

describe('a request that changes something', () => {
  it('leaves when its intent is in the books and the plan has it [R1]', async () => {
    const { day, guard } = await pricedDay();
    intend(day, BUY);
    expect((await guard.submit(BUY)).kind).toBe('accepted');
  });

  it('is held back without its committed intent, and nothing is sent [R1] [I6]', async () => {
    const { day, guard } = await pricedDay();
    expect(await guard.submit(BUY)).toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining('NO_INTENT') as string,
    });
    expect(day.network.writes).toEqual([]);
  });

  it('is held back when it is not the request that was intended [R2] [I1]', async () => {
    const { day, guard } = await pricedDay();
    intend(day, BUY);
    const changed = { ...BUY, stopLossPrice: dollars('44.00') };
    expect(await guard.submit(changed)).toMatchObject({
      details: { last_gate: 'PAYLOAD_CHANGED' },
    });
    expect(day.network.writes).toEqual([]);
  });

  it('is held back under an id that is none of ours [R2]', async () => {
    const { day, guard } = await pricedDay();
    expect(await guard.submit({ ...BUY, clientOrderId: 'none-of-ours' })).toMatchObject({
      message: expect.stringContaining('NO_INTENT') as string,
    });
    expect(day.network.writes).toEqual([]);
  });

  it('is held back when another entry, which no plan has, may have spent the money of the day [R9]', async () => {
    const day = await flatFriday();
    signalPlan(day.store, FRIDAY, { buy: { MORE: [100, '20.00', '18.00'] } });
    const guard = await guardOf(day);
    await guard.latestPrices(['MORE']);
    // It counts as one whole position of 10,000; the plan of one entry may cost no more than that.
    intend(day, BUY);
    const more = { clientOrderId: '20151023_MORE_entry_buy', symbol: ticker('MORE') };
    const buyMore = { ...BUY, ...more, stopLossPrice: dollars('18.00') };
    intend(day, buyMore);
    expect(await guard.submit(buyMore)).toMatchObject({ details: { last_gate: 'DAY_NOTIONAL' } });
  });

  it('stays unknown when it is held back and an earlier run may have sent it [R3]', async () => {
    const { day, guard } = await pricedDay();
    intend(day, BUY, 'run-8');
    day.store.setKillSwitch('no-entries', 'drill', day.clock.now());
    expect((await guard.submit(BUY)).kind).toBe('unknown');
    expect(day.network.writes).toEqual([]);
  });

  it('is held back when the switch cannot be read [F49]', async () => {
    const day = await flatFriday();
    signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    const killSwitch = (): never => {
      throw new Error('disk I/O error');
    };
    const guard = await guardOf(day, { store: { ...day.store, killSwitch } });
    await guard.latestPrices(['NEWS']);
    intend(day, BUY);
    expect(await guard.submit(BUY)).toMatchObject({ details: { last_gate: 'KILL_SWITCH' } });
  });

  it('cancels and moves nothing that is not ours [I11]', async () => {
    const day = await flatFriday();
    const guard = await guardOf(day);
    expect(await guard.cancel('somebody-elses')).toMatchObject({
      details: { last_gate: 'NOT_OURS' },
    });
    expect(await guard.replaceStop('somebody-elses', dollars('1.00'), 'no-intent')).toMatchObject({
      details: { last_gate: 'NO_SUCH_STOP' },
    });
    intend(day, BUY);
    expect(
      await guard.replaceStop('somebody-elses', dollars('1.00'), BUY.clientOrderId),
    ).toMatchObject({ details: { last_gate: 'NO_SUCH_STOP' } });
    expect(day.network.writes).toEqual([]);
  });

  it('moves a stop to no other trigger than the intended one [R2]', async () => {
    const day = await heldFriday();
    const guard = await guardOf(day);
    const held = day.store.openPositions().find((position) => position.ticker === 'HELD');
    const move: OrderRequest = {
      ...BUY,
      ...{ clientOrderId: '20151023_HELD_stop_sell', symbol: ticker('HELD'), side: 'sell' },
      ...{ type: 'stop', orderClass: 'simple', stopPrice: dollars('91.00'), stopLossPrice: null },
    };
    day.store.intendOrder({
      ...{ request: move, intent: 'stop', tradeDate: sessionDate(FRIDAY) },
      ...{ positionId: held?.positionId ?? null, payloadHash: 'hash', runId: 'run-9' },
      at: day.clock.now(),
    });
    const before = day.network.writes.length;
    const resting = held?.stopOrderId ?? '';
    expect(await guard.replaceStop(resting, dollars('92.00'), move.clientOrderId)).toMatchObject({
      details: { last_gate: 'PAYLOAD_CHANGED' },
    });
    expect(day.network.writes).toHaveLength(before);
    expect((await guard.replaceStop(resting, dollars('91.00'), move.clientOrderId)).kind).toBe(
      'accepted',
    );
  });
});

describe('one writer', () => {
  it('a run that another has replaced meanwhile sends nothing more and ends as locked [R8] [F43]', async () => {
    const day = await flatFriday();
    // It was put to sleep on the way to its first order, and another run came and went.
    day.network.meanwhile('GET /v2/stocks/trades/latest', () => {
      day.store.takeWriterEpoch('run-of-another', day.clock.now());
    });
    await expect(
      day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_BOTH })),
    ).rejects.toMatchObject({ outcome: 'locked' });
    expect(day.network.writes).toEqual([]);
  });

  it('a run that was replaced between its cancel and its sell does not sell [R8] [I7]', async () => {
    const day = await heldFriday();
    day.network.meanwhile('DELETE /v2/orders', () => {
      day.store.takeWriterEpoch('run-of-another', day.clock.now());
    });
    const before = day.network.writes.length;
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL });
    await expect(day.execute(signals)).rejects.toMatchObject({ outcome: 'locked' });
    expect(day.network.writes.slice(before).map((write) => write.split(' ')[0])).toEqual([
      'DELETE',
    ]);
    // The other run, or the next one, goes on where it stood.
    expect((await day.execute(signals)).outcome).toBe('done');
    expect(day.protection('FALL')).toEqual([]);
  });

  it('numbers its writers, whatever has been written where the number was [R8]', async () => {
    const { store, clock } = await flatFriday();
    expect(store.writerEpoch()).toBe(0);
    expect(store.takeWriterEpoch('a', clock.now())).toBe(1);
    expect(store.takeWriterEpoch('b', clock.now())).toBe(2);
    expect(store.writerEpoch()).toBe(2);
    store.setSystemConfig('writer_epoch' as 'environment', 'nonsense');
    expect(store.writerEpoch()).toBe(-1);
  });
});

describe('an entry on its way', () => {
  it('does not leave when the switch was set after its intent was committed [F48] [R7]', async () => {
    const day = await flatFriday();
    const signals = signalPlan(day.store, FRIDAY, { buy: BUY_NEWS });
    const intendOrder = day.store.intendOrder.bind(day.store);
    Object.assign(day.store, {
      intendOrder: (order: Parameters<typeof intendOrder>[0]) => {
        intendOrder(order);
        day.store.setKillSwitch('no-entries', 'stop it', day.clock.now());
      },
    });
    const { outcome } = await day.execute(signals);
    expect(outcome).toBe('kill-switch');
    expect(day.network.writes).toEqual([]);
    expect(day.store.orderByClientId(BUY.clientOrderId)?.status).toBe('refused');
  });

  it('does not leave when the process slept through the cut-off [F43]', async () => {
    const day = await flatFriday();
    day.network.meanwhile('GET /v2/assets', () => {
      day.advance(FRIDAY, '12:00');
    });
    const { log } = await day.execute(signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }));
    expect(log.findings.map(({ code }) => code)).toContain('AFTER_CUTOFF');
    expect(day.network.writes.filter((write) => write.startsWith(POST))).toEqual([]);
  });
});
