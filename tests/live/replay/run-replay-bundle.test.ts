import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { AxiosError, type AxiosAdapter, type InternalAxiosRequestConfig } from 'axios';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { runExecutor } from '../../../live/executor/run.ts';
import { leaveBundle } from '../../../live/wiring/leave-bundle.ts';
import { LIVE_HANDS, type Hands } from '../../../live/wiring/hands.ts';
import { NO_PAINT } from '../../../src/views/paint.ts';
import { runInProcess } from '../../support/command-in-process.ts';
import {
  bundleNames,
  bundlePath,
  bundleText,
  readBundleFile,
  replay,
  tamper,
} from '../../support/run-bundles.ts';
import { executeArguments, planArguments, tradeDay } from '../../support/trading-day.ts';
import { signalFile, tradingFolder, type TradingFolder } from '../../support/trading-folder.ts';

const THURSDAY = '2015-10-22';
const FRIDAY = '2015-10-23';
const PLANNED = `${THURSDAY}-signal-generator-1`;
const EXECUTED = `${THURSDAY}-executor-1`;
const folders: TradingFolder[] = [];

function emptyFolder(config = ''): TradingFolder {
  const folder = tradingFolder({
    NEWS: { steady: 50, days: { [FRIDAY]: [50, 50, 40, 41] } },
    MORE: { steady: 20 },
  });
  folders.push(folder);
  folder.write('openbell.yaml', config);
  folder.report(THURSDAY, [
    { ticker: 'NEWS', price: 50, score: 90 },
    { ticker: 'MORE', price: 20 },
  ]);
  return folder;
}

const REPORT = `reports/earnings_trade_candidates_${THURSDAY}.json`;

