import { describe, expect, it } from 'vitest';

import type { BrokerAccount, BrokerAsset, BrokerPosition } from '../../src/domain/account.ts';
import type { JournalStatus } from '../../src/domain/order.ts';
import { ticker } from '../../src/domain/ticker.ts';
import {
  planEntryOrders,
  type EntryDecision,
  type EntryFacts,
  type EntryLimits,
  type EntrySignalFacts,
} from '../../src/plans/order-plan.ts';
import { brokerOrder, dollars, journalOrder, position } from '../domain/sample.ts';

const entryOrder = (name: string, status: JournalStatus) =>
  journalOrder({ clientOrderId: `20151023_${name}_entry_buy`, ticker: ticker(name), status });

const account: BrokerAccount = {
  id: 'id',
  accountNumber: 'PA1',
  status: 'ACTIVE',
  cash: dollars('50000.00'),
  equity: dollars('100000.00'),
  buyingPower: dollars('100000.00'),
  multiplier: 2,
  tradingBlocked: false,
  accountBlocked: false,
  tradeSuspendedByUser: false,
};
const asset = (symbol: string, tradable = true): BrokerAsset => ({
  symbol,
  name: symbol,
  tradable,
  status: 'active',
  fractionable: true,
});
const signal = (name: string, facts: Partial<EntrySignalFacts> = {}): EntrySignalFacts => ({
  ticker: ticker(name),
  qty: 100,
  referencePrice: dollars('100.00'),
  stopPrice: dollars('90.00'),
  ...facts,
});
const atBroker = (symbol: string): BrokerPosition => ({
  symbol,
  qty: 100,
  qtyAvailable: 100,
  avgEntryPrice: dollars('100.00'),
  currentPrice: null,
});
const LIMITS: EntryLimits = {
  maxPositions: 20,
  minBuyingPower: 5_000,
  cashOnly: false,
  maxPriceDistance: 25,
};

type Facts = Partial<Omit<EntryFacts, 'limits'>> & { readonly limits?: Partial<EntryLimits> };

function buy(names: readonly string[], { limits, ...facts }: Facts = {}): readonly EntryDecision[] {
  return planEntryOrders({
    entries: names.map((name) => signal(name)),
    book: [],
    brokerPositions: [],
    sessionOrders: [],
    openOrders: [],
    account,
    latestPrices: new Map(names.map((name) => [name, dollars('101.00')])),
    assets: new Map(names.map((name) => [name, asset(name)])),
    disputed: new Set(),
    closed: null,
    pendingExits: 0,
    limits: { ...LIMITS, ...limits },
    ...facts,
  });
}

const told = (decisions: readonly EntryDecision[]) =>
  decisions.map((one) => `${one.ticker} ${one.kind === 'denied' ? one.code : one.kind}`);

