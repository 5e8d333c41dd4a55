import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createEngine } from '../../../live/emulator/engine.ts';
import { openDatabase } from '../../../src/adapters/sqlite/open-database.ts';
import { openEmulatorStore } from '../../../src/adapters/sqlite/emulator-store.ts';
import {
  at,
  bracket,
  change,
  dollars,
  FRI,
  legOf,
  MON,
  oto,
  request,
  world,
  type World,
} from '../../paper-broker/paper-world.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-emulator-'));
  path = join(folder, 'emulator.db');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function withEngine(made: World, work: (engine: ReturnType<typeof createEngine>) => void) {
  const store = await openEmulatorStore(path);
  const state = store.load() ?? made.state;
  work(
    createEngine({
      state,
      market: made.market,
      persist: (now, ids) => {
        store.save(now, ids);
      },
    }),
  );
  store.close();
  return state;
}

describe('the emulator store', () => {
  it('is empty before the first save', async () => {
    const store = await openEmulatorStore(path);
    expect(store.load()).toBeNull();
    expect(store.meta('prices')).toBeNull();
    store.close();
  });

  it('gives back the same account in the next command, which goes on as if nothing happened', async () => {
    const made = world();
    const first = await withEngine(made, (engine) => {
      engine.submit(oto('94', { clientOrderId: 'mine' }));
      engine.submit(request({ symbol: 'AMD' }));
      engine.advanceTo(at(FRI, '12:00'));
    });
    const second = await withEngine(world(), (engine) => {
      expect(engine.state).toEqual(first);
      expect(engine.submit(request({ clientOrderId: 'mine' })).kind).toBe('refused');
      engine.advanceTo(at(MON, '17:00'));
    });
    made.advance(MON, '17:00');
    expect(second).toEqual(made.state);
  });

  it('keeps each activity once, however often it is saved', async () => {
    const made = world();
    const entry = made.place(oto('94'));
    made.advance(FRI, '09:31');
    const store = await openEmulatorStore(path);
    for (let times = 0; times < 3; times += 1) store.save(made.state, [entry.id, entry.id]);
    store.save(made.state, [legOf(made, entry).id]);
    expect(store.load()).toEqual(made.state);
    store.close();
  });

  it('refuses an account of an older version, naming what to do, and leaves it as it is', async () => {
    const old = await openDatabase(path);
    old.exec('CREATE TABLE paper_account (only INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
    old.exec(`INSERT INTO paper_account VALUES (1, '{"cash":1000000}')`);
    old.close();
    const opened = openEmulatorStore(path);
    await expect(opened).rejects.toMatchObject({
      outcome: 'storage',
      message: `${path} holds a paper account of version 1; this openbell knows 2`,
      remedy: expect.stringContaining('move the file away') as string,
    });
    const again = await openDatabase(path);
    expect(again.prepare('SELECT body FROM paper_account').pluck().get()).toBe('{"cash":1000000}');
    again.close();
  });

  it('forgets the orders and activities of an account that was reset', async () => {
    const made = world();
    const second = await withEngine(made, (engine) => {
      engine.submit(oto('94', { clientOrderId: 'mine' }));
      engine.advanceTo(at(FRI, '12:00'));
      engine.reset();
      engine.submit(request({ clientOrderId: 'mine' }));
    });
    expect(Object.keys(second.orders)).toHaveLength(1);
    const store = await openEmulatorStore(path);
    expect(store.load()).toEqual(second);
    store.close();
  });

  it('gives back fractions, settings, pending cancels and replaced legs', async () => {
    const made = world({ start: [FRI, '09:31'], behaviour: { cancelDwell: 60_000 } });
    const first = await withEngine(made, (engine) => {
      engine.configure({ configuration: { suspendTrade: false, maxMarginMultiplier: 2 } });
      engine.submit(request({ symbol: 'AMD', qty: 0.557436865 }));
      const group = engine.submit(bracket('120', '90'));
      if (group.kind === 'refused') throw new Error(group.message);
      const [target] = group.legs;
      engine.replace(target?.id ?? '', change({ limitPrice: dollars('115') }));
      engine.cancel(target?.id ?? '');
      engine.cancel(group.legs[1]?.id ?? '');
    });
    const store = await openEmulatorStore(path);
    expect(store.load()).toEqual(first);
    store.close();
  });

  it('remembers what it was made with', async () => {
    const store = await openEmulatorStore(path);
    store.setMeta('prices', '/a');
    store.setMeta('prices', '/b');
    store.close();
    const again = await openEmulatorStore(path);
    expect(again.meta('prices')).toBe('/b');
    again.close();
  });

  it('keeps money exact', async () => {
    const made = world({ cash: '123456.7891' });
    const store = await openEmulatorStore(path);
    store.save(made.state, []);
    expect(store.load()?.cash).toBe(dollars('123456.7891'));
    store.close();
  });
});
