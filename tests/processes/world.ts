/**
 * The commands as processes against an emulator as another process: a prepared folder is copied for every trial, an
 * emulator wakes on the copy of its account, and the executor runs over HTTP.
 */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { builtCommand } from '../support/built-command.ts';
import { planArguments } from '../support/trading-day.ts';
import { signalFile, type TradingFolder } from '../support/trading-folder.ts';

export const FAILPOINTS = resolve('tests/processes/failpoints.mjs');

export type Emulator = {
  readonly origin: string;
  readonly environment: Readonly<Record<string, string>>;
  get<T>(path: string): Promise<T>;
  post(path: string, body: unknown): Promise<unknown>;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
};

/** How a process ended. A killed one has a signal in the place of its code. */
export type Ended = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
};

export type Running = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

/** A day that is planned and not begun, and how it ends when nothing is in its way. */
export type Prepared = {
  readonly name: string;
  readonly date: string;
  readonly folder: TradingFolder;
  /** What the emulator is told when it has started. */
  readonly behaviour: Readonly<Record<string, string>>;
};

export function start(args: readonly string[], options: SpawnOptions): Running {
  const [command = '', ...rest] = args;
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let out = '';
  let err = '';
  child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (err += data.toString()));
  const ended = new Promise<Ended>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => {
      done({ code, signal, out, err });
    });
  });
  return { child, ended };
}

const baseEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'] ?? '' });

/** On the account of `folder`, which begins on `date` when there is none. */
export async function startEmulator(
  folder: string,
  prices: string,
  date: string,
): Promise<Emulator> {
  const args = ['emulator', '--port', '0', '--json', '--prices', prices, '--date', date];
  const command = [process.execPath, builtCommand('openbell'), ...args];
  const state = ['--state', join(folder, 'emulator.db')];
  const { child, ended } = start([...command, ...state], { cwd: folder, env: baseEnvironment() });
  const document = await new Promise<string>((done, fail) => {
    let out = '';
    child.stdout?.on('data', (data: Buffer) => {
      out += data.toString();
      if (/^\}/m.test(out)) done(out);
    });
    void ended.then(({ err }) => {
      fail(new Error(`the emulator ended: ${err}`));
    }, fail);
  });
  const { origin, environment } = JSON.parse(document) as Pick<Emulator, 'origin' | 'environment'>;
  const headers = {
    'apca-api-key-id': environment['APCA_API_KEY_ID'] ?? '',
    'apca-api-secret-key': environment['APCA_API_SECRET_KEY'] ?? '',
    'content-type': 'application/json',
  };
  return {
    origin,
    environment,
    get: async <T>(path: string) => (await (await fetch(origin + path, { headers })).json()) as T,
    post: async (path, body) =>
      (await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify(body) })).json(),
    stop: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await ended;
    },
  };
}

export type Launch = {
  /** Put before `node`: a tracer, or a shell that sets limits. */
  readonly before?: readonly string[];
  readonly failpoint?: number;
  readonly action?: 'kill' | 'stop';
  readonly traceFile?: string;
  readonly more?: readonly string[];
};

/** A trial: a copy of the prepared folder, and an emulator on the copy of its account. */
export type Trial = {
  readonly path: string;
  readonly date: string;
  readonly emulator: Emulator;
  launch(launch?: Launch): Running;
  run(launch?: Launch): Promise<Ended>;
  end(): Promise<void>;
};

export async function openTrial(prepared: Prepared, path = temporaryPath()): Promise<Trial> {
  const { folder, date, behaviour } = prepared;
  cpSync(folder.path, path, { recursive: true, filter: (source) => !source.endsWith('/prices') });
  const emulator = await startEmulator(path, join(folder.path, 'prices'), date);
  if (Object.keys(behaviour).length > 0) await emulator.post('/emulator/behaviour', behaviour);
  const launch = (options: Launch = {}): Running =>
    launchExecutor({ path, date, emulator }, options);
  return {
    path,
    date,
    emulator,
    launch,
    run: (options) => launch(options).ended,
    end: async () => {
      await emulator.stop();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function launchExecutor(
  { path, date, emulator }: Pick<Trial, 'path' | 'date' | 'emulator'>,
  { before = [], failpoint, action = 'kill', traceFile, more = [] }: Launch,
): Running {
  const isWatched = failpoint !== undefined || traceFile !== undefined;
  const preload = isWatched ? ['--import', FAILPOINTS] : [];
  const args = ['--signals-file', signalFile(date), '--emulator-url', emulator.origin, ...more];
  return start([...before, process.execPath, ...preload, builtCommand('executor'), ...args], {
    cwd: path,
    env: {
      ...baseEnvironment(),
      ...emulator.environment,
      ...(isWatched && { OPENBELL_FAILPOINT: String(failpoint ?? 0) }),
      ...(isWatched && { OPENBELL_FAILPOINT_ACTION: action }),
      ...(traceFile !== undefined && { OPENBELL_FAILPOINT_TRACE: traceFile }),
    },
  });
}

export function temporaryPath(): string {
  return mkdtempSync(join(tmpdir(), 'openbell-process-'));
}

/** Plans a session of a folder whose emulator runs: with its report, or exits only. */
export async function planSession(
  folder: TradingFolder,
  emulator: Emulator,
  date: string,
  report: string | null,
): Promise<void> {
  const args = [...planArguments(date, report), '--emulator-url', emulator.origin];
  const env = { ...baseEnvironment(), ...emulator.environment };
  const command = [process.execPath, builtCommand('signal-generator'), ...args];
  const { code, out, err } = await start(command, { cwd: folder.path, env }).ended;
  if (code !== 0) throw new Error(`planning ${date} ended with ${String(code)}:\n${out}${err}`);
}

/** Carries a planned session out, whole. */
export async function tradeSession(
  folder: TradingFolder,
  emulator: Emulator,
  date: string,
): Promise<void> {
  const ended = await launchExecutor({ path: folder.path, date, emulator }, {}).ended;
  if (ended.code === 0) return;
  throw new Error(`${date} ended with ${String(ended.code)}:\n${ended.out}${ended.err}`);
}