describe('the buys of a session', () => {
  it('ask for the shares of the signal, with the latest price beside the price of the report', () => {
    expect(buy(['A'])).toEqual([
      {
        kind: 'buy',
        ticker: 'A',
        qty: 100,
        stopPrice: dollars('90.00'),
        referencePrice: dollars('100.00'),
        latestPrice: dollars('101.00'),
      },
    ]);
  });

  const denials: [string, string, Facts][] = [
    ['KILL_SWITCH', 'entries are closed', { closed: { code: 'KILL_SWITCH', message: 'on' } }],
    ['DISPUTED', 'book and broker disagree about it', { disputed: new Set([ticker('A')]) }],
    ['ALREADY_HELD', 'it is in the book', { book: [position('A')] }],
    ['NOT_TRADABLE', 'the broker does not know it', { assets: new Map([['A', null]]) }],
    ['NOT_TRADABLE', 'nobody asked the broker', { assets: new Map() }],
    ['NOT_TRADABLE', 'trading is halted', { assets: new Map([['A', asset('A', false)]]) }],
    ['NO_LATEST_PRICE', 'it has no last trade', { latestPrices: new Map() }],
    [
      'PRICE_DISTANCE',
      'it has risen too far',
      { latestPrices: new Map([['A', dollars('125.01')]]) },
    ],
    [
      'PRICE_DISTANCE',
      'it has fallen too far',
      { latestPrices: new Map([['A', dollars('74.99')]]) },
    ],
    ['STOP_ABOVE_PRICE', 'it is at its stop', { latestPrices: new Map([['A', dollars('90.00')]]) }],
    [
      'WASH_TRADE',
      'a sell of it is open',
      { openOrders: [brokerOrder({ symbol: 'A', side: 'sell' })] },
    ],
    [
      'CAPACITY_FULL',
      'all places are taken',
      { book: [position('B')], limits: { maxPositions: 1 } },
    ],
    ['BUYING_POWER', 'too little would be left', { limits: { minBuyingPower: 89_900.01 } }],
    [
      'CASH_ONLY',
      'it would need margin',
      {
        limits: { cashOnly: true },
        account: { ...account, cash: dollars('10099.99') },
      },
    ],
  ];
  it.each(denials)('are denied as %s when %s', (code, _when, facts) => {
    expect(told(buy(['A'], facts))).toEqual([`A ${code}`]);
  });

  it.each([
    [
      'the price at the edge of its distance',
      { latestPrices: new Map([['A', dollars('125.00')]]) },
    ],
    ['the price a cent above the stop', { latestPrices: new Map([['A', dollars('90.01')]]) }],
    ['exactly the buying power that must stay', { limits: { minBuyingPower: 89_900 } }],
    [
      'exactly the cash',
      {
        limits: { cashOnly: true },
        account: { ...account, cash: dollars('10100.00') },
      },
    ],
    ['an open buy of it', { openOrders: [brokerOrder({ symbol: 'A', side: 'buy' })] }],
    ['an open sell of another', { openOrders: [brokerOrder({ symbol: 'B', side: 'sell' })] }],
  ] satisfies [string, Facts][])('go out with %s', (_what, facts) => {
    expect(told(buy(['A'], facts))).toEqual(['A buy']);
  });

  it('tell the numbers of a denial', () => {
    const [far] = buy(['A'], { latestPrices: new Map([['A', dollars('130.00')]]) });
    expect(far).toMatchObject({
      message: 'last trade 130.00, report 100.00: 30.0 % apart',
    });
  });

  it('use up buying power from entry to entry', () => {
    // Each costs 100 × 101 = 10,100; 5,000 must stay of 25,200: two fit exactly.
    const twice = { ...account, buyingPower: dollars('25200.00') };
    expect(told(buy(['A', 'B', 'C'], { account: twice }))).toEqual([
      'A buy',
      'B buy',
      'C BUYING_POWER',
    ]);
  });

  it('use up cash, too, where only cash may be spent', () => {
    const poor = { ...account, cash: dollars('15000.00') };
    const facts = { account: poor, limits: { cashOnly: true } };
    expect(told(buy(['A', 'B'], facts))).toEqual(['A buy', 'B CASH_ONLY']);
  });

  it('let a cheaper entry pass after a dearer one was denied for money', () => {
    const entries = [signal('A', { qty: 900 }), signal('B')];
    expect(
      told(buy(['A', 'B'], { entries, account: { ...account, buyingPower: dollars('20000') } })),
    ).toEqual(['A BUYING_POWER', 'B buy']);
  });
});

