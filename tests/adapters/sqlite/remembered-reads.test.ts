import { describe, expect, it } from 'vitest';

import { rememberingStore } from '../../../src/adapters/sqlite/remembered-reads.ts';
import { stateReads } from '../../../src/adapters/sqlite/state-reads.ts';
import { stateWrites } from '../../../src/adapters/sqlite/state-writes.ts';
import { AT, intend, NEXT, open, openState, SESSION } from './state-fixture.ts';

async function remembered() {
  const { database } = await openState();
  const asked: string[] = [];
  const reads = stateReads(database);
  const counting = {
    ...reads,
    openPositions: () => {
      asked.push('openPositions');
      return reads.openPositions();
    },
    killSwitch: () => {
      asked.push('killSwitch');
      return reads.killSwitch();
    },
  };
  return { store: rememberingStore(counting, stateWrites(database)), database, asked };
}

describe('the store of a run', () => {
  it('reads its book once until it writes', async () => {
    const { store, asked } = await remembered();
    store.openPositions();
    store.openPositions();
    expect(asked).toEqual(['openPositions']);
    open(store, 'AMZN');
    expect(store.openPositions().map(({ ticker }) => ticker)).toEqual(['AMZN']);
    expect(asked).toHaveLength(2);
  });

  it('tells questions with other words apart', async () => {
    const { store } = await remembered();
    intend(store);
    expect(store.ordersOfSession(SESSION)).toHaveLength(1);
    expect(store.ordersOfSession(NEXT)).toHaveLength(0);
  });

  it('knows its book still when only orders were written, and its orders no more', async () => {
    const { store, asked } = await remembered();
    open(store, 'AMZN');
    const before = store.openPositions();
    expect(store.unsettledOrders()).toEqual([]);
    intend(store);
    expect(store.unsettledOrders()).toHaveLength(1);
    expect(store.openPositions()).toBe(before);
    expect(asked).toEqual(['openPositions']);
  });

  it('forgets inside of a transaction what the transaction has written', async () => {
    const { store } = await remembered();
    const id = intend(store);
    const seen = store.transaction(() => {
      const before = store.orderByClientId(id)?.status;
      store.updateOrder(id, { status: 'accepted' }, AT);
      return [before, store.orderByClientId(id)?.status];
    });
    expect(seen).toEqual(['intended', 'accepted']);
  });

  it('forgets what a transaction wrote that was taken back', async () => {
    const { store } = await remembered();
    const attempt = () =>
      store.transaction(() => {
        open(store, 'AMZN');
        expect(store.openPositions()).toHaveLength(1);
        throw new Error('taken back');
      });
    expect(attempt).toThrow('taken back');
    expect(store.openPositions()).toEqual([]);
  });

  it('asks each time for what others set: the kill switch and the number of the writer', async () => {
    const { store, database, asked } = await remembered();
    expect(store.killSwitch().level).toBe('off');
    expect(store.writerEpoch()).toBe(0);
    const others = stateWrites(database);
    others.setKillSwitch('halt', 'by hand', AT);
    others.takeWriterEpoch('another run', AT);
    expect(store.killSwitch().level).toBe('halt');
    expect(store.writerEpoch()).toBe(1);
    expect(asked).toEqual(['killSwitch', 'killSwitch']);
  });
});
