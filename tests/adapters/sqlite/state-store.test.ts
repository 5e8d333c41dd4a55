import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Database } from '../../../src/adapters/sqlite/open-database.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { dollars, position } from '../../domain/sample.ts';
import { anyPosition, AT, NEXT, open, openState, SESSION } from './state-fixture.ts';
import { fc } from '../../support/fast-check.ts';

let database: Database;
let store: StateStore;

beforeEach(async () => {
  ({ database, store } = await openState());
});
afterEach(() => {
  database.close();
});

describe('the book', () => {
  it('reads back every position as it was opened', () => {
    fc.assert(
      fc.property(anyPosition, (facts) => {
        database.prepare('DELETE FROM positions').run();
        const positionId = open(store, 'AMZN', facts);
        expect(store.openPositions()).toEqual([position('AMZN', { ...facts, positionId })]);
      }),
    );
  });

  it('lists positions by entry date, then ticker', () => {
    open(store, 'B');
    open(store, 'C', { entryDate: sessionDate('2014-12-31') });
    open(store, 'A');
    expect(store.openPositions().map((held) => held.ticker)).toEqual(['C', 'A', 'B']);
  });

  it('changes exactly what is asked, and null is an answer', () => {
    const id = open(store, 'AMZN', { stopOrderId: 'b-1', plannedExit: 'trend_break' });
    store.changePosition(id, { shares: 60 });
    store.changePosition(id, { stopOrderId: null });
    store.changePosition(id, { entryPrice: dollars('101.50'), stopPrice: dollars('91.35') });
    expect(store.openPositions()).toEqual([
      position('AMZN', {
        positionId: id,
        shares: 60,
        stopOrderId: null,
        plannedExit: 'trend_break',
        entryPrice: dollars('101.50'),
        stopPrice: dollars('91.35'),
      }),
    ]);
    store.changePosition(id, { plannedExit: null });
    expect(store.openPositions()[0]?.plannedExit).toBeNull();
  });

  it('holds one open position of a ticker, and another after the first is closed', () => {
    const id = open(store, 'AMZN');
    expect(() => open(store, 'AMZN')).toThrow('UNIQUE');
    close(id);
    expect(open(store, 'AMZN')).toBeGreaterThan(id);
  });

  it('keeps how a position ended, with all the shares it had', () => {
    const id = open(store, 'AMZN');
    store.changePosition(id, { shares: 40 });
    close(id);
    expect(store.openPositions()).toEqual([]);
    expect(store.exitOf(id)).toEqual({
      exitDate: SESSION,
      exitPrice: dollars('95.00'),
      exitReason: 'stop_loss',
      pnl: dollars('-500.00'),
    });
    // 100 shares × 100.00: the row tells the whole round trip, not what the last sell left of it.
    expect(
      database.prepare('SELECT actual_shares, invested, return_pct FROM positions').get(),
    ).toEqual({ actual_shares: 100, invested: 10_000, return_pct: -5 });
  });

  it('neither changes nor closes what is not open', () => {
    const id = open(store, 'AMZN');
    close(id);
    expect(() => {
      store.changePosition(id, { shares: 1 });
    }).toThrow(`no open position ${id}`);
    expect(() => {
      close(id);
    }).toThrow(`no open position ${id}`);
    expect(store.exitOf(99)).toBeNull();
  });

  it('books a split of a position once', () => {
    const id = open(store, 'AMZN');
    const split = { exDate: SESSION, ratio: 2, sharesBefore: 100, sharesAfter: 200 };
    store.recordSplit(id, split);
    expect(store.appliedSplits(id)).toEqual([SESSION]);
    expect(store.appliedSplits(id + 1)).toEqual([]);
    expect(() => {
      store.recordSplit(id, split);
    }).toThrow('UNIQUE');
  });

  function close(positionId: number): void {
    store.closePosition({
      position: position('AMZN', { positionId }),
      exitDate: SESSION,
      exitPrice: dollars('95.00'),
      exitReason: 'stop_loss',
      pnl: dollars('-500.00'),
      returnPct: -5,
    });
  }
});

describe('a transaction', () => {
  it('is all or nothing, also inside another [P18] [F38]', () => {
    expect(() =>
      store.transaction(() => {
        open(store, 'A');
        store.transaction(() => open(store, 'B'));
        throw new Error('power is out');
      }),
    ).toThrow('power is out');
    expect(store.openPositions()).toEqual([]);
    store.transaction(() => {
      open(store, 'A');
      expect(() =>
        store.transaction(() => {
          open(store, 'B');
          throw new Error('only this');
        }),
      ).toThrow('only this');
    });
    expect(store.openPositions().map((held) => held.ticker)).toEqual(['A']);
  });
});

