/** The emulator as a process of its own: what it prints, how it ends, what it keeps and what it refuses. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { builtCommand, runBuilt } from '../support/built-command.ts';

const PRICES = resolve('reports/sample/prices');

let folder = '';
const running: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-emulator-'));
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

type Running = {
  readonly origin: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Everything it has printed. */
  readonly out: string;
  /** With the account's keys. */
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  /** Sends the signal; the exit code, or the name of the signal when that was not taken. */
  end(signal?: 'SIGINT' | 'SIGTERM'): Promise<number | string | null>;
};

/** Resolves when it has printed its document. */
function start(...args: readonly string[]): Promise<Running> {
  const command = [builtCommand('openbell'), 'emulator', '--port', '0', '--json', ...args];
  const child = spawn(process.execPath, command, {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
  });
  running.push(child);
  let out = '';
  let err = '';
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      reject(new Error(`ended with ${String(code)}: ${out}${err}`));
    });
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
      if (/^\}/m.test(out)) resolve(runningOf(child, out));
    });
  });
}

function runningOf(child: ChildProcess, out: string): Running {
  const document = JSON.parse(out) as Pick<Running, 'origin' | 'environment'>;
  const { origin, environment } = document;
  const headers = {
    'apca-api-key-id': environment['APCA_API_KEY_ID'] ?? '',
    'apca-api-secret-key': environment['APCA_API_SECRET_KEY'] ?? '',
    'content-type': 'application/json',
  };
  return {
    origin,
    environment,
    out,
    get: async (path) => (await fetch(origin + path, { headers })).json(),
    post: async (path, body) =>
      (await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify(body) })).json(),
    end: (signal = 'SIGINT') =>
      new Promise((resolve) => {
        child.removeAllListeners('exit');
        child.on('exit', (code, by) => {
          resolve(code ?? by);
        });
        child.kill(signal);
      }),
  };
}

const run = (...args: readonly string[]) => runBuilt('openbell', ['emulator', ...args], folder);

describe.concurrent('openbell emulator', () => {
  it('prints address, account and the variables that point a client at it, and ends on Ctrl-C with 0', async () => {
    const emulator = await start('--prices', PRICES, '--date', '2026-03-02');
    const { origin, environment } = emulator;
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(JSON.parse(emulator.out)).toMatchObject({
      outcome: 'done',
      exit_code: 0,
      command: 'emulator',
      now: '2026-03-02T09:15:00-05:00',
    });
    expect(environment).toEqual({
      APCA_API_BASE_URL: origin,
      APCA_DATA_BASE_URL: origin,
      APCA_API_STREAM_URL: origin,
      APCA_API_KEY_ID: expect.stringMatching(/^PK[0-9A-F]{18}$/) as string,
      APCA_API_SECRET_KEY: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    });
    expect(await emulator.get('/v2/account')).toMatchObject({ cash: '250000.00', multiplier: '2' });
    expect(await (await fetch(`${origin}/`)).text()).toContain('<title>Emulator');
    expect(await emulator.end('SIGINT')).toBe(0);
    await expect(fetch(origin)).rejects.toThrow('fetch failed');
  });

  it('gives the same seed the same keys, and another seed others', async () => {
    const emulators = await Promise.all(
      ['7', '7', '8'].map((seed) => start('--prices', PRICES, '--seed', seed)),
    );
    const [one, same, other] = emulators.map(({ environment }) => environment['APCA_API_KEY_ID']);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
    for (const emulator of emulators) expect(await emulator.end('SIGTERM')).toBe(0);
  });

  it('begins 20 sessions before the bars end when nobody says where', async () => {
    // The sample's last bar is of 2026-03-20, a Friday.
    const emulator = await start('--prices', PRICES);
    expect(await emulator.get('/v2/clock')).toMatchObject({
      timestamp: '2026-02-20T09:15:00-05:00',
    });
    await emulator.end();
  });

  it('keeps its account in a file, and refuses it to another seed, other prices and a second emulator', async () => {
    const state = join(folder, 'kept.db');
    const same = ['--prices', PRICES, '--state', state, '--date', '2026-03-02'];
    const first = await start(...same, '--cash', '1000');
    await first.post('/emulator/time', { next: 'close' });
    const held = await run(...same, '--port', '0');
    expect(held).toMatchObject({ code: 6 });
    expect(held.err).toContain('another run is using');
    expect(await first.end()).toBe(0);

    const again = await start(...same);
    expect(await again.get('/v2/account')).toMatchObject({ cash: '1000.00' });
    expect(await again.get('/v2/clock')).toMatchObject({ timestamp: '2026-03-02T16:00:00-05:00' });
    const reset = (await again.post('/emulator/reset', {})) as Record<string, string>;
    expect(await again.end()).toBe(0);
    const third = await start(...same);
    expect(third.environment['APCA_API_KEY_ID']).toBe(reset['key_id']);
    expect(await third.end()).toBe(0);

    const seed = await run(...same, '--port', '0', '--seed', '9');
    expect(seed).toMatchObject({ code: 5 });
    expect(seed.err).toContain('give --seed 1, or name another file with --state');
    const other = join(folder, 'prices');
    mkdirSync(other);
    const prices = await run('--prices', other, '--state', state, '--port', '0');
    expect(prices).toMatchObject({ code: 5 });
    expect(prices.err).toContain(`give --prices ${PRICES}, or name another file with --state`);
  });

  it('takes faults from a file', async () => {
    const faults = join(folder, 'faults.yaml');
    writeFileSync(
      faults,
      'rules:\n  - match: { path: /v2/clock }\n    fault: { kind: request_lost }\n',
    );
    const emulator = await start('--prices', PRICES, '--faults', faults);
    await expect(emulator.get('/v2/clock')).rejects.toThrow('fetch failed');
    expect(await emulator.get('/v2/account')).toMatchObject({ status: 'ACTIVE' });
    expect(await emulator.end()).toBe(0);
    writeFileSync(faults, 'rules:\n  - fault: { kind: war }\n');
    const refused = await run('--prices', PRICES, '--faults', faults, '--port', '0');
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain('faults.yaml:2');
  });

  it('lives in real time where it is told to, and then nobody moves its clock', async () => {
    const emulator = await start('--prices', PRICES, '--real-time', '--date', '2026-03-02');
    const { timestamp } = (await emulator.get('/v2/clock')) as { readonly timestamp: string };
    expect(timestamp).toMatch(/^2026-03-02T09:1[5-9]/);
    expect(await emulator.post('/emulator/time', { next: 'open' })).toMatchObject({
      message: expect.stringContaining('real time') as string,
    });
    expect(await emulator.end()).toBe(0);
  });

  it('says what is wrong and what to do when it cannot begin', async () => {
    const taken = await start('--prices', PRICES);
    const { port } = new URL(taken.origin);
    expect(await run('--prices', PRICES, '--port', port)).toMatchObject({
      code: 2,
      out: '',
      err: `error port ${port} of 127.0.0.1 is in use\n  → end the program that uses it, or give another --port (0 takes a free one)\n`,
    });
    await taken.end();
    expect(await run('--prices', join(folder, 'none'))).toMatchObject({ code: 5 });
    expect(await run()).toMatchObject({ code: 2 });
    expect(await run('--prices', PRICES, '--port', '70000')).toMatchObject({ code: 2 });
    expect(await run('--prices', PRICES, '--date', '2026-02-30')).toMatchObject({ code: 2 });
    expect(await run('--prices', PRICES, '--cash', 'much')).toMatchObject({ code: 2 });
  });
});