describe('an entry of an earlier run of this session', () => {
  it.each([
    'new',
    'filled',
    'partially_filled',
    'canceled',
    'expired',
    'rejected',
    'refused',
    'pending_cancel',
    'unknown',
  ] as const)('that is %s is not sent again', (status) => {
    expect(buy(['A'], { sessionOrders: [entryOrder('A', status)] })).toEqual([
      { kind: 'already', ticker: 'A', clientOrderId: '20151023_A_entry_buy' },
    ]);
  });

  it.each(['order_class_refused: no groups', 'unauthorized: no keys'])(
    'that was refused for another reason than its own (%s) is sent again',
    (rejectReason) => {
      const refused = { ...entryOrder('A', 'refused'), rejectReason };
      expect(told(buy(['A'], { sessionOrders: [refused] }))).toEqual(['A buy']);
      const done = { ...entryOrder('A', 'filled'), clientOrderId: '20151023_A_entry_buy_2' };
      expect(told(buy(['A'], { sessionOrders: [refused, done] }))).toEqual(['A already']);
    },
  );

  it.each(['intended', 'unknown_outcome'] as const)(
    'that is %s goes out again under its id, in the place it holds already',
    (status) => {
      const facts = { sessionOrders: [entryOrder('A', status)], limits: { maxPositions: 1 } };
      expect(told(buy(['A'], facts))).toEqual(['A buy']);
      expect(told(buy(['B', 'A'], facts))).toEqual(['B CAPACITY_FULL', 'A buy']);
      expect(told(buy(['A', 'B'], { ...facts, limits: { maxPositions: 2 } }))).toEqual([
        'A buy',
        'B buy',
      ]);
      expect(told(buy(['A', 'B', 'C'], { ...facts, limits: { maxPositions: 2 } }))).toEqual([
        'A buy',
        'B buy',
        'C CAPACITY_FULL',
      ]);
    },
  );

  it('is told as done before anything else is asked, even with entries closed', () => {
    const facts = {
      sessionOrders: [entryOrder('A', 'filled')],
      book: [position('A')],
      closed: { code: 'KILL_SWITCH', message: 'on' },
    };
    expect(told(buy(['A'], facts))).toEqual(['A already']);
  });
});

describe('room for entries', () => {
  const two = { limits: { maxPositions: 2 } };

  it('goes to the best first', () => {
    expect(told(buy(['A', 'B', 'C'], two))).toEqual(['A buy', 'B buy', 'C CAPACITY_FULL']);
  });

  it('is what the book leaves, or the broker when that is less', () => {
    expect(told(buy(['A', 'B'], { ...two, book: [position('X')] }))).toEqual([
      'A buy',
      'B CAPACITY_FULL',
    ]);
    expect(told(buy(['A'], { ...two, brokerPositions: [atBroker('X'), atBroker('Y')] }))).toEqual([
      'A CAPACITY_FULL',
    ]);
  });

  it('is taken once by what book and broker both hold', () => {
    const both = { book: [position('X')], brokerPositions: [atBroker('X')] };
    expect(told(buy(['A'], { ...two, ...both }))).toEqual(['A buy']);
  });

  it('is taken by working entries, and by a filled one that the broker shows already', () => {
    expect(told(buy(['A', 'B'], { ...two, sessionOrders: [entryOrder('X', 'new')] }))).toEqual([
      'A buy',
      'B CAPACITY_FULL',
    ]);
    const half = {
      sessionOrders: [entryOrder('X', 'partially_filled')],
      book: [position('X')],
      brokerPositions: [atBroker('X')],
    };
    expect(told(buy(['A', 'B'], { ...two, ...half }))).toEqual(['A buy', 'B CAPACITY_FULL']);
  });

  it('is not taken by entries that came to nothing', () => {
    const sessionOrders = [entryOrder('X', 'refused'), entryOrder('Y', 'canceled')];
    expect(told(buy(['A', 'B'], { ...two, sessionOrders }))).toEqual(['A buy', 'B buy']);
  });

  it('that will come from a sell makes one entry wait for each', () => {
    const full = { ...two, book: [position('X'), position('Y')], pendingExits: 1 };
    expect(told(buy(['A', 'B'], full))).toEqual(['A deferred', 'B CAPACITY_FULL']);
  });

  it('is not kept for a candidate the market refuses', () => {
    const full = { ...two, book: [position('X'), position('Y')], pendingExits: 1 };
    const assets = new Map([
      ['A', asset('A', false)],
      ['B', asset('B')],
    ]);
    expect(told(buy(['A', 'B'], { ...full, assets }))).toEqual(['A NOT_TRADABLE', 'B deferred']);
  });
});
