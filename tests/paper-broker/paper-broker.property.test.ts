import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Split } from '../../src/domain/bar.ts';
import { isLegalTransition, type OrderStatus } from '../../src/domain/order.ts';
import { dateOfDayNumber, dayNumber, sessionDate } from '../../src/domain/session-date.ts';
import { accountView, heldForOrders } from '../../src/paper-broker/account-figures.ts';
import { advanceTo } from '../../src/paper-broker/advance-time.ts';
import { cancelOrder, replaceOrder, submitOrder } from '../../src/paper-broker/paper-broker.ts';
import {
  createPaperBroker,
  type BrokerEvent,
  type PaperBrokerState,
} from '../../src/paper-broker/paper-state.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import {
  at,
  change,
  dollars,
  paperMarket,
  request,
  split,
  type Book,
  type Prices,
} from './paper-world.ts';

const SYMBOLS = ['AAPL', 'AMD', 'MSFT'] as const;
const SESSIONS = sessionsBetween(sessionDate('2015-10-01'), sessionDate('2016-03-31'));
const CASH = dollars('50000');

type Command =
  | { readonly kind: 'advance'; readonly minutes: number }
  | {
      readonly kind: 'submit';
      readonly symbol: string;
      readonly side: 'buy' | 'sell';
      readonly type: 'market' | 'limit' | 'stop';
      readonly timeInForce: 'day' | 'gtc';
      readonly isGroup: boolean;
      readonly qty: number;
      readonly percent: number;
    }
  | { readonly kind: 'cancel'; readonly pick: number }
  | { readonly kind: 'replace'; readonly pick: number; readonly percent: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('advance'), minutes: fc.nat(3000) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('submit'),
      symbol: fc.constantFrom(...SYMBOLS),
      side: fc.constantFrom('buy', 'buy', 'sell'),
      type: fc.constantFrom('market', 'limit', 'stop'),
      timeInForce: fc.constantFrom('day', 'gtc'),
      isGroup: fc.boolean(),
      qty: fc.integer({ min: 1, max: 60 }),
      percent: fc.integer({ min: 80, max: 120 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel'), pick: fc.nat(40) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('replace'),
      pick: fc.nat(40),
      percent: fc.integer({ min: 80, max: 99 }),
    }),
  },
);

/** Whole-dollar prices around 100 so that splits are the only source of fractions. */
const book: fc.Arbitrary<Book> = fc
  .array(fc.integer({ min: 80, max: 120 }), { minLength: 30, maxLength: 60 })
  .map((prices) =>
    Object.fromEntries(
      SYMBOLS.map((symbol, shift) => [
        symbol,
        Object.fromEntries(
          SESSIONS.filter((_date, index) => (index + shift) % 11 !== 7).map((date, index) => {
            const price = (offset: number): number =>
              prices[(index * 3 + shift + offset) % prices.length] ?? 100;
            const [open, close] = [price(0), price(1)];
            const high = Math.max(open, close, price(2));
            const bar: Prices = [open, high, Math.min(open, close, price(2)), close];
            return [date, bar];
          }),
        ),
      ]),
    ),
  );

type Run = { readonly state: PaperBrokerState; readonly events: readonly BrokerEvent[] };

function run(
  prices: Book,
  commands: readonly Command[],
  splits: readonly Split[],
  check: (state: PaperBrokerState) => void = () => undefined,
): Run {
  const market = paperMarket(prices, splits);
  const state = createPaperBroker({
    now: at('2015-10-23', '09:15'),
    cash: CASH,
    multiplier: 2,
    accountNumber: 'PA1',
    seed: 'property',
  });
  const events: BrokerEvent[] = [];
  const noteEvents = (result: {
    readonly kind: string;
    readonly events?: readonly BrokerEvent[];
  }) => events.push(...(result.events ?? []));
  for (const step of commands) {
    const ids = Object.keys(state.orders);
    if (step.kind === 'advance') {
      events.push(...advanceTo(state, state.now + step.minutes * 60_000, market));
    } else if (step.kind === 'submit') {
      const price = dollars(String(step.percent));
      const simple = request({
        ...step,
        limitPrice: step.type === 'limit' ? price : null,
        stopPrice: step.type === 'stop' ? price : null,
      });
      const asked = step.isGroup
        ? { ...simple, orderClass: 'oto' as const, stopLossPrice: dollars('82') }
        : simple;
      noteEvents(submitOrder(state, asked, market));
    } else {
      const id = ids[step.pick % Math.max(ids.length, 1)] ?? 'none';
      if (step.kind === 'cancel') noteEvents(cancelOrder(state, id, market));
      else {
        const changes = change({ stopPrice: dollars(String(step.percent)) });
        noteEvents(replaceOrder(state, id, changes, market));
      }
    }
    check(state);
  }
  return { state, events };
}

