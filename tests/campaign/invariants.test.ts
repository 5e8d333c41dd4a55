/** The judge is judged: each invariant finds the one thing that was put there for it, and nothing where nothing is. */
import { describe, expect, it } from 'vitest';

import {
  END_INVARIANTS,
  problemsOfEnd,
  type EndFacts,
  type Rest,
  type Session,
} from './end-invariants.ts';
import type { Known } from './known.ts';
import type { Facts, Told } from './run-facts.ts';
import { problemsOfRun, RUN_INVARIANTS } from './run-invariants.ts';

const ACCOUNT: Known = { offered: { HELD: 100 }, atBroker: { HELD: 100 }, killSwitch: 'off' };

const RUN: Facts = {
  code: 0,
  command: 'executor',
  phase: 'all',
  minutes: 8,
  book: [{ ticker: 'HELD', shares: 100, plannedExit: false }],
  now: ACCOUNT,
  known: ACCOUNT,
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
  voided: [{ id: 'b', looks: 3, seconds: 15 }],
  unanswered: ['SOLD'],
  said: 'done',
  findings: [],
  alerts: [],
  leaks: [],
  shadowChanged: false,
  leftOut: new Set(),
  beforeSplit: new Set(),
};

const told = (code: string, subject: string | null = 'HELD') => ({ code, subject });
const knows = (known: Partial<Known>) => ({ known: { ...ACCOUNT, ...known } });
const isNow = (now: Partial<Known>) => ({ now: { ...ACCOUNT, ...now } });
const bare = knows({ offered: {} });
const bareAndStopped = { ...bare, ...isNow({ killSwitch: 'no-entries' }) };
const alerts = [told('UNRESOLVED')];

