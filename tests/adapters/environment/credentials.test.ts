import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readCredentials } from '../../../src/adapters/environment/credentials.ts';
import { CommandError } from '../../../src/domain/outcome.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function dotEnv(text: string, mode = 0o600): string {
  const path = join(folder, '.env');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function read(environment: Readonly<Record<string, string>>, path = join(folder, '.env')) {
  const { alpaca, fmpApiKey } = readCredentials(environment, path);
  return {
    alpaca: alpaca && [alpaca.keyId.reveal(), alpaca.secretKey.reveal()],
    fmp: fmpApiKey && fmpApiKey.reveal(),
  };
}

function refusalOf(reading: () => unknown): CommandError {
  try {
    reading();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('credentials [S1] [P17]', () => {
  it('come from either pair of names, the official one first', () => {
    const official = { APCA_API_KEY_ID: 'a', APCA_API_SECRET_KEY: 'b' };
    const other = { ALPACA_API_KEY: 'c', ALPACA_SECRET_KEY: 'd' };
    expect(read(official).alpaca).toEqual(['a', 'b']);
    expect(read(other).alpaca).toEqual(['c', 'd']);
    expect(read({ ...official, ...other }).alpaca).toEqual(['a', 'b']);
  });

  it('are null when nothing is set, or set to nothing', () => {
    expect(read({ APCA_API_KEY_ID: '', APCA_API_SECRET_KEY: ' ' })).toEqual({
      alpaca: null,
      fmp: null,
    });
  });

  it('come from the .env file where the environment has none', () => {
    const path = dotEnv('# keys\nAPCA_API_KEY_ID="a"\nAPCA_API_SECRET_KEY=b\nFMP_API_KEY=f\n');
    expect(read({}, path)).toEqual({ alpaca: ['a', 'b'], fmp: 'f' });
    expect(process.env['APCA_API_KEY_ID']).toBe('');
  });

  it('never mix two sources', () => {
    const path = dotEnv('APCA_API_KEY_ID=a\nAPCA_API_SECRET_KEY=b\n');
    const environment = { ALPACA_API_KEY: 'c', ALPACA_SECRET_KEY: 'd' };
    expect(read(environment, path).alpaca).toEqual(['c', 'd']);
    const half = refusalOf(() => read({ APCA_API_KEY_ID: 'c' }, path));
    expect(half.message).toBe('the environment sets APCA_API_KEY_ID without APCA_API_SECRET_KEY');
  });

  it('are refused when half of a pair is missing in the file', () => {
    const path = dotEnv('ALPACA_SECRET_KEY=canary\n');
    const refusal = refusalOf(() => read({}, path));
    expect(refusal.outcome).toBe('usage');
    expect(refusal.message).toBe(`${path} sets ALPACA_SECRET_KEY without ALPACA_API_KEY`);
    expect(refusal.message + refusal.remedy).not.toContain('canary');
  });

  it.each([0o644, 0o640, 0o604, 0o620, 0o601])(
    'are refused in a file of mode %i [S1] [S3]',
    (mode) => {
      const refusal = refusalOf(() => read({}, dotEnv('FMP_API_KEY=canary', mode)));
      expect(refusal.outcome).toBe('usage');
      expect(refusal.message).toContain(join(folder, '.env'));
      expect(refusal.remedy).toBe(`run: chmod 600 ${join(folder, '.env')}`);
      expect(refusal.message).not.toContain('canary');
    },
  );

  it('are never looked for in a parent folder [P17] [S1]', () => {
    dotEnv('FMP_API_KEY=parent');
    const child = join(folder, 'child');
    mkdirSync(child);
    expect(read({}, join(child, '.env')).fmp).toBeNull();
  });

  it('are refused when the file is a folder', () => {
    const path = join(folder, '.env');
    mkdirSync(path, { mode: 0o700 });
    expect(refusalOf(() => read({}, path)).message).toContain('cannot be read');
  });
});
