import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openServedState } from '../../../live/wiring/served-state.ts';
import { createPaperBroker, resetAccount } from '../../../src/paper-broker/paper-state.ts';
import { at, dollars, FRI } from '../../paper-broker/paper-world.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-served-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ORIGIN = { prices: '/prices', seed: 'openbell/1' };

/** A file with an account that was made with that seed. */
async function kept(seed: string): Promise<string> {
  const path = join(folder, 'emulator.db');
  const state = await openServedState(path, { ...ORIGIN, seed });
  state.save(account(seed), []);
  state.close();
  return path;
}

function account(seed: string) {
  const cash = dollars('1000');
  return createPaperBroker({
    now: at(FRI, '09:15'),
    cash,
    multiplier: 1,
    accountNumber: 'PA1',
    seed,
  });
}

describe('the account in a file', () => {
  it('is there again when the file is opened again', async () => {
    const path = await kept('openbell/1');
    const { saved, close } = await openServedState(path, ORIGIN);
    expect(saved).toMatchObject({ cash: 10_000_000, accountNumber: 'PA1' });
    close();
  });

  it('is the new one after a reset', async () => {
    const path = join(folder, 'emulator.db');
    const first = await openServedState(path, ORIGIN);
    const state = account('openbell/1');
    first.save(state, []);
    resetAccount(state, dollars('5000'));
    first.save(state, []);
    first.close();
    const again = await openServedState(path, ORIGIN);
    expect(again.saved).toMatchObject({ cash: 50_000_000, generation: 1, orders: {} });
    again.close();
  });

  it.each([
    ['openbell/9', ORIGIN, 'give --seed 9, or name another file with --state'],
    ['openbell', ORIGIN, /this one belongs to the embedded emulator$/],
    ['openbell/1', { ...ORIGIN, prices: '/other' }, /^give --prices \/prices, or name another/],
  ])('made with %s is refused to %j, with what to do', async (seed, origin, remedy) => {
    const path = await kept(seed);
    await expect(openServedState(path, origin)).rejects.toMatchObject({
      outcome: 'input-refused',
      remedy: expect.stringMatching(remedy) as string,
    });
    // A refusal lets go of the file.
    const { close } = await openServedState(path, { ...ORIGIN, seed });
    close();
  });

  it('is held by one emulator at a time', async () => {
    const path = await kept('openbell/1');
    const { close } = await openServedState(path, ORIGIN);
    await expect(openServedState(path, ORIGIN)).rejects.toMatchObject({ outcome: 'locked' });
    close();
  });

  it('is nowhere without a file', async () => {
    const { saved, save, close } = await openServedState(null, ORIGIN);
    save(account('openbell/1'), []);
    close();
    expect(saved).toBeNull();
  });
});