const RUN_PLANTS: readonly (readonly [keyof typeof RUN_INVARIANTS, string, Partial<Facts>])[] = [
  ['oneEntryPerSession', 'I2', { ourOrders: [...RUN.ourOrders, ...RUN.ourOrders] }],
  ['protectedOrTold', 'I3', bare],
  ['protectedOrTold', 'I3', { ...bare, code: 9 }],
  ['protectedOrTold', 'I3', { ...bareAndStopped, code: 9, findings: [told('UNPROTECTED')] }],
  ['protectedOrTold', 'I3', { ...bare, code: 7 }],
  ['nothingIsShort', 'I4', isNow({ offered: { HELD: 100, MORE: 1 } })],
  ['legalChanges', 'I10', { changes: [...RUN.changes, { id: 'a', status: 'new', filled: 100 }] }],
  ['legalChanges', 'I10', { changes: [...RUN.changes, { id: 'a', status: 'filled', filled: 99 }] }],
  ['refusedSellIsAnswered', 'I3', { unanswered: ['HELD'] }],
  ['absenceIsCertain', 'R3', { voided: [{ id: 'b', looks: 2, seconds: 15 }] }],
  ['absenceIsCertain', 'R3', { voided: [{ id: 'b', looks: 3, seconds: 14 }] }],
  ['zeroMeansDone', 'I14', { findings: [{ ...told('UNPROTECTED'), severity: 'error' }] }],
  ['shadowIsUntouched', 'I12', { shadowChanged: true }],
  ['noSecretIsSaid', 'I13', { leaks: ['the output'] }],
  ['zeroMeansDone', 'I14', { open: [{ id: 'b', status: 'new' }] }],
  ['zeroMeansDone', 'I14', knows({ killSwitch: 'no-entries' })],
  ['zeroMeansDone', 'I14', knows({ atBroker: { HELD: 100, MORE: 7 } })],
  ['refusalsAreTold', 'I14', { code: 5, said: ' ' }],
  ['badEndsAlarm', 'I14', { code: 10 }],
  ['endsInTime', 'I18', { code: 1 }],
  ['endsInTime', 'I18', { minutes: 11 }],
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

  const alarmed = { ...bareAndStopped, code: 9, alerts, findings: [told('UNPROTECTED')] };
  const brokeOff = [told('RUN_BROKE_OFF', null)];

  it.each<readonly [string, Partial<Facts>]>([
    ['that have no stop, with the switch on and an alarm', alarmed],
    ['whose order is at work', { ...bare, code: 9, alerts, findings: [told('CANCEL_STUCK')] }],
    ['that may be others’', { ...bare, code: 4, alerts, findings: [told('COVERAGE_DISPUTED')] }],
    ['beside another writer', { ...bare, code: 4, alerts, findings: [told('ORPHAN_ORDER', 'X')] }],
    ['of a run that broke off and said so', { ...bare, code: 7, alerts: brokeOff }],
    ['of a run that somebody acted after', { code: 0, ...isNow({ offered: {} }) }],
  ])('lets bare shares pass %s [I3]', (_which, plant) => {
    expect(problemsOfRun({ ...RUN, ...plant })).toEqual([]);
  });

  it.each<readonly [string, Partial<Facts>]>([
    ['a word about another ticker', { ...alarmed, findings: [told('UNPROTECTED', 'MORE')] }],
    ['an alarm without the kill switch', { ...alarmed, ...isNow({}) }],
    ['a late end with an alarm', { ...alarmed, code: 10 }],
    ['refused signals with an alarm', { ...alarmed, code: 5 }],
    ['an alarm about another ticker', { ...bare, code: 7, alerts: [told('UNPROTECTED', 'MORE')] }],
    ['half of a cover and no alarm', { ...knows({ offered: { HELD: 50 } }), code: 8 }],
    ['an act of others about another ticker', { ...bare, ...isNow({}) }],
  ])('does not excuse bare shares by %s [I3]', (_excuse, plant) => {
    expect(RUN_INVARIANTS.protectedOrTold({ ...RUN, ...plant })).toEqual([
      expect.stringMatching(/^I3 HELD/),
    ]);
  });

  it.each([4, 5, 6, 7, 8, 10, null])('finds what is short at code %s [I4]', (code) => {
    const facts = { ...RUN, ...isNow({ offered: { HELD: 101 } }), code };
    expect(RUN_INVARIANTS.nothingIsShort(facts)).toEqual(['I4 HELD: 101 offered, 100 held']);
  });

  it('lets a stop from before a split stand until a run has come to its end [I4]', () => {
    const short = { ...RUN, ...isNow({ atBroker: { HELD: 25 } }), beforeSplit: new Set(['HELD']) };
    expect(RUN_INVARIANTS.nothingIsShort({ ...short, code: 7 })).toEqual([]);
    expect(RUN_INVARIANTS.nothingIsShort({ ...short, code: 9 })).toHaveLength(1);
    const other = { ...short, code: 7, beforeSplit: new Set(['MORE']) };
    expect(RUN_INVARIANTS.nothingIsShort(other)).toHaveLength(1);
    const says = (ticker: string) => ({ code: 9, findings: [told('COVERAGE_DISPUTED', ticker)] });
    expect(RUN_INVARIANTS.nothingIsShort({ ...short, ...says('HELD') })).toEqual([]);
    expect(RUN_INVARIANTS.nothingIsShort({ ...short, ...says('MORE') })).toHaveLength(1);
  });

  it('judges code 0 by what the run could know when others act later [I14]', () => {
    expect(problemsOfRun({ ...RUN, ...isNow({ killSwitch: 'halt', offered: {} }) })).toEqual([]);
    const knew = { ...RUN, ...bare, ...isNow({ killSwitch: 'halt' }) };
    expect(RUN_INVARIANTS.zeroMeansDone(knew)).toEqual([
      'I14 code 0, but HELD has 0 of 100 covered',
    ]);
  });
});

const REST: Rest = {
  ends: [0],
  killSwitch: 'off',
  isSwitchExplained: false,
  isBegun: true,
  isLate: false,
  isPlanRefused: false,
  isSaleWaiting: false,
  isDayOver: false,
};
const SESSION: Session = {
  date: '2015-10-26',
  isCarriedOut: true,
  isLast: true,
  isOtherPlan: false,
  isHalted: false,
  tickers: ['FALL', 'NEWS'],
};

const END: EndFacts = {
  last: RUN,
  codes: [9, 0],
  rest: REST,
  rerun: { sent: 0, changed: [], code: 0 },
  cash: { ours: 1, theirs: 1, rounding: 0 },
  profit: { fills: -500, book: -500, rounding: 0.01 },
  undisturbed: { HELD: 100 },
  sessions: [SESSION],
  told: [],
  wasBlocked: false,
  wasClockWrong: false,
  databaseLeaks: false,
};

