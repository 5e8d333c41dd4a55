import { beforeEach, describe, expect, it } from 'vitest';

import { renderSignalFile } from '../../../src/contracts/signal-file.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import { candidate, dollars, orderRequest } from '../../domain/sample.ts';
import {
  AT,
  book,
  ENTRY,
  EXIT,
  filled,
  FILLED_AT,
  intendEntry,
  intendSell,
  journalOf,
  openAmazon,
  SESSION,
  stopLeg,
  withEmptyBooks,
} from './book-fixture.ts';

let store: StateStore;

withEmptyBooks((empty) => {
  store = empty;
});

describe('an entry with its stop leg', () => {
  beforeEach(() => {
    intendEntry(store);
  });

  it('that was accepted has a leg in the journal and no position yet', () => {
    book(store, { status: 'new', legs: [stopLeg()] });
    expect(store.openPositions()).toEqual([]);
    expect(journalOf(store, ENTRY)).toMatchObject({ status: 'new', brokerOrderId: 'b-1' });
    expect(store.orderByBrokerId('b-2')).toMatchObject({
      intent: 'stop',
      status: 'held',
      positionId: null,
      qty: 16,
    });
  });

  it('that filled is a position that knows its stop', () => {
    book(store, { status: 'filled', ...filled(16, '617.68'), legs: [stopLeg({ status: 'new' })] });
    expect(store.openPositions()).toMatchObject([
      {
        ticker: 'AMZN',
        entryDate: SESSION,
        entryPrice: dollars('617.68'),
        shares: 16,
        stopPrice: dollars('555.91'),
        stopOrderId: 'b-2',
        plannedExit: null,
      },
    ]);
    const [held] = store.openPositions();
    expect(journalOf(store, ENTRY).positionId).toBe(held?.positionId);
    expect(store.orderByBrokerId('b-2')?.positionId).toBe(held?.positionId);
  });

  it('remembers what the report said of it', () => {
    const score = { score: 91.5, gapSize: 12.5, companyName: 'Amazon.com' };
    const entry = {
      candidate: candidate('AMZN', score),
      qty: 16,
      referencePrice: dollars('617.68'),
      stopPrice: dollars('555.91'),
    };
    const plan = {
      tradeDate: SESSION,
      asOf: sessionDate('2015-10-22'),
      exits: [],
      entries: [entry],
      skipped: [],
      findings: [],
      verdicts: [],
    };
    const content = renderSignalFile(plan, {
      strategy: 'ema_p10',
      generatedAt: 'now',
      runId: 'run-1',
      report: { file: 'r.html', sha256: 'a'.repeat(64), candidates: 1 },
      configSha256: 'a'.repeat(64),
      account: 'PA1',
      findings: [],
      openPositions: 0,
    });
    const file = { tradeDate: SESSION, strategy: 'ema_p10', sha256: '', path: '', runId: 'run-1' };
    store.recordSignalFile({ ...file, content });
    book(store, { status: 'filled', ...filled(16, '617.68') });
    expect(store.openPositions()).toMatchObject([
      { ...score, grade: 'B', gradeSource: 'html', reportDate: '2015-10-23' },
    ]);
  });

  it('that fills in two parts is one position with the average price', () => {
    book(store, { status: 'partially_filled', ...filled(6, '617.00'), legs: [stopLeg()] });
    expect(store.openPositions()).toMatchObject([{ shares: 6, entryPrice: dollars('617.00') }]);
    // (6 × 617.00 + 10 × 618.00) / 16 = 617.625
    book(store, { status: 'filled', ...filled(16, '617.625'), legs: [stopLeg({ status: 'new' })] });
    expect(store.openPositions()).toMatchObject([
      { shares: 16, entryPrice: dollars('617.625'), stopOrderId: 'b-2' },
    ]);
  });

  it('that was canceled after a part is a position of that part [F19] [P9]', () => {
    book(store, { status: 'partially_filled', ...filled(6, '617.00'), legs: [stopLeg()] });
    book(store, {
      status: 'canceled',
      ...filled(6, '617.00'),
      legs: [stopLeg({ status: 'canceled' })],
    });
    expect(store.openPositions()).toMatchObject([{ shares: 6 }]);
    expect(store.unsettledOrders()).toEqual([]);
  });

  it('whose stop filled in the same reading is a closed trade', () => {
    const leg = stopLeg({ status: 'filled', ...filled(16, '555.80') });
    book(store, { status: 'filled', ...filled(16, '617.68'), legs: [leg] });
    expect(store.openPositions()).toEqual([]);
    // 16 × (555.80 − 617.68) = −990.08
    expect(store.exitOf(1)).toEqual({
      exitDate: SESSION,
      exitPrice: dollars('555.80'),
      exitReason: 'stop_loss',
      pnl: dollars('-990.08'),
    });
  });

  it('that adds to a position of which a part was sold adds to what is left', () => {
    book(store, { status: 'partially_filled', ...filled(6, '617.00') });
    intendSell(store, '20151026_AMZN_stop_sell', 'stop', { qty: 6, positionId: 1 });
    const stop = { id: 'b-3', clientOrderId: '20151026_AMZN_stop_sell', qty: 6 };
    book(store, { ...stop, status: 'partially_filled', ...filled(2, '555.00') });
    book(store, { status: 'filled', ...filled(16, '617.00') });
    expect(store.openPositions()).toMatchObject([{ shares: 14 }]);
  });

  it('told twice is booked once', () => {
    const reading = {
      status: 'filled' as const,
      ...filled(16, '617.68'),
      legs: [stopLeg({ status: 'new' })],
    };
    book(store, reading);
    const before = store.openPositions();
    book(store, reading);
    expect(store.openPositions()).toEqual(before);
    expect(store.ordersOfSession(SESSION)).toHaveLength(2);
  });

  it('that was refused first and found after all is booked', () => {
    store.updateOrder(ENTRY, { status: 'refused', rejectReason: 'it never arrived' }, 0);
    book(store, { status: 'filled', ...filled(16, '617.68') });
    expect(store.openPositions()).toMatchObject([{ shares: 16 }]);
  });

  it('has a leg of as many shares where the leg does not tell its own', () => {
    book(store, { status: 'new', legs: [stopLeg({ qty: null })] });
    expect(store.orderByBrokerId('b-2')).toMatchObject({ qty: 16 });
  });

  it('with fills and no price is a bug, and nothing of it is booked', () => {
    expect(() => {
      book(store, { status: 'filled', filledQty: 16 });
    }).toThrow('fills without a price');
    expect(journalOf(store, ENTRY).status).toBe('intended');
  });

  it('with half a share is a bug, and nothing of it is booked [P10] [F35]', () => {
    expect(() => {
      book(store, { status: 'partially_filled', ...filled(0.5, '617.68') });
    }).toThrow('not whole');
    expect(journalOf(store, ENTRY).status).toBe('intended');
  });
});

