import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { openTemporaryFolder } from '../../../src/adapters/files/temporary-folder.ts';
import { builtCommand } from '../../support/built-command.ts';
import { replayArguments, replayFolder } from '../../support/replay-in-process.ts';

describe('a temporary folder', () => {
  it('is gone with all that is in it, and forgets the signals it waited for', () => {
    const before = process.listenerCount('SIGINT');
    const { path, remove } = openTemporaryFolder();
    writeFileSync(join(path, 'state.db'), 'rows');
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    remove();
    expect([existsSync(path), process.listenerCount('SIGINT')]).toEqual([false, before]);
  });

  it('ends the process by the signal, whoever else listens for it: nothing can go on without the folder', () => {
    const others = process.listeners('SIGINT');
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    try {
      const { path } = openTemporaryFolder();
      process.on('SIGINT', () => undefined);
      process.emit('SIGINT', 'SIGINT');
      expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']]);
      expect([existsSync(path), process.listenerCount('SIGINT')]).toEqual([false, 0]);
    } finally {
      kill.mockRestore();
      process.removeAllListeners('SIGINT');
      for (const listener of others) process.on('SIGINT', listener);
    }
  });
});

describe('a replay that is interrupted', () => {
  const place = mkdtempSync(join(tmpdir(), 'interrupted-'));
  afterEach(() => {
    rmSync(place, { recursive: true, force: true });
  });

  it('leaves nothing behind and is seen to end by the signal', async () => {
    const market = replayFolder('steady HELD 100\nreport 2015-07-01 HELD@100');
    const args = replayArguments(market, '2015-07-01', '2015-11-06').map((word) =>
      word.startsWith('/') ? resolve(word) : word,
    );
    const arrival = watch(place)[Symbol.asyncIterator]();
    const seen = arrival.next();
    const command = spawn(process.execPath, [builtCommand('openbell'), 'replay', ...args], {
      env: { PATH: process.env['PATH'] ?? '', TMPDIR: place },
      stdio: 'ignore',
    });
    const ended = new Promise((done) => {
      command.on('exit', (_code, signal) => {
        done(signal);
      });
    });
    await seen;
    command.kill('SIGINT');
    expect(await ended).toBe('SIGINT');
    expect(readdirSync(place)).toEqual([]);
    await arrival.return?.();
    market.remove();
  });
});