const END_PLANTS: readonly (readonly [keyof typeof END_INVARIANTS, string, Partial<EndFacts>])[] = [
  ['booksAgree', 'I5', { last: { ...RUN, ...isNow({ atBroker: { HELD: 90 } }) } }],
  ['booksAgree', 'I5', { last: { ...RUN, unknown: ['c'] } }],
  ['allIsCovered', 'I3', { last: { ...RUN, ...isNow({ offered: {} }) } }],
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

  it('lets a difference stand that the last run has quarantined by name [I5]', () => {
    const last = { ...RUN, ...isNow({ atBroker: { HELD: 90 } }), code: 4 };
    const differs = (findings: readonly Told[]) =>
      END_INVARIANTS.booksAgree({ ...END, last: { ...last, findings } });
    expect(differs([told('POSITION_MISMATCH')])).toEqual([]);
    expect(differs([told('POSITION_MISMATCH', 'MORE')])).toHaveLength(1);
  });

  const lost = { ...END, undisturbed: { HELD: 100, NEWS: 200 } };
  const late = { ...REST, isLate: true };
  const refused = { told: [told('REFUSED_BY_BROKER', 'NEWS')] };

  it.each<readonly [string, Partial<EndFacts>]>([
    ['a run said that it came too late', { told: [told('AFTER_CUTOFF', 'NEWS')] }],
    ['a run said that the switch is on', { told: [told('KILL_SWITCH', 'NEWS')] }],
    ['it never arrived and was too late to send again', arrivedNever(late)],
    ['the account was blocked, and the broker refused it', { ...refused, wasBlocked: true }],
    ['its session had another plan', without({ isOtherPlan: true })],
    ['nobody began its session in time', without({ isCarriedOut: false }, late)],
    ['its day is over and nobody got through it', without({ isCarriedOut: false, isLast: false })],
    ['its session is halted', without({ isHalted: true })],
  ])('excuses an entry when %s [I20]', (_why, plant) => {
    expect(END_INVARIANTS.sameHoldings({ ...lost, ...plant })).toEqual([]);
  });

  it.each<readonly [string, Partial<EndFacts>]>([
    ['some run was late for another ticker', { told: [told('AFTER_CUTOFF', 'MORE')] }],
    ['it never arrived, with time left to send it again', arrivedNever(REST)],
    ['the broker refused it', refused],
    ['it still waits under its id', { told: [told('PAYLOAD_CHANGED', 'NEWS')] }],
    ['a run of a session under way ended late', { rest: late }],
    ['the switch is on', { rest: { ...REST, killSwitch: 'no-entries' } }],
    ['another session was missed', without({ isCarriedOut: false, isLast: false, tickers: [] })],
    ['its session can still be carried out', without({ isCarriedOut: false })],
  ])('does not excuse an entry because %s [I20]', (_why, plant) => {
    expect(END_INVARIANTS.sameHoldings({ ...lost, ...plant })).toEqual([
      'I20 NEWS: 0 shares, without troubles 200',
    ]);
  });

  it.each<readonly [string, number, Partial<Rest>]>([
    ['the switch on for no reason', 3, { killSwitch: 'no-entries' }],
    ['done, with the switch on', 0, { killSwitch: 'no-entries', isSwitchExplained: true }],
    ['late, with a session under way', 10, { isLate: true }],
    ['late, before the time is over', 10, { isBegun: false }],
    ['done, with the plan refused', 0, { isPlanRefused: true }],
    ['done, with a plan of yesterday', 0, { isDayOver: true }],
    ['without a plan for no reason', 5, {}],
    ['done, with a sell that waits for the open', 0, { isSaleWaiting: true }],
    ['done, with nothing begun and no time left', 0, { isBegun: false, isLate: true }],
  ])('is not at rest %s [I16]', (_how, code, rest) => {
    const facts = { ...END, codes: [code], rest: { ...REST, ...rest } };
    expect(END_INVARIANTS.convergesSoon(facts)).toHaveLength(1);
  });

  it('is at rest with a switch that was explained, with a session nobody began, or with one that is over [I16]', () => {
    const on = { ...REST, killSwitch: 'halt', isSwitchExplained: true } as const;
    expect(END_INVARIANTS.convergesSoon({ ...END, codes: [3], rest: on })).toEqual([]);
    const missed = { ...late, isBegun: false };
    expect(END_INVARIANTS.convergesSoon({ ...END, codes: [10], rest: missed })).toEqual([]);
    const waiting = { ...REST, isSaleWaiting: true };
    expect(END_INVARIANTS.convergesSoon({ ...END, codes: [9], rest: waiting })).toEqual([]);
    const over = { ...REST, isDayOver: true };
    expect(END_INVARIANTS.convergesSoon({ ...END, codes: [5], rest: over })).toEqual([]);
  });
});

function arrivedNever(rest: Rest): Partial<EndFacts> {
  return { rest, told: [told('ORDER_NEVER_ARRIVED', 'NEWS')] };
}

function without(session: Partial<Session>, rest: Rest = REST): Partial<EndFacts> {
  return { rest, sessions: [{ ...SESSION, ...session }] };
}
