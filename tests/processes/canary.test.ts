/** Planted keys and what becomes of them: nothing a command says or leaves may hold one, however it ends. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { builtCommand } from '../support/built-command.ts';
import { BROKEN_TREND, THURSDAY } from '../support/monday-folder.ts';
import { planArguments } from '../support/trading-day.ts';
import { signalFile } from '../support/trading-folder.ts';
import { prepare } from './scenarios.ts';
import { openTrial, start, type Ended, type Prepared, type Trial } from './world.ts';

const FMP = 'canary-fmp-0123456789abcdef';
const OTHER = 'canary-secret-of-another-account-0123456789';
const WEBHOOK = 'canary-webhook-0123456789';

let prepared: Prepared;
let trial: Trial;
const said: Ended[] = [];
let canaries: readonly string[] = [];

beforeAll(async () => {
  prepared = await prepare('two-entries');
  // Nobody listens there: every alert fails.
  const config = `${BROKEN_TREND}alert_webhook: https://127.0.0.1:1/${WEBHOOK}\n`;
  prepared.folder.write('openbell.yaml', config);
  trial = await openTrial(prepared);
  await say('signal-generator', plan(), { cwd: prepared.folder.path });
  const { APCA_API_KEY_ID = '', APCA_API_SECRET_KEY = '' } = trial.emulator.environment;
  canaries = [APCA_API_KEY_ID, APCA_API_SECRET_KEY, FMP, OTHER, WEBHOOK];
  await everything();
}, 60_000);
afterAll(async () => {
  await trial.end();
  prepared.folder.remove();
});

const plan = (): readonly string[] => [
  ...planArguments(THURSDAY, `reports/earnings_trade_candidates_${THURSDAY}.json`),
  ...['--emulator-url', trial.emulator.origin, '--state-db', 'canary/state.db'],
];

type Where = { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> };

async function say(
  command: 'executor' | 'signal-generator' | 'openbell',
  args: readonly string[],
  { cwd = trial.path, env = {} }: Where = {},
): Promise<Ended> {
  const keys = { ...trial.emulator.environment, FMP_API_KEY: FMP, ...env };
  const options = { cwd, env: { PATH: process.env['PATH'], ...keys } };
  const ended = await start([process.execPath, builtCommand(command), ...args], options).ended;
  said.push(ended);
  return ended;
}

/** Every command there is, well and badly ended, loud and in JSON. */
async function everything(): Promise<void> {
  const execute = ['--signals-file', signalFile(THURSDAY), '--emulator-url', trial.emulator.origin];
  const loud = [...execute, '--verbose'];
  const wrongKeys = { env: { APCA_API_SECRET_KEY: OTHER } };
  said.push(await trial.run({ failpoint: 40 }));
  await say('executor', [
    ...['--signals-file', signalFile(THURSDAY)],
    ...['--emulator-url', `http://user:${OTHER}@127.0.0.1:1`],
  ]);
  await say('executor', loud, wrongKeys);
  await trial.emulator.post('/emulator/faults', {
    rules: [
      { match: { path: '/v2/orders', nth: 1 }, fault: { kind: 'server_error', status: 502 } },
    ],
  });
  await say('executor', [...loud, '--json']);
  await trial.emulator.post('/emulator/faults', { rules: [] });
  await say('executor', loud);
  await Promise.all(
    [
      ['status', '--json'],
      ['doctor', '--json'],
      ['config', 'show', '--json'],
      ['kill-switch', 'on', '--reason', 'canary test'],
      ['explain', 'AMZN', '--verbose'],
      ['replay', ...bundles()],
    ].map((args) => say('openbell', args)),
  );
  await say('executor', loud);
  await trial.emulator.stop();
  await say('executor', loud);
}

function bundles(): readonly string[] {
  const folder = join(trial.path, 'live/bundles');
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .slice(0, 1);
}

/** All that was left on the disk but the account of the emulator, which made the keys. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(emulator\.db|openbell\.yaml)/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
}

describe('a planted key', () => {
  it('stands in nothing that a command says, well or badly ended [I13] [S1]', () => {
    const texts = said.map(({ out, err }) => out + err);
    expect(texts.filter((text) => canaries.some((canary) => text.includes(canary)))).toEqual([]);
  });

  it('stands in no file: database, log, bundle, signals [I13] [S1]', () => {
    const files = [...filesOf(trial.path), ...filesOf(prepared.folder.path)];
    expect(files.map((path) => path.split('.').at(-1))).toEqual(
      expect.arrayContaining(['db', 'gz', 'json', 'lock']),
    );
    const holding = files.filter((path) => canaries.some((one) => textOf(path).includes(one)));
    expect(holding).toEqual([]);
  });

  it('was met by all kinds of ends, also by a crash and by wrong keys [I13]', () => {
    const codes = new Set(said.map(({ code, signal }) => signal ?? code));
    expect([...codes]).toEqual(expect.arrayContaining([0, 2, 3, 7, 'SIGKILL']));
  });

  it('is kept by files that are for their owner only [S3]', () => {
    const open = filesOf(join(trial.path, 'live')).filter((path) => statSync(path).mode & 0o077);
    expect(open).toEqual([]);
  });
});
