import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isLegalTransition, type OrderStatus } from '../../src/domain/order.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { accountView, heldForOrders } from '../../src/paper-broker/account-figures.ts';
import { advanceTo } from '../../src/paper-broker/advance-time.ts';
import type {
  PaperBrokerState,
  PaperMarketAction,
  PaperOrder,
} from '../../src/paper-broker/paper-state.ts';
import { anyBehaviour, anyBook, anyCommands, run, SYMBOLS } from './any-commands.ts';
import { at, paperMarket, split } from './paper-world.ts';

const forward = [split('AAPL', '2015-10-27', 2), split('AMD', '2015-11-03', 1.5)];
const reverse = [split('AAPL', '2015-10-27', 0.25), split('AMD', '2015-11-03', 0.1)];
const others: readonly PaperMarketAction[] = [
  { type: 'ticker_change', ticker: 'AAPL', exDate: sessionDate('2015-10-27'), newTicker: 'MSFT' },
  { type: 'delisting', ticker: 'AMD', exDate: sessionDate('2015-10-29') },
];
const anyActions = fc.constantFrom<readonly PaperMarketAction[]>([], forward, reverse, others);
const anyWorld = [anyBook, anyCommands, anyActions, anyBehaviour] as const;

describe('any sequence of commands', () => {
  it('conserves cash and shares at the fill prices', () => {
    fc.assert(
      fc.property(...anyWorld, (book, commands, actions, behaviour) => {
        const { state, cash: opening } = run({ book, commands, actions, behaviour });
        let cash: number = opening;
        const held = new Map<string, number>();
        const add = (symbol: string, qty: number): void => {
          held.set(symbol, (held.get(symbol) ?? 0) + qty);
          expect(held.get(symbol)).toBeGreaterThanOrEqual(0);
        };
        for (const row of state.activities) {
          if (row.kind === 'fill') {
            const sign = row.side === 'buy' ? 1 : -1;
            expect(Math.abs(row.amount - (row.qty * row.price) / 1e9)).toBeLessThanOrEqual(0.51);
            cash -= sign * row.amount;
            add(row.symbol, sign * row.qty);
          } else if (row.kind === 'ticker_change') {
            add(row.symbol, -row.qty);
            add(row.newSymbol, row.qty);
          } else {
            cash += row.cash;
            if (row.kind === 'split') add(row.symbol, row.after - row.before);
          }
        }
        expect(state.cash).toBe(cash);
        for (const symbol of SYMBOLS) {
          expect(state.positions[symbol]?.qty ?? 0, symbol).toBe(held.get(symbol) ?? 0);
        }
      }),
    );
  });

  it('fills every order for what its executions say, and never beyond what it asked for', () => {
    fc.assert(
      fc.property(...anyWorld, (book, commands, actions, behaviour) => {
        const { state } = run({ book, commands, actions, behaviour });
        const qty = new Map<string, number>();
        const amount = new Map<string, number>();
        for (const row of state.activities) {
          if (row.kind !== 'fill') continue;
          qty.set(row.orderId, (qty.get(row.orderId) ?? 0) + row.qty);
          amount.set(row.orderId, (amount.get(row.orderId) ?? 0) + row.amount);
        }
        for (const order of Object.values(state.orders)) {
          expect(order.filledQty).toBe(qty.get(order.id) ?? 0);
          expect(order.filledValue).toBe(amount.get(order.id) ?? 0);
          if (order.qty !== null) expect(order.filledQty).toBeLessThanOrEqual(order.qty);
          if (order.notional !== null)
            expect(order.filledValue).toBeLessThanOrEqual(order.notional);
          if (order.status === 'filled' && order.qty !== null)
            expect(order.filledQty).toBe(order.qty);
        }
      }),
    );
  });

  it('never reserves more shares than are held, nor shows a negative buying power', () => {
    fc.assert(
      fc.property(anyBook, anyCommands, anyBehaviour, (book, commands, behaviour) => {
        const market = paperMarket(book, forward);
        run({ book, commands, actions: forward, behaviour }, (state) => {
          for (const symbol of SYMBOLS) {
            const held = state.positions[symbol]?.qty ?? 0;
            expect(heldForOrders(state, symbol), symbol).toBeLessThanOrEqual(held);
          }
          expect(accountView(state, market).buyingPower).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  it('moves every order through the status table, tells each change, and what is final stays', () => {
    fc.assert(
      fc.property(...anyWorld, (book, commands, actions, behaviour) => {
        const { state, events } = run({ book, commands, actions, behaviour });
        const last = new Map<string, OrderStatus>();
        for (const event of events) {
          if (event.kind !== 'order') continue;
          const { id, status } = event.order;
          const before = last.get(id);
          if (before !== undefined) {
            expect(isLegalTransition(before, status), `${before} → ${status}`).toBe(true);
          }
          last.set(id, status);
        }
        for (const order of Object.values(state.orders)) {
          expect(last.get(order.id)).toBe(order.status);
        }
        const live = Object.values(state.orders).filter(
          ({ status }) =>
            !['filled', 'canceled', 'expired', 'rejected', 'replaced'].includes(status),
        );
        expect([...state.working].sort()).toEqual(live.map(({ id }) => id).sort());
      }),
    );
  });

  it('names every order that is to be stored again', () => {
    fc.assert(
      fc.property(...anyWorld, (book, commands, actions, behaviour) => {
        const stored = new Map<string, PaperOrder>();
        const { state } = run({ book, commands, actions, behaviour }, (now, events) => {
          for (const event of events) {
            if (event.kind !== 'order' && event.kind !== 'trail') continue;
            const id = event.kind === 'order' ? event.order.id : event.orderId;
            const order = now.orders[id];
            if (order !== undefined) stored.set(id, { ...order });
          }
        });
        expect(Object.fromEntries(stored)).toEqual(state.orders);
      }),
    );
  });

  it('gives the same bytes for the same seed, also after a trip through JSON', () => {
    fc.assert(
      fc.property(anyBook, anyCommands, anyBehaviour, (book, commands, behaviour) => {
        const asked = { book, commands, actions: forward, behaviour };
        const { state } = run(asked);
        const text = JSON.stringify(state);
        expect(JSON.stringify(run(asked).state)).toBe(text);
        const restored = JSON.parse(text) as PaperBrokerState;
        const later = Math.max(at('2016-03-01', '12:00'), state.now);
        advanceTo(state, later, paperMarket(book, forward));
        advanceTo(restored, later, paperMarket(book, forward));
        expect(JSON.stringify(restored)).toBe(JSON.stringify(state));
      }),
      { numRuns: 50 },
    );
  });

  it('makes no difference by being lived through in one step or in many', () => {
    fc.assert(
      fc.property(...anyWorld, (book, commands, actions, behaviour) => {
        const market = paperMarket(book, actions);
        const { state } = run({ book, commands, actions, behaviour });
        const copy = JSON.parse(JSON.stringify(state)) as PaperBrokerState;
        const later = state.now + 5 * 86_400_000;
        advanceTo(state, later, market);
        while (copy.now < later) advanceTo(copy, Math.min(copy.now + 1_999_000, later), market);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(state));
      }),
      { numRuns: 30 },
    );
  });
});