describe('a reading older than what is booked changes nothing:', () => {
  beforeEach(() => {
    intendEntry(store);
    book(store, { status: 'partially_filled', ...filled(6, '617.00') });
  });

  it('one with fewer shares [F14]', () => {
    book(store, { status: 'new' });
    book(store, { status: 'partially_filled', ...filled(5, '616.00') });
    expect(journalOf(store, ENTRY)).toMatchObject({ status: 'partially_filled', filledQty: 6 });
    expect(store.openPositions()).toMatchObject([{ shares: 6, entryPrice: dollars('617.00') }]);
  });

  it('one from before the end [F14]', () => {
    book(store, { status: 'canceled', ...filled(6, '617.00') });
    for (const status of ['partially_filled', 'pending_cancel', 'unknown', 'expired'] as const)
      book(store, { status, ...filled(6, '617.00') });
    expect(journalOf(store, ENTRY).status).toBe('canceled');
  });

  it('one of a status that cannot follow', () => {
    book(store, { status: 'held', ...filled(6, '617.00') });
    expect(journalOf(store, ENTRY).status).toBe('partially_filled');
  });
});

describe('a sell', () => {
  it('in parts closes the position at the weighted price, with all its shares', () => {
    const positionId = openAmazon(store, { plannedExit: 'trend_break' });
    intendSell(store, EXIT, 'exit', { qty: 100, positionId });
    const exit = { id: 'b-5', clientOrderId: EXIT, side: 'sell' as const, qty: 100 };
    book(store, { ...exit, status: 'partially_filled', ...filled(30, '96.00') });
    expect(store.openPositions()).toMatchObject([{ shares: 70, plannedExit: 'trend_break' }]);
    // (30 × 96 + 70 × 95) / 100 = 95.30; 100 × (95.30 − 100) = −470
    book(store, { ...exit, status: 'filled', ...filled(100, '95.30') });
    expect(store.openPositions()).toEqual([]);
    expect(store.exitOf(positionId)).toEqual({
      exitDate: SESSION,
      exitPrice: dollars('95.30'),
      exitReason: 'trend_break',
      pnl: dollars('-470.00'),
    });
    expect(store.soldOf(positionId)).toEqual({ shares: 100, proceeds: dollars('9530.00') });
  });

  it('of the rest after a stop that filled in part closes at the weighted price of both [F23] [R10]', () => {
    const positionId = openAmazon(store, { plannedExit: 'trend_break' });
    intendSell(store, '20151026_AMZN_stop_sell', 'stop', { qty: 100, positionId });
    const stop = { id: 'b-4', clientOrderId: '20151026_AMZN_stop_sell', qty: 100 };
    book(store, { ...stop, status: 'canceled', ...filled(40, '90.00') });
    expect(store.openPositions()).toMatchObject([{ shares: 60 }]);
    intendSell(store, EXIT, 'exit', { qty: 60, positionId });
    book(store, {
      id: 'b-5',
      clientOrderId: EXIT,
      qty: 60,
      status: 'filled',
      ...filled(60, '89.00'),
    });
    // (40 × 90 + 60 × 89) / 100 = 89.40
    expect(store.exitOf(positionId)).toMatchObject({
      exitPrice: dollars('89.40'),
      exitReason: 'trend_break',
      pnl: dollars('-1060.00'),
    });
  });

  it('nobody planned is told as manual, a stop as stop loss', () => {
    const manual = openAmazon(store);
    intendSell(store, EXIT, 'exit', { qty: 100, positionId: manual });
    book(store, {
      id: 'b-5',
      clientOrderId: EXIT,
      qty: 100,
      status: 'filled',
      ...filled(100, '95.00'),
    });
    expect(store.exitOf(manual)?.exitReason).toBe('manual');
    const stopped = openAmazon(store, { plannedExit: 'trend_break' });
    intendSell(store, '20151026_AMZN_stop_sell', 'stop', { qty: 100, positionId: stopped });
    const stop = { id: 'b-6', clientOrderId: '20151026_AMZN_stop_sell', qty: 100 };
    book(store, { ...stop, status: 'filled', ...filled(100, '90.00') });
    expect(store.exitOf(stopped)?.exitReason).toBe('stop_loss');
  });

  it('is dated in New York, whatever the clock of the fill says', () => {
    const positionId = openAmazon(store);
    intendSell(store, EXIT, 'exit', { qty: 100, positionId });
    const late = { ...filled(100, '95.00'), filledAt: '2015-10-27T01:30:00.123456789Z' };
    book(store, { id: 'b-5', clientOrderId: EXIT, qty: 100, status: 'filled', ...late });
    expect(store.exitOf(positionId)?.exitDate).toBe('2015-10-26');
    expect(FILLED_AT).toContain('2015-10-23');
  });

  it('of more than is held is a bug, and nothing of it is booked [I4]', () => {
    const positionId = openAmazon(store, { shares: 50 });
    intendSell(store, EXIT, 'exit', { qty: 100, positionId });
    expect(() => {
      book(store, {
        id: 'b-5',
        clientOrderId: EXIT,
        qty: 100,
        status: 'filled',
        ...filled(100, '95.00'),
      });
    }).toThrow('sold 100 of 50 shares');
    expect(journalOf(store, EXIT).status).toBe('intended');
    expect(store.soldOf(positionId).shares).toBe(0);
  });
});

describe('a buy that carries no stop and has no plan', () => {
  it('is a bug when it fills, and nothing of it is booked', () => {
    store.intendOrder({
      request: orderRequest({ clientOrderId: ENTRY, orderClass: 'simple', stopLossPrice: null }),
      ...{ intent: 'entry', tradeDate: SESSION, positionId: null },
      ...{ payloadHash: 'hash', runId: 'run-1', at: AT },
    });
    expect(() => {
      book(store, { status: 'filled', ...filled(16, '617.68') });
    }).toThrow('lacks its prices');
    expect(journalOf(store, ENTRY).status).toBe('intended');
    expect(store.openPositions()).toEqual([]);
  });
});