const commands = fc.array(command, { minLength: 5, maxLength: 60 });
const forward = [split('AAPL', '2015-10-27', 2), split('AMD', '2015-11-03', 1.5)];
const reverse = [split('AAPL', '2015-10-27', 0.25), split('AMD', '2015-11-03', 0.1)];

describe('any sequence of commands', () => {
  it('conserves cash and shares at the fill prices', () => {
    fc.assert(
      fc.property(
        book,
        commands,
        fc.constantFrom([], forward, reverse),
        (prices, steps, splits) => {
          const { state } = run(prices, steps, splits);
          let cash: number = CASH;
          const held = new Map<string, number>();
          for (const row of state.activities) {
            const before = held.get(row.symbol) ?? 0;
            if (row.kind === 'split') {
              expect(row.before).toBe(before);
              held.set(row.symbol, row.after);
              cash += row.cash;
            } else if (row.kind === 'fill') {
              const sign = row.side === 'buy' ? 1 : -1;
              held.set(row.symbol, before + sign * row.qty);
              cash -= (sign * row.qty * row.price) / 1e9;
            }
            expect(held.get(row.symbol)).toBeGreaterThanOrEqual(0);
          }
          expect(state.cash).toBe(cash);
          for (const symbol of SYMBOLS) {
            expect(state.positions[symbol]?.qty ?? 0, symbol).toBe(held.get(symbol) ?? 0);
          }
        },
      ),
    );
  });

  it('never reserves more shares than are held, nor shows a negative buying power', () => {
    fc.assert(
      fc.property(book, commands, (prices, steps) => {
        const market = paperMarket(prices, forward);
        run(prices, steps, forward, (state) => {
          for (const symbol of SYMBOLS) {
            const held = state.positions[symbol]?.qty ?? 0;
            expect(heldForOrders(state, symbol), symbol).toBeLessThanOrEqual(held);
          }
          expect(accountView(state, market).buyingPower).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  it('moves every order through the status table, and what is final stays', () => {
    fc.assert(
      fc.property(book, commands, fc.constantFrom(forward, reverse), (prices, steps, splits) => {
        const { state, events } = run(prices, steps, splits);
        const last = new Map<string, OrderStatus>();
        for (const event of events) {
          if (event.kind !== 'order') continue;
          const before = last.get(event.order.id);
          if (before !== undefined) {
            expect(
              isLegalTransition(before, event.order.status),
              `${before} → ${event.order.status}`,
            ).toBe(true);
          }
          last.set(event.order.id, event.order.status);
        }
        for (const order of Object.values(state.orders)) {
          expect(last.get(order.id)).toBe(order.status);
        }
      }),
    );
  });

  it('gives the same bytes for the same seed, also after a trip through JSON', () => {
    fc.assert(
      fc.property(book, commands, (prices, steps) => {
        const { state } = run(prices, steps, forward);
        const text = JSON.stringify(state);
        expect(JSON.stringify(run(prices, steps, forward).state)).toBe(text);
        const restored = JSON.parse(text) as PaperBrokerState;
        const later = at(dateOfDayNumber(dayNumber(sessionDate('2016-03-01'))), '12:00');
        advanceTo(state, Math.max(later, state.now), paperMarket(prices, forward));
        advanceTo(restored, Math.max(later, restored.now), paperMarket(prices, forward));
        expect(JSON.stringify(restored)).toBe(JSON.stringify(state));
      }),
      { numRuns: 50 },
    );
  });
});
