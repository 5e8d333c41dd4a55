/** What must hold whenever a process has ended, whatever went wrong. */
import type { Facts } from './run-facts.ts';

type Invariant = (facts: Facts) => readonly string[];

const FINAL = ['filled', 'canceled', 'expired', 'rejected', 'replaced'];
/** Codes of a run that says that something is not as it should be. */
const WARNS = [3, 4, 5, 7, 8, 9, 10];
const KNOWN_CODES = [0, 2, ...WARNS, 6];
const MOST_MINUTES = 60;

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

export const protectedOrTold: Invariant = (facts) => {
  const { code, command, book, offered, said, alerts, leftOut } = facts;
  if (code === null || command !== 'executor' || code === 6 || facts.isOvertaken) return [];
  return book.flatMap(({ ticker, shares }) => {
    const live = offered[ticker] ?? 0;
    if (live === shares || leftOut.has(ticker)) return [];
    if (code === 7 || code === 8) return alerts > 0 || live > 0 ? [] : [silent(ticker, code)];
    if (WARNS.includes(code) && alerts > 0 && said.includes(ticker)) return [];
    return [
      `I3 ${ticker}: ${live} of ${shares} shares are covered, and the run ended with ${code}`,
    ];
  });
};

function silent(ticker: string, code: number): string {
  return `I3 ${ticker} has no stop, and a run that ended with ${code} alarmed nobody`;
}

/** A split leaves a resting stop as it is: it is the executor that puts it right, when it can reach the broker. */
export const nothingIsShort: Invariant = ({ offered, atBroker, command, code }) => {
  if (command !== 'executor' || ![0, 3, 9].includes(code ?? -1)) return [];
  return Object.entries(offered).flatMap(([ticker, qty]) =>
    qty > (atBroker[ticker] ?? 0)
      ? [`I4 ${ticker}: ${qty} offered, ${atBroker[ticker] ?? 0} held`]
      : [],
  );
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

/** Zero is impossible while something is open, unprotected, unknown or different. */
export const zeroMeansDone: Invariant = (facts) => {
  const { code, command, phase, book, offered, atBroker, open, leftOut, killSwitch } = facts;
  if (code !== 0 || command !== 'executor' || facts.isOvertaken) return [];
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
  ].map((problem) => `I14 code 0, but ${problem}`);
};

export const refusalsAreTold: Invariant = ({ code, said }) =>
  code !== null && code !== 0 && said.trim() === '' ? [`I14 code ${code} without a word`] : [];

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
  shadowIsUntouched,
  noSecretIsSaid,
  zeroMeansDone,
  refusalsAreTold,
  endsInTime,
} as const;

export function problemsOfRun(facts: Facts): readonly string[] {
  return Object.values(RUN_INVARIANTS).flatMap((check) => check(facts));
}
