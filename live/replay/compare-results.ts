import { canonicalJson } from '../../src/contracts/canonical-json.ts';
import type { BundleResult } from '../../src/contracts/run-bundle.ts';

export type Difference = { readonly place: string; readonly then: string; readonly now: string };

/** The version is that of the program which replays, not a thing the run decided. */
const NOT_COMPARED = /^state_changes\.run_log [^.]*\.after\.version$/;

/** Every value of the two ends that is not the same, at its place. */
export function compareResults(then: BundleResult, now: BundleResult): Difference[] {
  return differences('', named(then), named(now)).filter(({ place }) => !NOT_COMPARED.test(place));
}

/** Rows of the state and files are met by what they are, not by their number in a list. */
function named({ state_changes, files, ...rest }: BundleResult): unknown {
  return {
    ...rest,
    files: Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256])),
    state_changes: Object.fromEntries(
      state_changes.map(({ table, key, ...change }) => [`${table} ${key}`, change]),
    ),
  };
}

function differences(place: string, then: unknown, now: unknown): Difference[] {
  if (canonicalJson([then]) === canonicalJson([now])) return [];
  if (!isObject(then) || !isObject(now) || Array.isArray(then) !== Array.isArray(now))
    return [{ place, then: shown(then), now: shown(now) }];
  const keys = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  return keys.flatMap((key) =>
    differences(place === '' ? key : `${place}.${key}`, then[key], now[key]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const LONGEST = 300;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = canonicalJson(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
