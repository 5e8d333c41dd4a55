/** What must hold whenever a process has ended, whatever went wrong. */
import type { Facts, Told } from './run-facts.ts';

type Invariant = (facts: Facts) => readonly string[];

const FINAL = ['filled', 'canceled', 'expired', 'rejected', 'replaced'];
const KNOWN_CODES = [0, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** Three waits of two minutes, three minutes for replies, and one for the last of them. */
const MOST_MINUTES = 10;

export const oneEntryPerSession: Invariant = ({ ourOrders }) => {
  const seen = new Set<string>();
  return ourOrders
    .filter(({ intent, filled }) => intent === 'entry' && filled > 0)
    .flatMap(({ session, ticker }) => {
      const key = `${ticker} in ${session}`;
      const isTwice = seen.has(key);
      seen.add(key);
      return isTwice ? [`I2 ${key} was bought twice`] : [];
    });
};

/** What a run may say of a ticker whose shares are not covered one to one because their orders are in doubt or at work. */
const AT_WORK = [
  'CANCEL_STUCK',
  'ENTRY_UNKNOWN',
  'EXIT_IN_PART',
  'EXIT_NOT_SENT',
  'EXIT_STILL_WORKING',
  'ORDER_STILL_OPEN',
  'ORDER_UNKNOWN',
  'ORDER_VANISHED',
  'STOP_MOVE_UNKNOWN',
  'STOP_NOT_LIVE',
  'UNKNOWN_AT_END',
];

/**
 * Every share of ours is on sale once, or: a person was alarmed, and the run says of this very ticker why. It ends with
 * 9, with the kill switch on where there is no stop at all; only where it broke off it may have said nothing of a ticker.
 */
export const protectedOrTold: Invariant = (facts) => {
  const { code, command, book, known, leftOut } = facts;
  if (code === null || command !== 'executor' || code === 6) return [];
  return book.flatMap(({ ticker, shares }) => {
    const live = known.offered[ticker] ?? 0;
    if (live === shares || leftOut.has(ticker) || isTold(facts, ticker)) return [];
    return [
      `I3 ${ticker}: ${live} of ${shares} shares are covered, and the run ended with ${code}`,
    ];
  });
};

function isTold({ code, findings, alerts, now }: Facts, ticker: string): boolean {
  const has = (list: readonly Told[], wanted: string, of: string | null): boolean =>
    list.some((told) => told.code === wanted && told.subject === of);
  if (alerts.length === 0) return false;
  // The broker is out of reach, the disk is full, or the account is another one: nothing more can be done.
  if (code === 4 || code === 7 || code === 8) if (has(alerts, 'RUN_BROKE_OFF', null)) return true;
  // Whose shares they are is for a person to say.
  if (has(findings, 'COVERAGE_DISPUTED', ticker)) return code === 4 || code === 5 || code === 9;
  // Another writer or an older book: nothing at all is sent.
  if (code === 4) return findings.some((told) => told.code === 'ORPHAN_ORDER');
  if (code !== 9) return false;
  // The switch is the run's own to set, also after the last answer it got.
  if (has(findings, 'UNPROTECTED', ticker)) return now.killSwitch !== 'off';
  return AT_WORK.some((reason) => has(findings, reason, ticker));
}

/**
 * A split leaves a resting stop as it is, for more shares than there are after a reverse split: it is the executor that
 * puts it right, when it comes to the end of its work. Where book and broker disagree about the shares of this very
 * ticker it leaves the stop alone, since nobody can tell how many it is to be for, and says so.
 */
export const nothingIsShort: Invariant = ({ now, command, code, beforeSplit, findings }) => {
  const isFinished = command === 'executor' && [0, 3, 9, 10].includes(code ?? -1);
  const disputed = findings.filter((told) => told.code === 'COVERAGE_DISPUTED');
  const isLeft = (ticker: string): boolean =>
    !isFinished || (code === 9 && disputed.some(({ subject }) => subject === ticker));
  return Object.entries(now.offered).flatMap(([ticker, qty]) => {
    const held = now.atBroker[ticker] ?? 0;
    if (qty <= held || (beforeSplit.has(ticker) && isLeft(ticker))) return [];
    return [`I4 ${ticker}: ${qty} offered, ${held} held`];
  });
};

export const legalChanges: Invariant = ({ changes }) => {
  const last = new Map<string, { readonly status: string; readonly filled: number }>();
  return changes.flatMap(({ id, status, filled, isReopened }) => {
    const before = last.get(id);
    last.set(id, { status, filled });
    if (before === undefined || isReopened === 1) return [];
    if (filled < before.filled) return [`I10 ${id}: filled ${before.filled}, then ${filled}`];
    if (FINAL.includes(before.status) && status !== before.status)
      return [`I10 ${id} was ${before.status}, then ${status}`];
    return [];
  });
};

export const shadowIsUntouched: Invariant = ({ command, shadowChanged }) =>
  command === 'executor' && shadowChanged ? ['I12 the executor changed the shadow book'] : [];

export const noSecretIsSaid: Invariant = ({ leaks }) =>
  leaks.map((where) => `I13 a secret is in ${where}`);

/** The stop was given up for a sell that the broker does not take: it is put back by the same run, or tried to be. */
export const refusedSellIsAnswered: Invariant = ({ code, unanswered, book, alerts }) =>
  // A disk that takes nothing any more ends a run at once: whoever runs it again finds the shares bare.
  code === null || (code === 8 && alerts.some((told) => told.code === 'RUN_BROKE_OFF'))
    ? []
    : unanswered
        .filter((ticker) => book.some((held) => held.ticker === ticker))
        .map(
          (ticker) =>
            `I3 ${ticker}: a stop was canceled and the sell refused, and no stop was tried`,
        );

const LEAST_LOOKS = 3;
const LEAST_SECONDS = 15;

/** Reads lag behind writes: an order is only taken for never arrived after it was looked for again and again. */
export const absenceIsCertain: Invariant = ({ voided }) =>
  voided.flatMap(({ id, looks, seconds }) =>
    looks >= LEAST_LOOKS && seconds >= LEAST_SECONDS
      ? []
      : [`R3 ${id} was given up after ${looks} looks in ${seconds} s`],
  );

/** Zero is impossible while something is open, unprotected, unknown or different. */
export const zeroMeansDone: Invariant = (facts) => {
  const { code, command, phase, book, open, leftOut } = facts;
  const { offered, atBroker, killSwitch } = facts.known;
  if (code !== 0 || command !== 'executor') return [];
  const wrong = book
    .filter(({ ticker }) => !leftOut.has(ticker))
    .flatMap(({ ticker, shares }) => {
      if (offered[ticker] !== shares)
        return [`${ticker} has ${offered[ticker] ?? 0} of ${shares} covered`];
      return atBroker[ticker] === shares
        ? []
        : [`${ticker} is ${shares} here, ${atBroker[ticker] ?? 0} there`];
    });
  const strangers = Object.keys(atBroker).filter(
    (ticker) => !leftOut.has(ticker) && !book.some((held) => held.ticker === ticker),
  );
  const isPlacing = phase === 'place';
  return [
    ...wrong,
    ...(isPlacing ? [] : strangers.map((ticker) => `${ticker} is at the broker alone`)),
    ...(isPlacing ? [] : open.map(({ id, status }) => `${id} is ${status}`)),
    ...(killSwitch === 'off' ? [] : ['the kill switch is on']),
    ...facts.findings
      .filter(({ severity }) => severity === 'error')
      .map((told) => `it told of ${told.code}`),
  ].map((problem) => `I14 code 0, but ${problem}`);
};

export const refusalsAreTold: Invariant = ({ code, said }) =>
  code !== null && code !== 0 && said.trim() === '' ? [`I14 code ${code} without a word`] : [];

/** The executor is run by a timer: whatever keeps a day from its good end is told to a person. */
export const badEndsAlarm: Invariant = ({ code, command, alerts }) =>
  command === 'executor' && [3, 4, 5, 7, 8, 9, 10].includes(code ?? 0) && alerts.length === 0
    ? [`I14 the executor ended with ${String(code)} and alarmed nobody`]
    : [];

export const endsInTime: Invariant = ({ code, minutes, command }) => {
  if (code === null) return [];
  if (!KNOWN_CODES.includes(code)) return [`I18 ${command} ended with ${code}`];
  return minutes > MOST_MINUTES ? [`I18 ${command} took ${Math.round(minutes)} minutes`] : [];
};

export const RUN_INVARIANTS = {
  oneEntryPerSession,
  protectedOrTold,
  nothingIsShort,
  legalChanges,
  refusedSellIsAnswered,
  absenceIsCertain,
  shadowIsUntouched,
  noSecretIsSaid,
  zeroMeansDone,
  refusalsAreTold,
  badEndsAlarm,
  endsInTime,
} as const;

export function problemsOfRun(facts: Facts): readonly string[] {
  return Object.values(RUN_INVARIANTS).flatMap((check) => check(facts));
}
