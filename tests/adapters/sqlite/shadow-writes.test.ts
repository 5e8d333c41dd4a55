import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Database } from '../../../src/adapters/sqlite/open-database.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import type { SessionPlan } from '../../../src/domain/signal.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { candidate, dollars, position } from '../../domain/sample.ts';
import { anyPosition, NEXT, openState, SESSION } from './state-fixture.ts';
import { fc } from '../../support/fast-check.ts';

let database: Database;
let store: StateStore;

beforeEach(async () => {
  ({ database, store } = await openState());
});
afterEach(() => {
  database.close();
});

describe('the shadow book', () => {
  const plan = (changes: Partial<SessionPlan>): SessionPlan => ({
    tradeDate: SESSION,
    asOf: sessionDate('2015-10-22'),
    exits: [],
    entries: [],
    skipped: [],
    findings: [],
    verdicts: [],
    ...changes,
  });

  it('begins with nothing', () => {
    expect(store.shadowPositions('nwl_p4')).toEqual([]);
    expect(store.shadowAsOf('nwl_p4')).toBeNull();
    expect(store.nextShadowPositionId()).toBe(1);
    expect(store.shadowPlan('nwl_p4', SESSION)).toBeNull();
  });

  it('reads back its positions, without a stop at the broker', () => {
    fc.assert(
      fc.property(anyPosition, (facts) => {
        database.prepare('DELETE FROM shadow_positions').run();
        const held = position('AMZN', { ...facts, stopOrderId: null, positionId: 3 });
        store.saveShadowBook('nwl_p4', SESSION, { positions: [held], closed: [] });
        expect(store.shadowPositions('nwl_p4')).toEqual([held]);
      }),
    );
    expect(store.shadowPositions('ema_p10')).toEqual([]);
  });

  it('closes a position that it opened and sold since it was last saved', () => {
    const sold = position('AMZN', { positionId: 1 });
    const bought = position('AMZN', { positionId: 2, entryDate: SESSION });
    store.saveShadowBook('nwl_p4', SESSION, {
      positions: [bought],
      closed: [
        {
          position: sold,
          exitDate: SESSION,
          exitPrice: dollars('90.00'),
          exitReason: 'stop_loss',
          pnl: dollars('-1000.00'),
          returnPct: -10,
        },
      ],
    });
    expect(store.shadowPositions('nwl_p4')).toEqual([bought]);
    expect(store.shadowAsOf('nwl_p4')).toBe(SESSION);
    expect(store.nextShadowPositionId()).toBe(3);
    expect(
      database
        .prepare(`SELECT exit_reason, pnl FROM shadow_positions WHERE status = 'closed'`)
        .get(),
    ).toEqual({ exit_reason: 'stop_loss', pnl: -1_000 });
  });

  it('is saved whole or not at all', () => {
    const twice = [position('A', { positionId: 1 }), position('A', { positionId: 2 })];
    expect(() => {
      store.saveShadowBook('nwl_p4', SESSION, { positions: twice, closed: [] });
    }).toThrow('UNIQUE');
    expect(store.shadowPositions('nwl_p4')).toEqual([]);
    expect(store.shadowAsOf('nwl_p4')).toBeNull();
  });

  it('carries shares, prices and planned exits on', () => {
    const held = position('A');
    store.saveShadowBook('nwl_p4', SESSION, { positions: [held], closed: [] });
    const later = position('A', {
      shares: 200,
      entryPrice: dollars('50.00'),
      stopPrice: dollars('45.00'),
      plannedExit: 'trend_break',
    });
    store.saveShadowBook('nwl_p4', NEXT, { positions: [later], closed: [] });
    expect(store.shadowPositions('nwl_p4')).toEqual([later]);
  });

  it('reads back its plan, in its order, and the last one written counts', () => {
    const entry = (name: string) => ({
      candidate: candidate(name, { score: null, companyName: 'Ä & <b>', gapSize: -1.5 }),
      qty: 16,
      referencePrice: dollars('617.68'),
      stopPrice: dollars('555.91'),
    });
    const exit = { position: position('Z'), reason: 'trend_break' as const, evidence: {} };
    store.saveShadowPlan('nwl_p4', plan({ entries: [entry('OLD')] }));
    store.saveShadowPlan('nwl_p4', plan({ entries: [entry('B'), entry('A')], exits: [exit] }));
    const facts = {
      score: null,
      grade: 'B',
      gradeSource: 'html',
      reportDate: SESSION,
      companyName: 'Ä & <b>',
      gapSize: -1.5,
      qty: 16,
    };
    expect(store.shadowPlan('nwl_p4', SESSION)).toEqual({
      exits: [{ ticker: 'Z', reason: 'trend_break' }],
      entries: [
        { ...facts, ticker: 'B' },
        { ...facts, ticker: 'A' },
      ],
    });
  });

  it('knows a plan of nothing from no plan', () => {
    store.saveShadowPlan('nwl_p4', plan({}));
    expect(store.shadowPlan('nwl_p4', SESSION)).toEqual({ exits: [], entries: [] });
    expect(store.shadowPlan('nwl_p4', NEXT)).toBeNull();
    expect(store.shadowPlan('ema_p10', SESSION)).toBeNull();
  });
});
