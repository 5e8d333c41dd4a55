/** What a command may start and be told, and where a test may send anything. */
import { execFileSync } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { webhookNotifier } from '../../../src/adapters/notify/webhook-notifier.ts';

const shipped = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', 'src', 'live', 'backtest'],
  {
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

describe('what is shipped', () => {
  it('starts no shell and no other program [S10]', () => {
    expect(shipped.length).toBeGreaterThan(300);
    const starts = /child_process|\bspawn\(|\bexecFile|\bexecSync\b/;
    expect(shipped.filter(({ text }) => starts.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('takes no key, secret or text of an alert as an argument, where every process can read it [S10]', () => {
    const flags = shipped.flatMap(({ text }) => [...text.matchAll(/'(?:-\w, )?--([a-z-]+)/g)]);
    const names = flags.map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(60);
    const secret = /key|secret|token|password|credential|alert|webhook/;
    expect(names.filter((name) => secret.test(name))).toEqual([]);
  });
});

describe('a test', () => {
  it.each([
    ['a socket', () => net.connect(443, 'paper-api.alpaca.markets')],
    ['a request', () => http.get('http://192.0.2.1/')],
  ])('reaches nothing but this machine by %s [S10]', (_by, send) => {
    expect(send).toThrow('only this machine');
  });

  it('reaches nothing but this machine by fetch [S10]', async () => {
    await expect(fetch('https://paper-api.alpaca.markets/v2/clock')).rejects.toThrow();
  });

  it('cannot alert anybody: an alert to an address of this world reaches nobody [S10]', async () => {
    const notifier = webhookNotifier('http://192.0.2.1/alerts');
    const alert = { code: 'UNPROTECTED', subject: null, message: 'a test says so' };
    expect(await notifier.notify(alert)).toEqual({ delivered: false });
  });

  it('starts commands that reach nothing but this machine either [S10]', () => {
    const program = "require('node:net').connect(443, '192.0.2.1')";
    expect(() => execFileSync(process.execPath, ['-e', program], { stdio: 'pipe' })).toThrow(
      'only this machine',
    );
  });
});
