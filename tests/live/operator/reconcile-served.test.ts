/** `reconcile` and `repair` at an emulator in another process: over HTTP, and its time stays its own. */
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { keysOf } from '../../../live/emulator/api-keys.ts';
import { runReconcile } from '../../../live/operator/run-reconcile.ts';
import { runRepair } from '../../../live/operator/run-repair.ts';
import { runTold } from '../../support/run-told.ts';
import { servedWorld, type ServedWorld } from '../../support/served-world.ts';
import { tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';

let world: ServedWorld;
let folder: TradingFolder;

beforeEach(async () => {
  world = await servedWorld();
  folder = tradingFolder({});
  const { keyId, secretKey } = keysOf({ seed: 'world', generation: 0 });
  vi.stubEnv('APCA_API_KEY_ID', keyId);
  vi.stubEnv('APCA_API_SECRET_KEY', secretKey);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  folder.remove();
  await world.close();
});

const options = () => ({
  stateDb: join(folder.path, 'live/state.db'),
  broker: 'emulator' as const,
  emulatorUrl: world.origin,
  json: true,
});

async function found(): Promise<{ readonly code: number; readonly ids: readonly string[] }> {
  const { code, out } = await runTold((streams) => runReconcile(options(), streams));
  const { differences } = JSON.parse(out) as { readonly differences: readonly { id: string }[] };
  return { code, ids: differences.map(({ id }) => id) };
}

describe('an emulator in another process', () => {
  it('is reconciled, and a finding there is settled by a repair [F58]', async () => {
    await world.call('POST', '/v2/orders', {
      ...{ symbol: 'AAPL', qty: '7', side: 'buy', type: 'market', time_in_force: 'day' },
    });
    await world.call('POST', '/emulator/time', { next: 'open' });
    await world.call('POST', '/emulator/time', { by_ms: 60_000 });
    const clock = await world.call('GET', '/v2/clock');

    const first = await found();
    expect(first).toMatchObject({
      code: 4,
      ids: [expect.stringMatching(/^AAPL-foreign_position-/)],
    });
    const [id = ''] = first.ids;
    const repaired = await runTold((streams) =>
      runRepair(id, { ...options(), yes: true }, streams),
    );
    expect(repaired.code, repaired.err).toBe(0);
    expect(await found()).toMatchObject({ code: 0 });
    expect(await world.call('GET', '/v2/clock')).toEqual(clock);
  });

  it('is refused for an account at Alpaca [S2]', async () => {
    const { code, err } = await runTold((streams) =>
      runReconcile({ ...options(), broker: 'paper' }, streams),
    );
    expect([code, err]).toEqual([2, expect.stringContaining('does not go with --broker paper')]);
  });
});