async function tradedFolder(config = ''): Promise<TradingFolder> {
  const folder = emptyFolder(config);
  const { planned, executed } = await tradeDay(runInProcess, folder, THURSDAY, REPORT);
  expect([planned.code, executed.code]).toEqual([0, 0]);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

describe('a bundle of a live run', () => {
  let folder: TradingFolder;
  beforeAll(async () => {
    folder = await tradedFolder();
    folders.splice(0);
    await tradeDay(runInProcess, folder, FRIDAY);
  });
  afterAll(() => {
    folder.remove();
  });

  it('is left by the planner and the executor of each session, for its owner only', () => {
    expect(bundleNames(folder)).toEqual([
      EXECUTED,
      PLANNED,
      `${FRIDAY}-executor-1`,
      `${FRIDAY}-signal-generator-1`,
    ]);
    expect(statSync(bundlePath(folder, PLANNED)).mode & 0o777).toBe(0o600);
  });

  it.each([PLANNED, EXECUTED, `${FRIDAY}-signal-generator-1`, `${FRIDAY}-executor-1`])(
    '%s replays byte for byte, in a place without any of its inputs',
    async (name) => {
      const { code, out } = await replay(bundlePath(folder, name));
      expect(out).toContain('equal, byte for byte');
      expect(code).toBe(0);
    },
  );

  it('counts what was compared: two entries were sent, two files written', async () => {
    const executed = await replay(bundlePath(folder, EXECUTED), { json: true });
    expect(JSON.parse(executed.out)).toMatchObject({ is_equal: true, writes: 2, ended: 'done' });
    const planned = await replay(bundlePath(folder, PLANNED), { json: true });
    expect(JSON.parse(planned.out)).toMatchObject({ is_equal: true, writes: 0, files: 2 });
  });
});

describe('a bundle that was changed', () => {
  it('is refused: its content does not have its hash', async () => {
    const folder = await tradedFolder();
    const path = bundlePath(folder, EXECUTED);
    tamper(path, (text) => text.replaceAll('50.00', '51.00'), false);
    const { code, err } = await replay(path);
    expect(code).toBe(5);
    expect(err).toContain('it was changed after it was written');
  });

  it('names the row that comes out otherwise, when one answer differs and the hash was made to fit', async () => {
    const folder = await tradedFolder();
    const path = bundlePath(folder, EXECUTED);
    // When the entries filled: in what the broker said, and not in what was booked.
    const answered = (text: string): string =>
      text.replaceAll(
        String.raw`\"filled_at\":\"2015-10-22T13:30`,
        String.raw`\"filled_at\":\"2015-10-22T13:29`,
      );
    tamper(path, answered, true);
    const { code, out } = await replay(path);
    expect(code).toBe(4);
    expect(out).toContain('state_changes.fills 1.after.filled_at');
    expect(out).toMatch(/then "2015-10-22T13:30/);
    expect(out).toMatch(/now {2}"2015-10-22T13:29/);
  });

  it('names the question at which the run leaves its recording', async () => {
    const folder = await tradedFolder();
    const path = bundlePath(folder, EXECUTED);
    tamper(
      path,
      (text) => text.replaceAll(String.raw`\"qty\":\"200\"`, String.raw`\"qty\":\"199\"`),
      true,
    );
    const { code, out } = await replay(path);
    expect(code).toBe(4);
    expect(out).toMatch(/question \d+/);
    expect(out).toContain(String.raw`\"qty\":\"199\"`);
    expect(out).toContain(String.raw`\"qty\":\"200\"`);
  });

  it.each([
    ['no bundle', 'not packed at all', 'cannot be read'],
    ['a bundle of another version', null, 'has version 7'],
  ])('is refused as %s', async (_name, content, says) => {
    const folder = await tradedFolder();
    const path = bundlePath(folder, EXECUTED);
    if (content !== null) writeFileSync(path, content);
    else tamper(path, (text) => text.replace('"version":1,', '"version":7,'), false);
    const { code, err } = await replay(path);
    expect([code, err.includes(says)]).toEqual([5, true]);
  });
});

/** Hands whose network does to a request what the test says. */
function handsWith(fault: (next: AxiosAdapter) => AxiosAdapter): Hands {
  return {
    ...LIVE_HANDS,
    openBroker: (options) => {
      const { tap } = options;
      if (tap === undefined) throw new Error('nothing is recorded');
      const faulty = { ...tap, transport: (next: AxiosAdapter) => tap.transport(fault(next)) };
      return LIVE_HANDS.openBroker({ ...options, tap: faulty });
    },
  };
}

async function executeWith(folder: TradingFolder, hands: Hands): Promise<number> {
  const home = process.cwd();
  process.chdir(folder.path);
  try {
    return await runExecutor(
      {
        signalsFile: signalFile(THURSDAY),
        stateDb: 'live/state.db',
        broker: 'emulator',
        phase: 'all',
      },
      { out: () => undefined, err: () => undefined, paint: NO_PAINT },
      (request, work) => leaveBundle(request, work, hands),
    );
  } finally {
    process.chdir(home);
  }
}

function isOrder(config: InternalAxiosRequestConfig): boolean {
  return config.method === 'post' && (config.url ?? '').endsWith('/v2/orders');
}

describe('a run in trouble', () => {
  it('that ends because the broker does not answer leaves a bundle that ends the same way', async () => {
    const folder = emptyFolder();
    await runInProcess('signal-generator', planArguments(THURSDAY, REPORT), folder.path);
    const silent = handsWith(
      () => () => Promise.reject(new AxiosError('no route', 'ECONNREFUSED')),
    );
    expect(await executeWith(folder, silent)).toBe(7);
    const [name] = bundleNames(folder).filter((one) => one.includes('not-begun'));
    const path = bundlePath(folder, name ?? 'none');
    expect(readBundleFile(path).bundle.result).toMatchObject({
      outcome: 'broker-unreachable',
      exit_code: 7,
    });
    const { code, out } = await replay(path);
    expect([code, out.includes('ended broker-unreachable (7)')]).toEqual([0, true]);
  });

  it('whose replies to both orders are lost replays equal, look-ups and all', async () => {
    const folder = emptyFolder();
    await runInProcess('signal-generator', planArguments(THURSDAY, REPORT), folder.path);
    let lost = 0;
    const losing = handsWith((next) => async (config) => {
      const reply = await next(config);
      if (!isOrder(config)) return reply;
      lost += 1;
      throw new AxiosError('gone', 'ECONNRESET');
    });
    expect(await executeWith(folder, losing)).toBe(0);
    expect(lost).toBe(2);
    const { code, out } = await replay(bundlePath(folder, EXECUTED));
    expect([code, out.includes('(2 that change something)')]).toEqual([0, true]);
  });

  it('whose reads fail now and then, several at once, replays equal', async () => {
    const folder = emptyFolder();
    await runInProcess('signal-generator', planArguments(THURSDAY, REPORT), folder.path);
    let asked = 0;
    const flaky = handsWith((next) => (config) => {
      asked += 1;
      return config.method === 'get' && asked % 3 === 0
        ? Promise.reject(new AxiosError('late', 'ECONNABORTED'))
        : next(config);
    });
    expect(await executeWith(folder, flaky)).toBe(0);
    expect((await replay(bundlePath(folder, EXECUTED))).code).toBe(0);
  });

  it('with a signal file that cannot be read still protects, and replays equal', async () => {
    const folder = await tradedFolder();
    const args = ['--signals-file', 'signals/nowhere.json'];
    expect((await runInProcess('executor', args, folder.path)).code).toBe(5);
    expect((await replay(bundlePath(folder, `${THURSDAY}-executor-2`))).code).toBe(0);
  });
});

describe('leaving a bundle', () => {
  it('is not done by a dry run', async () => {
    const folder = emptyFolder();
    const args = [...planArguments(THURSDAY, REPORT), '--dry-run'];
    expect((await runInProcess('signal-generator', args, folder.path)).code).toBe(0);
    expect(bundleNames(folder)).toEqual([]);
  });

  it('is not done where none are to be kept', async () => {
    const folder = await tradedFolder('bundles:\n  keep: 0\n');
    expect(bundleNames(folder)).toEqual([]);
  });

  it('removes the oldest beyond the number that is kept, never the newest', async () => {
    const folder = await tradedFolder('bundles:\n  keep: 2\n');
    utimesSync(bundlePath(folder, PLANNED), 1, 1);
    utimesSync(bundlePath(folder, EXECUTED), 2, 2);
    await runInProcess('executor', executeArguments(THURSDAY), folder.path);
    expect(bundleNames(folder)).toEqual([EXECUTED, `${THURSDAY}-executor-2`]);
  });

  it('that fails is a finding: the run does what it does and says so', async () => {
    const folder = emptyFolder();
    folder.write('live/bundles', 'a file where the folder would be');
    const args = [...planArguments(THURSDAY, REPORT), '--json'];
    const { code, out, err } = await runInProcess('signal-generator', args, folder.path);
    expect(code).toBe(0);
    expect(err).toContain('this run leaves no bundle');
    expect(out).toContain('BUNDLE_NOT_WRITTEN');
    expect(folder.read(signalFile(THURSDAY))).toContain('"NEWS"');
  });

  it('writes no key and no secret of a webhook, whoever put them there [I13]', async () => {
    const canary = 'CANARYKEY0123456789';
    const hook = 'https://hooks.example.org/services/CANARYHOOK0123456789';
    process.env['APCA_API_KEY_ID'] = canary;
    process.env['APCA_API_SECRET_KEY'] = `${canary}SECRET`;
    try {
      const folder = emptyFolder(`alert_webhook: ${hook}\n`);
      const told = folder.read(REPORT).replaceAll('NEWS Inc', `NEWS ${canary} ${hook}`);
      folder.write(REPORT, told);
      await runInProcess('signal-generator', planArguments(THURSDAY, REPORT), folder.path);
      const text = bundleText(join(folder.path, 'live/bundles', `${PLANNED}.bundle.json.gz`));
      expect(text).toContain('[redacted]');
      expect(text).not.toContain('CANARY');
    } finally {
      delete process.env['APCA_API_KEY_ID'];
      delete process.env['APCA_API_SECRET_KEY'];
    }
  });
});
