import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';

import { emulatorCheckCommand } from '../../live/emulator/contract/emulator-check-cli.ts';
import { parseFaultSchedule } from '../../src/contracts/fault-schedule.ts';
import { NO_PAINT } from '../../src/views/paint.ts';
import type { EmulatorWorld } from '../live/emulator/emulator-world.ts';
import { contractWorld, overHttp, type Served } from './contract-world.ts';

type Said = { readonly code: number; readonly out: string; readonly err: string };

async function check(...args: readonly string[]): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  let code = -1;
  const streams = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    paint: NO_PAINT,
  };
  const command = emulatorCheckCommand(streams, (exitCode) => {
    code = exitCode;
  });
  await command.parseAsync([...args], { from: 'user' });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const served: Served[] = [];
async function serveWithKeys(world: EmulatorWorld): Promise<string> {
  const one = await overHttp(world);
  served.push(one);
  const keys = world.emulator.engine.keys;
  vi.stubEnv('APCA_API_KEY_ID', keys?.keyId ?? '');
  vi.stubEnv('APCA_API_SECRET_KEY', keys?.secretKey ?? '');
  return one.origin;
}

afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await Promise.all(served.map((one) => one.close()));
});

describe('openbell emulator-check', () => {
  it('runs the script of the contract against the emulator and prints 0 differences', async () => {
    const world = contractWorld('10:00');
    const { code, out } = await check('--base-url', await serveWithKeys(world), '--yes');
    expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+: 0 differences in \d\d steps$/);
    expect(code).toBe(0);
    expect(world.emulator.engine.state.working).toEqual([]);
  });

  it('prints every difference with what it expected and where that is said', async () => {
    const world = contractWorld('10:00');
    const faults = parseFaultSchedule({
      rules: [
        { match: { path: '/v2/clock' }, fault: { kind: 'fields_missing', fields: ['is_open'] } },
      ],
    });
    if (faults.kind === 'refused') throw new Error('the schedule is wrong');
    world.emulator.setFaults(faults.schedule);
    const origin = await serveWithKeys(world);
    const { code, out } = await check('--base-url', origin, '--yes', '--json');
    expect(code).toBe(4);
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'mismatch',
      base_url: origin,
      differences: [
        {
          step: 'the clock tells New York time with its offset',
          field: 'is_open',
          expected: 'boolean',
          got: 'not there',
          source: 'https://docs.alpaca.markets/reference/getclock-1',
        },
      ],
    });
  });

  it('sends nothing without --yes', async () => {
    const world = contractWorld('10:00');
    const { code, err } = await check('--base-url', await serveWithKeys(world));
    expect(code).toBe(2);
    expect(err).toContain('this places and cancels orders for 1 AAPL at $2');
    expect(world.emulator.log.lines(0)).toBe('');
  });

  it('says what is missing where there are no keys', async () => {
    const { code, err } = await check('--yes');
    expect(code).toBe(7);
    expect(err).toContain('set APCA_API_KEY_ID and APCA_API_SECRET_KEY');
  });

  it.each(['https://api.alpaca.markets', 'https://paper-api.alpaca.markets.example.com'])(
    'refuses %s, keys or not',
    async (address) => {
      vi.stubEnv('APCA_API_KEY_ID', 'AKLIVE');
      vi.stubEnv('APCA_API_SECRET_KEY', 'secret of a live account');
      const { code, err } = await check('--base-url', address, '--yes');
      expect(code).toBe(2);
      expect(err).toContain('is not that of emulator');
    },
  );
});
