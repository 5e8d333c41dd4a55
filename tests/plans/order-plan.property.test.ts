import { describe, expect, it } from 'vitest';

import type { BrokerAccount } from '../../src/domain/account.ts';
import { moneyFromUnits, type Money } from '../../src/domain/money.ts';
import { addDays, sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import {
  planEntryOrders,
  planExitOrders,
  type EntryFacts,
  type ExitFacts,
} from '../../src/plans/order-plan.ts';
import { brokerOrder, dollars, journalOrder, position } from '../domain/sample.ts';
import { fc } from '../support/fast-check.ts';

const NAMES = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF'];
const SITUATIONS = [
  'free',
  'held',
  'sent',
  'disputed',
  'far',
  'untradable',
  'selling',
  'silent',
] as const;
type Signal = {
  readonly situation: (typeof SITUATIONS)[number];
  /** Dollars. */
  readonly price: number;
  readonly qty: number;
};
type Terms = { readonly names: readonly string[]; readonly weeks: number; readonly scale: number };

const PLAIN: Terms = { names: NAMES, weeks: 0, scale: 1 };
const signals = fc.array(
  fc.record({
    situation: fc.constantFrom(...SITUATIONS),
    price: fc.integer({ min: 10, max: 300 }),
    qty: fc.integer({ min: 1, max: 100 }),
  }),
  { minLength: 1, maxLength: NAMES.length },
);
const account: BrokerAccount = {
  id: 'a',
  accountNumber: 'PA1',
  status: 'ACTIVE',
  cash: dollars('30000'),
  equity: dollars('30000'),
  buyingPower: dollars('30000'),
  multiplier: 1,
  tradingBlocked: false,
  accountBlocked: false,
  tradeSuspendedByUser: false,
};
const RUNS = { numRuns: 150 };

function entryFacts(world: readonly Signal[], { names, weeks, scale }: Terms): EntryFacts {
  const of = (...which: readonly Signal['situation'][]) =>
    world.flatMap((signal, at) =>
      which.includes(signal.situation) ? [{ ...signal, name: names[at] ?? '' }] : [],
    );
  const price = (dollarsOf: number): Money => moneyFromUnits((dollarsOf * 120_000) / 12 / scale);
  return {
    entries: world.map((signal, at) => ({
      ticker: ticker(names[at] ?? ''),
      qty: signal.qty * scale,
      referencePrice: price(signal.price * 12),
      stopPrice: price(signal.price * 9),
    })),
    book: of('held').map(({ name }, at) => position(name, { positionId: at + 1 })),
    brokerPositions: [],
    sessionOrders: of('sent').map(({ name }) =>
      journalOrder({
        clientOrderId: `sent ${name}`,
        ticker: ticker(name),
        tradeDate: addDays(sessionDate('2015-10-23'), 7 * weeks),
        status: 'new',
      }),
    ),
    openOrders: of('selling').map(({ name }) => brokerOrder({ symbol: name, side: 'sell' })),
    account,
    latestPrices: new Map(
      world.flatMap(({ situation, price: of }, at) =>
        situation === 'silent'
          ? []
          : [[names[at] ?? '', price(of * (situation === 'far' ? 24 : 12))] as const],
      ),
    ),
    assets: new Map(
      world.map(({ situation }, at) => {
        const symbol = names[at] ?? '';
        const tradable = situation !== 'untradable';
        return [symbol, { symbol, name: '', tradable, status: 'active', fractionable: true }];
      }),
    ),
    disputed: new Set(of('disputed').map(({ name }) => ticker(name))),
    limits: { maxPositions: 5, minBuyingPower: 1_000, cashOnly: true, maxPriceDistance: 25 },
    closed: null,
    pendingExits: 1,
  };
}

const buys = (world: readonly Signal[], terms: Terms) =>
  planEntryOrders(entryFacts(world, terms)).map((decision) => ({
    stock: terms.names.indexOf(decision.ticker),
    what: decision.kind === 'denied' ? decision.code : decision.kind,
    shares: decision.kind === 'buy' ? decision.qty / terms.scale : 0,
    stop: decision.kind === 'buy' ? decision.stopPrice * terms.scale : 0,
  }));

describe('the orders of a session', () => {
  it('do not depend on the names of the stocks [I19]', () => {
    fc.assert(
      fc.property(
        signals,
        fc.shuffledSubarray(NAMES, { minLength: NAMES.length }),
        (world, names) => {
          expect(buys(world, { ...PLAIN, names })).toEqual(buys(world, PLAIN));
        },
      ),
      RUNS,
    );
  });

  it('do not depend on the week [I19]', () => {
    fc.assert(
      fc.property(signals, fc.integer({ min: -100, max: 400 }), (world, weeks) => {
        expect(buys(world, { ...PLAIN, weeks })).toEqual(buys(world, PLAIN));
      }),
      RUNS,
    );
  });

  it('are the same shares in the terms after a split, at the same dollars [I19]', () => {
    fc.assert(
      fc.property(signals, fc.constantFrom(2, 3, 4, 10), (world, scale) => {
        expect(buys(world, { ...PLAIN, scale })).toEqual(buys(world, PLAIN));
      }),
      RUNS,
    );
  });

  it('sell the same positions whatever they are called and in whichever order they are listed [I19]', () => {
    const exits = (names: readonly string[], count: number, turned: boolean): ExitFacts => {
      const book = names.slice(0, count).map((name, at) => position(name, { positionId: at + 1 }));
      return {
        exits: book.map(({ ticker: of, positionId }) => ({
          ticker: of,
          positionId,
          reason: 'trend_break',
        })),
        book: turned ? [...book].reverse() : book,
        exitOrders: [],
        liveStops: book.map(({ positionId, ticker: of }) =>
          journalOrder({ intent: 'stop', side: 'sell', ticker: of, positionId }),
        ),
        disputed: new Set(book.slice(0, 1).map(({ ticker: of }) => of)),
      };
    };
    const told = (facts: ExitFacts) =>
      planExitOrders(facts).map((one) => ({
        kind: one.kind,
        position: one.kind === 'sell' ? one.position.positionId : null,
        cancel: one.kind === 'sell' ? one.cancel.map(({ positionId }) => positionId) : [],
      }));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(NAMES, { minLength: NAMES.length }),
        fc.integer({ min: 1, max: NAMES.length }),
        fc.boolean(),
        (names, count, turned) => {
          expect(told(exits(names, count, turned))).toEqual(told(exits(NAMES, count, false)));
        },
      ),
      RUNS,
    );
  });
});
