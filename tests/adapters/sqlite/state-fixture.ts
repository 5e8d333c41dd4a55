import { migrate } from '../../../src/adapters/sqlite/migrate.ts';
import { openDatabase, type Database } from '../../../src/adapters/sqlite/open-database.ts';
import { stateReads } from '../../../src/adapters/sqlite/state-reads.ts';
import { stateWrites } from '../../../src/adapters/sqlite/state-writes.ts';
import { clientOrderId } from '../../../src/domain/client-order-id.ts';
import { moneyFromUnits } from '../../../src/domain/money.ts';
import { EXIT_REASONS, type Position } from '../../../src/domain/position.ts';
import { dateOfDayNumber, sessionDate } from '../../../src/domain/session-date.ts';
import { ticker } from '../../../src/domain/ticker.ts';
import type { IntendedOrder, StateStore } from '../../../src/ports/state-store.ts';
import { orderRequest, position } from '../../domain/sample.ts';
import { fc } from '../../support/fast-check.ts';

export const SESSION = sessionDate('2015-10-23');
export const NEXT = sessionDate('2015-10-26');
export const AT = Date.UTC(2015, 9, 23, 13, 5);
export const ID = '20151023_AMZN_entry_buy';

/** A fresh state in memory, with the database behind it for what the port does not show. */
export type State = { readonly database: Database; readonly store: StateStore };

export async function openState(): Promise<State> {
  const database = await openDatabase(':memory:');
  migrate(database, ':memory:');
  return { database, store: { ...stateReads(database), ...stateWrites(database) } };
}

export function intend(
  store: StateStore,
  name = 'AMZN',
  facts: Partial<IntendedOrder> = {},
  attempt = 1,
): string {
  const { intent = 'entry', tradeDate = SESSION } = facts;
  const id = clientOrderId({ tradeDate, ticker: ticker(name), intent }, attempt);
  store.intendOrder({
    request: orderRequest({
      clientOrderId: id,
      symbol: ticker(name),
      side: intent === 'entry' ? 'buy' : 'sell',
    }),
    intent,
    tradeDate,
    positionId: null,
    payloadHash: 'hash',
    runId: 'run-1',
    at: AT,
    ...facts,
  });
  return id;
}

export function open(store: StateStore, name: string, facts: Partial<Position> = {}): number {
  return store.openPosition({ ...position(name, facts), targetShares: 100 });
}

const anyDate = fc.integer({ min: 7_305, max: 24_000 }).map(dateOfDayNumber);
const anyPrice = fc.integer({ min: 1, max: 10_000_000_000 }).map(moneyFromUnits);
export const anyPosition = fc.record({
  entryDate: anyDate,
  entryPrice: anyPrice,
  shares: fc.integer({ min: 1, max: 1_000_000 }),
  stopPrice: anyPrice,
  stopOrderId: fc.option(fc.string()),
  score: fc.option(fc.double({ min: 0, max: 100, noNaN: true, noDefaultInfinity: true })),
  grade: fc.constantFrom('A' as const, 'D' as const, null),
  gradeSource: fc.constantFrom('html' as const, 'inferred' as const, null),
  reportDate: fc.option(anyDate),
  companyName: fc.option(fc.string({ unit: 'grapheme' })),
  // A REAL column has no negative zero.
  gapSize: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((gap) => gap + 0)),
  plannedExit: fc.constantFrom(...EXIT_REASONS, null),
});