describe('signal files', () => {
  const file = (content: string, tradeDate = SESSION) => ({
    tradeDate,
    strategy: 'ema_p10',
    sha256: 'a'.repeat(64),
    path: '/signals/x.json',
    content,
    runId: 'run-1',
  });

  it('are kept byte for byte, the last one of a session', () => {
    store.recordSignalFile(file('{}\n'));
    store.recordSignalFile(file('{"ä": "\\u0000"}\r\n'));
    expect(store.signalFile(SESSION, 'ema_p10')).toEqual({
      ...file('{"ä": "\\u0000"}\r\n'),
      begun: false,
    });
    expect(store.signalFile(SESSION, 'nwl_p4')).toBeNull();
    expect(store.signalFile(NEXT, 'ema_p10')).toBeNull();
  });

  it('are fixed once an executor has begun with them [R13] [F54]', () => {
    store.recordSignalFile(file('first'));
    store.markBegun(SESSION, 'ema_p10');
    expect(() => {
      store.recordSignalFile(file('second'));
    }).toThrow('has begun');
    expect(store.signalFile(SESSION, 'ema_p10')).toMatchObject({ content: 'first', begun: true });
  });

  it('tell the last session planned before another', () => {
    store.recordSignalFile(file('x', NEXT));
    store.recordSignalFile(file('x', SESSION));
    expect(store.lastPlannedSession('ema_p10', sessionDate('2015-12-31'))).toBe(NEXT);
    expect(store.lastPlannedSession('ema_p10', NEXT)).toBe(SESSION);
    expect(store.lastPlannedSession('ema_p10', SESSION)).toBeNull();
    expect(store.lastPlannedSession('nwl_p4', NEXT)).toBeNull();
  });
});

describe('the kill switch', () => {
  it('is off until somebody turns it on', () => {
    expect(store.killSwitch()).toEqual({ level: 'off', reason: null, since: null });
  });

  it.each([
    ['no-entries', 'a stop could not be placed'],
    ['halt', null],
    ['off', 'looked at it'],
  ] as const)('reads back %s with its reason %s and since when', (level, reason) => {
    store.setKillSwitch(level, reason, AT);
    expect(store.killSwitch()).toEqual({ level, reason, since: '2015-10-23T13:05:00.000Z' });
  });

  it('that cannot be read is on [F49] [R7]', () => {
    store.setKillSwitch('off', null, AT);
    database.exec(`UPDATE system_config SET value = 'offf' WHERE key = 'kill_switch'`);
    expect(store.killSwitch()).toMatchObject({ level: 'halt' });
    expect(store.killSwitch().reason).toContain('offf');
  });
});

describe('runs', () => {
  const run = (runId: string, tradeDate: typeof SESSION | null) => {
    store.beginRun({
      runId,
      command: 'executor',
      tradeDate,
      startedAt: AT,
      version: '0.1.0',
      configSha256: 'c',
    });
  };

  it('are counted by command and session', () => {
    run('run-1', SESSION);
    run('run-2', SESSION);
    run('run-3', null);
    expect(store.runCount('executor', SESSION)).toBe(2);
    expect(store.runCount('executor', null)).toBe(1);
    expect(store.runCount('executor', NEXT)).toBe(0);
    expect(store.runCount('signal-generator', SESSION)).toBe(0);
  });

  it('end with an outcome and its exit code', () => {
    run('run-1', SESSION);
    store.endRun('run-1', 'unresolved', AT + 1_000);
    expect(database.prepare('SELECT ended_at, outcome, exit_code FROM run_log').get()).toEqual({
      ended_at: '2015-10-23T13:05:01.000Z',
      outcome: 'unresolved',
      exit_code: 9,
    });
  });

  it('keep their findings [S12]', () => {
    run('run-1', SESSION);
    const told = {
      code: 'STALE_DATA',
      severity: 'warning',
      subject: 'AMZN',
      message: 'no bar',
      remedy: null,
    } as const;
    store.recordFindings('run-1', [told, { ...told, subject: null }]);
    expect(
      database.prepare('SELECT code, severity, subject, message, remedy FROM findings').all(),
    ).toEqual([told, { ...told, subject: null }]);
  });

  it('leave one snapshot of a book and session, the last', () => {
    const snapshot = {
      book: 'ema_p10',
      session: SESSION,
      positions: 1,
      invested: dollars('10000.00'),
      marketValue: dollars('10100.50'),
    };
    store.recordSnapshot({ ...snapshot, positions: 2 });
    store.recordSnapshot(snapshot);
    expect(database.prepare('SELECT * FROM daily_snapshots').all()).toEqual([
      { book: 'ema_p10', session: SESSION, positions: 1, invested: 10_000, market_value: 10_100.5 },
    ]);
  });

  it('pin the account they trade [F57]', () => {
    expect(store.systemConfig('account_number')).toBeNull();
    store.setSystemConfig('account_number', 'PA1');
    store.setSystemConfig('environment', 'paper');
    store.setSystemConfig('account_number', 'PA2');
    expect(store.systemConfig('account_number')).toBe('PA2');
    expect(store.systemConfig('environment')).toBe('paper');
  });
});
