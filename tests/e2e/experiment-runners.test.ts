/** The built command on threads and on machines: the same bytes, whoever does the work and whoever dies. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  experimentMarket,
  type ExperimentMarket,
} from '../backtest/experiments/experiment-market.ts';
import { builtCommand, runBuilt } from '../support/built-command.ts';
import {
  ended,
  firstThat,
  natsServer,
  startNatsServer,
  type NatsServer,
} from '../support/nats-server.ts';

const FILES = ['points.csv', 'experiment.json', 'heatmap.html'];
const POINTS = 20;
const GRID = [...['--max-positions', '3', '--vary', 'stop_loss=1:10:1', '--vary', 'slippage=0,1']];

let market: ExperimentMarket;
beforeAll(() => {
  market = experimentMarket();
});
afterAll(() => {
  market.remove();
});

const grid = (out: string, ...more: readonly string[]) => [
  ...['experiment', 'grid', ...market.inputs, ...GRID],
  ...['--output-dir', market.path(out), ...more],
];
const resultsOf = (out: string) => FILES.map((name) => market.read(`${out}/${name}`));

function journaled(out: string): string[] {
  const path = market.path(`${out}/journal.jsonl`);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}

const started: ChildProcess[] = [];

type Running = {
  readonly child: ChildProcess;
  readonly done: Promise<{ readonly code: number | null; readonly err: string }>;
};

function start(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [builtCommand('openbell'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  started.push(child);
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const done = new Promise<{ code: number | null; err: string }>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, err });
    });
  });
  return { child, done };
}

afterAll(async () => {
  for (const child of started) await ended(child, () => child.kill('SIGKILL'));
});

/** The folder is there and watched before anybody writes into it. */
function journalWith(points: number, out: string): Promise<true> {
  mkdirSync(market.path(out), { recursive: true });
  const isThere = (): boolean =>
    existsSync(market.path(`${out}/journal.jsonl`)) && journaled(out).length >= points;
  return firstThat(market.path(out), () => (isThere() ? true : undefined));
}

describe('threads', () => {
  it('give the bytes of one thread', async () => {
    const [alone, threads] = [
      await runBuilt('openbell', grid('alone', '--workers', '0'), '.'),
      await runBuilt('openbell', grid('threads', '--workers', '2'), '.'),
    ];
    expect([alone.code, threads.code], alone.err + threads.err).toEqual([0, 0]);
    expect(resultsOf('threads')).toEqual(resultsOf('alone'));
    expect(new Set(journaled('threads')).size).toBe(POINTS);
  });

  it('stop on SIGTERM with an intact journal, and the next run does the rest', async () => {
    const seen = journalWith(0, 'stopped');
    const running = start(...grid('stopped', '--workers', '1'));
    await seen;
    running.child.kill('SIGTERM');
    const { code, err } = await running.done;
    expect(code, err).toBe(9);
    expect(err).toContain('run the same command again');
    const kept = journaled('stopped');
    const rest = await runBuilt('openbell', grid('stopped', '--workers', '1'), '.');
    expect(rest.code, rest.err).toBe(0);
    expect(journaled('stopped').slice(0, kept.length)).toEqual(kept);
    expect(journaled('stopped')).toHaveLength(POINTS);
    expect(resultsOf('stopped')).toEqual(resultsOf('alone'));
  });
});

describe.skipIf(natsServer === undefined)(
  'machines (skipped where nats-server is neither in PATH nor in /usr/sbin)',
  () => {
    let server: NatsServer;
    beforeAll(async () => {
      server = await startNatsServer();
    });
    afterAll(async () => {
      await server.stop();
    });

    const worker = (prices: string): Running =>
      start(
        ...['experiment', 'worker', '--queue', server.url, '--workers', '1'],
        ...['--reports-dir', market.path('reports'), '--prices', market.path(prices)],
      );

    it('do every point once though one is killed and one has other prices', async () => {
      market.write('other/AAA.csv', market.read('prices/BBB.csv'));
      const seen = journalWith(1, 'machines');
      const asking = start(...grid('machines', '--queue', server.url));
      const stranger = await worker('other').done;
      expect(stranger.code, stranger.err).toBe(5);
      expect(stranger.err).toContain('the prices differ');
      const killed = worker('prices');
      await seen;
      killed.child.kill('SIGKILL');
      const heir = worker('prices');
      const { code, err } = await asking.done;
      expect(code, err).toBe(0);
      expect(err).toContain('a worker refused: the prices differ');
      expect([...new Set(journaled('machines'))]).toHaveLength(POINTS);
      expect(journaled('machines')).toHaveLength(POINTS);
      expect(resultsOf('machines')).toEqual(resultsOf('alone'));
      heir.child.kill('SIGTERM');
      expect((await heir.done).code).toBe(0);
    });

    it('say where there is no server, without the password', async () => {
      const ran = await runBuilt(
        'openbell',
        grid('nobody', '--queue', 'nats://user:secret@127.0.0.1:9'),
        '.',
      );
      expect(ran.code).toBe(7);
      expect(ran.err).toContain('the queue nats://127.0.0.1:9 cannot be used');
      expect(ran.out + ran.err).not.toContain('secret');
    });
  },
);
