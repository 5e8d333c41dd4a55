import { describe, expect, it } from 'vitest';

import { moneyFromUnits } from '../../src/domain/money.ts';
import { holdBack, type LastGateFacts, type Leaving } from '../../src/rules/last-gate.ts';
import { dollars } from '../domain/sample.ts';

const BUY: Leaving = {
  clientOrderId: '20151023_NEWS_entry_buy',
  symbol: 'NEWS',
  side: 'buy',
  qty: 100,
  stopPrice: dollars('45.00'),
  payloadHash: 'hash',
};
const STOP: Leaving = { ...BUY, clientOrderId: '20151023_NEWS_stop_sell', side: 'sell' };
const SELL: Leaving = { ...STOP, clientOrderId: '20151023_NEWS_exit_sell', stopPrice: null };

const facts: LastGateFacts = {
  intent: { purpose: 'entry', status: 'intended', payloadHash: 'hash' },
  isKillSwitchOff: true,
  now: 1_000,
  entriesUntil: 1_000,
  counts: {
    ...{ trades: 40, maxTrades: 40, attempts: 20, maxAttempts: 20 },
    ...{ requests: 240, maxRequests: 240 },
  },
  planned: { qty: 100, referencePrice: dollars('50.00'), stopPrice: dollars('45.00') },
  bought: { shares: 0, dollars: dollars('5000.00'), maxDollars: dollars('10000.00') },
  latestPrice: dollars('62.50'),
  maxPriceDistance: 25,
  maxStopDistance: 50,
  held: null,
  onSale: 0,
};
const held: LastGateFacts = {
  ...facts,
  intent: { purpose: 'stop', status: 'intended', payloadHash: 'hash' },
  isKillSwitchOff: false,
  now: 2_000,
  planned: null,
  latestPrice: null,
  held: { shares: 100, entryPrice: dollars('90.00'), repairedStop: null },
};
const exit = { ...held, intent: { ...held.intent, purpose: 'exit' } } as LastGateFacts;

const codeOf = (leaving: Leaving, given: LastGateFacts): string | null =>
  holdBack(leaving, given)?.code ?? null;

describe('the last gate', () => {
  it('lets the planned entry leave, at every limit exactly [R9]', () => {
    expect(codeOf(BUY, facts)).toBeNull();
    expect(codeOf({ ...BUY, stopPrice: null }, facts)).toBeNull();
  });

  it('lets a stop and an exit leave while entries are forbidden, late and unplanned [R7]', () => {
    expect(codeOf(STOP, held)).toBeNull();
    expect(codeOf(SELL, exit)).toBeNull();
    expect(
      codeOf(STOP, { ...held, intent: { ...exit.intent, status: 'unknown_outcome' } as never }),
    ).toBeNull();
  });

  it.each<[string, Partial<Leaving>, Partial<LastGateFacts>]>([
    ['NO_INTENT', {}, { intent: null }],
    ['NO_INTENT', {}, { intent: { purpose: 'entry', status: 'filled', payloadHash: 'hash' } }],
    ['PAYLOAD_CHANGED', { payloadHash: 'other' }, {}],
    ['ATTEMPTS_SPENT', {}, { counts: { ...facts.counts, attempts: 21 } }],
    ['ORDER_LIMIT_REACHED', {}, { counts: { ...facts.counts, trades: 41 } }],
    ['REQUEST_LIMIT_REACHED', {}, { counts: { ...facts.counts, requests: 241 } }],
    ['NOT_AN_ENTRY', {}, { intent: { purpose: 'exit', status: 'intended', payloadHash: 'hash' } }],
    ['KILL_SWITCH', {}, { isKillSwitchOff: false }],
    ['AFTER_CUTOFF', {}, { now: 1_001 }],
    ['NOT_IN_PLAN', {}, { planned: null }],
    ['QTY_ABOVE_PLAN', { qty: 101 }, {}],
    ['QTY_ABOVE_PLAN', {}, { bought: { ...facts.bought, shares: 1 } }],
    ['DAY_NOTIONAL', {}, { bought: { ...facts.bought, dollars: dollars('5000.01') } }],
    ['NO_LATEST_PRICE', {}, { latestPrice: null }],
    ['PRICE_DISTANCE', {}, { latestPrice: dollars('62.51') }],
    ['PRICE_DISTANCE', {}, { latestPrice: dollars('37.49') }],
    ['STOP_NOT_OF_PLAN', { stopPrice: dollars('45.01') }, {}],
  ])('holds a buy back: %s [R9]', (code, leaving, given) => {
    expect(codeOf({ ...BUY, ...leaving }, { ...facts, ...given })).toBe(code);
  });

  it.each<[string, Leaving, Partial<LastGateFacts>]>([
    ['SELLS_MORE_THAN_HELD', SELL, { held: null }],
    ['SELLS_MORE_THAN_HELD', { ...SELL, qty: 101 }, {}],
    ['SELLS_MORE_THAN_HELD', SELL, { onSale: 1 }],
    ['SELLS_MORE_THAN_HELD', STOP, { onSale: 100 }],
    ['STOP_DISTANCE', { ...STOP, stopPrice: dollars('44.99') }, {}],
    ['STOP_DISTANCE', { ...STOP, stopPrice: dollars('135.01') }, {}],
    ['STOP_DISTANCE', { ...STOP, stopPrice: moneyFromUnits(0) }, { maxStopDistance: 100 }],
    ['NOT_AN_EXIT', SELL, { intent: facts.intent }],
  ])('holds a sell back: %s [R9] [I4]', (code, leaving, given) => {
    expect(codeOf(leaving, { ...held, ...given })).toBe(code);
  });

  it('lets a stop leave that a person booked by a repair, however far it lies [R9] [F31]', () => {
    const far = { ...STOP, stopPrice: dollars('31.00') };
    const shares = { shares: 100, entryPrice: dollars('90.00') };
    expect(
      codeOf(far, { ...held, held: { ...shares, repairedStop: dollars('31.00') } }),
    ).toBeNull();
    expect(codeOf(far, { ...held, held: { ...shares, repairedStop: dollars('32.00') } })).toBe(
      'STOP_DISTANCE',
    );
  });

  it('says how many shares are on sale already', () => {
    expect(holdBack({ ...SELL, qty: 60 }, { ...exit, onSale: 50 })).toEqual({
      code: 'SELLS_MORE_THAN_HELD',
      message: '60 asked, 50 on sale already, 100 held',
    });
    expect(
      holdBack({ ...BUY, qty: 60 }, { ...facts, bought: { ...facts.bought, shares: 50 } }),
    ).toEqual({ code: 'QTY_ABOVE_PLAN', message: '60 asked, 50 bought, 100 planned' });
  });
});
