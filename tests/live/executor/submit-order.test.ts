import { describe, expect, it } from 'vitest';

import { newRunLog, type ExecutorSession } from '../../../live/executor/session.ts';
import { submitOrder, type WantedOrder } from '../../../live/executor/submit-order.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import { dollars } from '../../domain/sample.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { BUY_NEWS, flatFriday, FRIDAY } from './friday.ts';

const WANTED: WantedOrder = {
  key: { tradeDate: sessionDate(FRIDAY), ticker: ticker('NEWS'), intent: 'entry' },
  ...{ positionId: null, qty: 100, type: 'market', timeInForce: 'gtc', orderClass: 'oto' },
  ...{ stopPrice: null, stopLossPrice: dollars('45.00') },
};

async function sessionOf(day: PaperDay): Promise<ExecutorSession> {
  return {
    ...(await day.sources()),
    broker: day.broker,
    notifier: { notify: () => Promise.resolve({ delivered: true }) },
    runId: 'run-9',
    signals: signalPlan(day.store, FRIDAY, { buy: BUY_NEWS }),
    disputed: new Set(),
    heldBack: new Set(),
    log: newRunLog(),
    isInterrupted: () => false,
  };
}

describe('an entry', () => {
  it('leaves no intent when the kill switch is on as it would be committed [R7]', async () => {
    const day = await flatFriday();
    const session = await sessionOf(day);
    day.store.setKillSwitch('no-entries', 'drill', day.clock.now());
    expect(await submitOrder(session, WANTED)).toMatchObject({
      kind: 'denied',
      code: 'KILL_SWITCH',
    });
    expect(day.store.unsettledOrders()).toEqual([]);
    expect(day.network.writes).toEqual([]);
  });

  it('is sent under the id of its intent, which is in the books before [R1]', async () => {
    const day = await flatFriday();
    const session = await sessionOf(day);
    const seen: unknown[] = [];
    day.network.meanwhile('POST /v2/orders', () => {
      seen.push(day.store.orderByClientId('20151023_NEWS_entry_buy')?.status);
    });
    expect(await submitOrder(session, WANTED)).toMatchObject({ kind: 'live' });
    expect(seen).toEqual(['intended']);
  });
});
