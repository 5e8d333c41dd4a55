import { describe, expect, it } from 'vitest';

import { splitSource } from '../../../live/bookkeeping/split-source.ts';
import { CommandError } from '../../../src/domain/outcome.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { BrokerError } from '../../../src/ports/broker.ts';
import type { PriceSource } from '../../../src/ports/price-source.ts';
import { heldFriday, FRIDAY } from '../executor/friday.ts';

const failing = (error: Error): PriceSource => ({
  bars: () => Promise.reject(error),
  corporateActions: () => Promise.reject(error),
});

describe('the splits a run believes', () => {
  it.each([
    new CommandError('broker-unreachable', 'FMP: no reply', 'check the network'),
    new BrokerError('unreachable', 'GET /v1/corporate-actions: no reply'),
  ])('are none while the source of prices fails (%s), and the run goes on', async (error) => {
    const { store } = await heldFriday();
    const known = await splitSource(failing(error), store, sessionDate(FRIDAY));
    expect(known.problem).toMatchObject({ code: 'SPLITS_UNKNOWN', message: error.message });
    expect(store.openPositions().flatMap(known.splitsOf)).toEqual([]);
  });

  it('are not asked for where nothing is held', async () => {
    const day = await heldFriday();
    const empty = { ...day.store, openPositions: () => [] };
    const known = await splitSource(failing(new Error('asked')), empty, sessionDate(FRIDAY));
    expect(known.problem).toBeNull();
  });

  it('are a bug where the failure is one: the run breaks off', async () => {
    const { store } = await heldFriday();
    await expect(
      splitSource(failing(new TypeError('undefined is no function')), store, sessionDate(FRIDAY)),
    ).rejects.toThrow(TypeError);
  });
});
