/** `reconcile` and `repair` at an emulator in another process: over HTTP, and its time stays its own. */
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { keysOf } from '../../../live/emulator/api-keys.ts';
import { runReconcile } from '../../../live/operator/run-reconcile.ts';
import { runRepair } from '../../../live/operator/run-repair.ts';
import { NO_PAINT } from '../../../src/views/paint.ts';
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

type Found = { readonly code: number; readonly ids: readonly string[]; readonly text: string };

async function told(
  run: (streams: Parameters<typeof runReconcile>[1]) => Promise<number>,
): Promise<Found> {
  const texts: string[] = [];
  const say = (text: string): void => void texts.push(text);
  const code = await run({ out: say, err: say, paint: NO_PAINT });
  const text = texts.join('\n');
  if (code === 2) return { code, ids: [], text };
  const { differences = [] } = JSON.parse(text) as { readonly differences?: { id: string }[] };
  return { code, ids: differences.map(({ id }) => id), text };
}

describe('an emulator in another process', () => {
  it('is reconciled, and a finding there is settled by a repair [F58]', async () => {
    await world.call('POST', '/v2/orders', {
      ...{ symbol: 'AAPL', qty: '7', side: 'buy', type: 'market', time_in_force: 'day' },
    });
    await world.call('POST', '/emulator/time', { next: 'open' });
    await world.call('POST', '/emulator/time', { by_ms: 60_000 });
    const clock = await world.call('GET', '/v2/clock');

    const first = await told((streams) => runReconcile(options(), streams));
    expect(first).toMatchObject({
      code: 4,
      ids: [expect.stringMatching(/^AAPL-foreign_position-/)],
    });
    const [id = ''] = first.ids;
    const repaired = await told((streams) => runRepair(id, { ...options(), yes: true }, streams));
    expect(repaired.code, repaired.text).toBe(0);
    expect(await told((streams) => runReconcile(options(), streams))).toMatchObject({ code: 0 });
    expect(await world.call('GET', '/v2/clock')).toEqual(clock);
  });

  it('is refused for an account at Alpaca [S2]', async () => {
    const { code, text } = await told((streams) =>
      runReconcile({ ...options(), broker: 'paper' }, streams),
    );
    expect([code, text]).toEqual([2, expect.stringContaining('does not go with --broker paper')]);
  });
});
