/** The judge is judged: each invariant finds the one thing that was put there for it, and nothing where nothing is. */
import { describe, expect, it } from 'vitest';

import { END_INVARIANTS, problemsOfEnd, type EndFacts } from './end-invariants.ts';
import { problemsOfRequest, REQUEST_INVARIANTS, type RequestFacts } from './request-invariants.ts';
import type { Facts } from './run-facts.ts';
import { problemsOfRun, RUN_INVARIANTS } from './run-invariants.ts';

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
  sellsWhatIsOurs: { intent: 'exit', plannedQty: null, ledgerShares: 99 },
  generatorOnlyAsks: { command: 'signal-generator' },
};

describe('what is asked of every request', () => {
  it('is met by an entry that is in order', () => {
    expect(problemsOfRequest(REQUEST)).toEqual([]);
  });

  it.each(Object.entries(REQUEST_PLANTS))('finds what was planted for %s', (name, plant) => {
    const check = REQUEST_INVARIANTS[name as keyof typeof REQUEST_INVARIANTS];
    const facts = { ...REQUEST, ...plant };
    expect(check(facts)).toMatch(/^I(1|6|7|8|11|12) /);
    expect(problemsOfRequest(facts)).toEqual([check(facts)]);
  });
});

const RUN: Facts = {
  code: 0,
  command: 'executor',
  phase: 'all',
  minutes: 16,
  book: [{ ticker: 'HELD', shares: 100, plannedExit: false }],
  offered: { HELD: 100 },
  atBroker: { HELD: 100 },
  open: [],
  unknown: [],
  ourOrders: [
    {
      id: '20151026_HELD_entry_buy',
      session: '2015-10-26',
      ticker: 'HELD',
      intent: 'entry',
      filled: 100,
      createdAt: 1,
    },
  ],
  changes: [
    { id: 'a', status: 'new', filled: 0 },
    { id: 'a', status: 'filled', filled: 100 },
  ],
  said: 'done',
  alerts: 0,
  leaks: [],
  shadowChanged: false,
  leftOut: new Set(),
  killSwitch: 'off',
  isOvertaken: false,
};

const bare = { offered: {}, alerts: 0 };

const RUN_PLANTS: readonly (readonly [keyof typeof RUN_INVARIANTS, string, Partial<Facts>])[] = [
  ['oneEntryPerSession', 'I2', { ourOrders: [...RUN.ourOrders, ...RUN.ourOrders] }],
  ['protectedOrTold', 'I3', { ...bare, code: 9 }],
  ['protectedOrTold', 'I3', { ...bare, code: 9, alerts: 1, said: 'something' }],
  ['protectedOrTold', 'I3', { ...bare, code: 7 }],
  ['nothingIsShort', 'I4', { offered: { HELD: 100, MORE: 1 } }],
  ['legalChanges', 'I10', { changes: [...RUN.changes, { id: 'a', status: 'new', filled: 100 }] }],
  ['legalChanges', 'I10', { changes: [...RUN.changes, { id: 'a', status: 'filled', filled: 99 }] }],
  ['shadowIsUntouched', 'I12', { shadowChanged: true }],
  ['noSecretIsSaid', 'I13', { leaks: ['the output'] }],
  ['zeroMeansDone', 'I14', { open: [{ id: 'b', status: 'new' }] }],
  ['zeroMeansDone', 'I14', { killSwitch: 'no-entries' }],
  ['zeroMeansDone', 'I14', { atBroker: { HELD: 100, MORE: 7 } }],
  ['refusalsAreTold', 'I14', { code: 5, said: ' ' }],
  ['endsInTime', 'I18', { code: 1 }],
  ['endsInTime', 'I18', { minutes: 61 }],
];

describe('what is asked of every run', () => {
  it('is met by a run that is in order', () => {
    expect(problemsOfRun(RUN)).toEqual([]);
  });

  it.each(RUN_PLANTS)('finds what was planted for %s [%s]', (name, id, plant) => {
    const facts = { ...RUN, ...plant };
    expect(RUN_INVARIANTS[name](facts)).toEqual([expect.stringMatching(`^${id} `)]);
  });

  it('has a plant for every invariant', () => {
    expect(new Set(RUN_PLANTS.map(([name]) => name))).toEqual(new Set(Object.keys(RUN_INVARIANTS)));
  });

  it('lets bare shares pass whose alarm was raised', () => {
    expect(
      problemsOfRun({ ...RUN, offered: {}, code: 9, alerts: 1, said: 'HELD is bare' }),
    ).toEqual([]);
  });
});

const END: EndFacts = {
  last: RUN,
  codes: [9, 0],
  mayEndWith: [0],
  rerun: { sent: 0, changed: [], code: 0 },
  cash: { ours: 1, theirs: 1, rounding: 0 },
  profit: { fills: -500, book: -500, rounding: 0.01 },
  undisturbed: { HELD: 100 },
  excused: new Set(),
  databaseLeaks: false,
};

const END_PLANTS: readonly (readonly [keyof typeof END_INVARIANTS, string, Partial<EndFacts>])[] = [
  ['booksAgree', 'I5', { last: { ...RUN, atBroker: { HELD: 90 } } }],
  ['booksAgree', 'I5', { last: { ...RUN, unknown: ['c'] } }],
  ['allIsCovered', 'I3', { last: { ...RUN, offered: {} } }],
  ['cashAddsUp', 'I9', { cash: { ours: 1, theirs: 2, rounding: 0 } }],
  ['profitAddsUp', 'I9', { profit: { fills: -500, book: 500, rounding: 0.01 } }],
  ['convergesSoon', 'I16', { codes: [9, 9, 9, 0] }],
  ['rerunChangesNothing', 'I17', { rerun: { sent: 1, changed: [], code: 0 } }],
  ['rerunChangesNothing', 'I17', { rerun: { sent: 0, changed: ['orders'], code: 0 } }],
  ['rerunChangesNothing', 'I17', { rerun: { sent: 0, changed: [], code: 9 } }],
  ['databaseKeepsNoSecret', 'I13', { databaseLeaks: true }],
  ['sameHoldings', 'I20', { undisturbed: { HELD: 100, NEWS: 200 } }],
];

describe('what is asked in the end', () => {
  it('is met by an end that is in order', () => {
    expect(problemsOfEnd(END)).toEqual([]);
  });

  it.each(END_PLANTS)('finds what was planted for %s [%s]', (name, id, plant) => {
    const facts = { ...END, ...plant };
    expect(END_INVARIANTS[name](facts)).toEqual([expect.stringMatching(`^${id} `)]);
  });

  it('has a plant for every invariant', () => {
    expect(new Set(END_PLANTS.map(([name]) => name))).toEqual(new Set(Object.keys(END_INVARIANTS)));
  });

  it('excuses an entry that some run said it would not send', () => {
    const undisturbed = { HELD: 100, NEWS: 200 };
    expect(problemsOfEnd({ ...END, undisturbed, excused: new Set(['NEWS']) })).toEqual([]);
  });
});
