/** The judge of requests is judged: each invariant finds the one thing that was put there for it, and nothing else. */
import { describe, expect, it } from 'vitest';

import { problemsOfRequest, REQUEST_INVARIANTS, type RequestFacts } from './request-invariants.ts';

const REQUEST: RequestFacts = {
  method: 'POST',
  command: 'executor',
  id: '20151026_NEWS_entry_buy',
  body: '{"client_order_id":"20151026_NEWS_entry_buy"}',
  hasLock: true,
  intent: 'entry',
  isIntended: true,
  isCancelNoted: true,
  earlierBodies: ['{"client_order_id":"20151026_NEWS_entry_buy"}'],
  isKilled: false,
  qty: 100,
  ledgerShares: 0,
  room: { used: 3, max: 3 },
  trades: { used: 40, max: 40 },
  stops: { used: 20, max: 20 },
  plannedQty: 100,
  carriesStop: true,
  takesGroups: true,
  timeInForce: 'gtc',
  isLate: false,
  onSale: 0,
  held: 0,
  booked: 0,
  isClockWrong: false,
  isQuiet: true,
};

const REQUEST_PLANTS: Readonly<Record<keyof typeof REQUEST_INVARIANTS, Partial<RequestFacts>>> = {
  onePayloadPerId: { earlierBodies: ['{"qty":"7"}'] },
  everyOrderHasOurId: { intent: null, id: 'mine' },
  intentBeforeEffect: { isIntended: false },
  cancelIsNoted: { isCancelNoted: false },
  noEntryWhenKilled: { isKilled: true },
  onlyWithTheLock: { hasLock: false },
  roomForEntries: { room: { used: 4, max: 3 } },
  dailyCaps: { trades: { used: 41, max: 40 } },
  entriesAsPlanned: { qty: 101 },
  sellsWhatIsOurs: { intent: 'exit', plannedQty: null, ledgerShares: 99, held: 100 },
  generatorOnlyAsks: { command: 'signal-generator' },
  entryCarriesStop: { carriesStop: false, earlierBodies: [] },
  stopsOutliveTheDay: { timeInForce: 'day' },
  noEntryAfterTheCutoff: { isLate: true },
  noEntryByAWrongClock: { isClockWrong: true },
  booksAllowTheSell: {
    ...{ intent: 'exit', plannedQty: null, ledgerShares: 100, held: 200 },
    booked: 1,
  },
  nothingIsSoldTwice: {
    ...{ intent: 'exit', plannedQty: null, ledgerShares: 100 },
    ...{ onSale: 100, held: 100 },
  },
};

describe('what is asked of every request', () => {
  it('is met by an entry that is in order', () => {
    expect(problemsOfRequest(REQUEST)).toEqual([]);
  });

  it.each(Object.entries(REQUEST_PLANTS))('finds what was planted for %s', (name, plant) => {
    const check = REQUEST_INVARIANTS[name as keyof typeof REQUEST_INVARIANTS];
    const facts = { ...REQUEST, ...plant };
    expect(check(facts)).toMatch(/^(I(1|3|4|6|7|8|11|12)|R12) /);
    expect(problemsOfRequest(facts)).toEqual([check(facts)]);
  });
});
