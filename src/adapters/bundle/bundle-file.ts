import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { canonicalJson } from '../../contracts/canonical-json.ts';
import { parseBundle, renderBundle, type RunBundle } from '../../contracts/run-bundle.ts';
import { CommandError } from '../../domain/outcome.ts';
import { writeAtomically } from '../files/write-atomically.ts';

const ENDING = '.bundle.json.gz';
const MOST_BYTES = 256 * 1024 * 1024;

export type BundleToWrite = {
  readonly folder: string;
  /** What it is called: the run's id where it has one. */
  readonly name: string;
  readonly bundle: RunBundle;
  /** Texts that must not be in it, whoever wrote them there. */
  readonly secrets: readonly string[];
  /** How many are kept in the folder; the oldest go first, the one written now never. */
  readonly keep: number;
};

/** Writes the bundle with mode 0600, whole or not at all, and returns its path. */
export function writeBundle({ folder, name, bundle, secrets, keep }: BundleToWrite): string {
  const text = withoutSecrets(canonicalJson(bundle), secrets);
  const path = freePath(folder, name);
  writeAtomically(path, gzipSync(renderBundle(text, sha256(text)), { level: 6 }));
  removeOldest(folder, keep, path);
  return path;
}

/** Refuses, by name and reason, what is no bundle, of another version, or not as it was written. */
export function readBundle(path: string): RunBundle {
  const read = parseBundle(unpacked(path), sha256);
  if (read.kind === 'bundle') return read.bundle;
  throw refusal(path, read.problem);
}

/** The bundles of a folder, oldest first. */
export function listBundles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => join(folder, name));
  const age = new Map(paths.map((path) => [path, statSync(path).mtimeMs]));
  return paths.sort((a, b) => (age.get(a) ?? 0) - (age.get(b) ?? 0) || (a < b ? -1 : 1));
}

function unpacked(path: string): string {
  try {
    const packed = readFileSync(path);
    return gunzipSync(packed, { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw refusal(path, `it cannot be read: ${said}`, cause);
  }
}

function refusal(path: string, problem: string, cause?: unknown): CommandError {
  return new CommandError(
    'input-refused',
    `the run bundle ${path} is refused: ${problem}`,
    'give a bundle as openbell wrote it',
    { cause },
  );
}

/** A bundle is never written over: a run of an earlier state database may have had the same id. */
function freePath(folder: string, name: string): string {
  for (let count = 1; ; count += 1) {
    const path = join(folder, `${name}${count === 1 ? '' : `_${count}`}${ENDING}`);
    if (!existsSync(path)) return path;
  }
}

function removeOldest(folder: string, keep: number, newest: string): void {
  const others = listBundles(folder).filter((path) => path !== newest);
  for (const path of others.slice(0, Math.max(0, others.length + 1 - keep)))
    rmSync(path, { force: true });
}

/** As they are, as JSON writes them, and as an address does. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  return forms.reduce((clean, form) => clean.replaceAll(form, '[redacted]'), text);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
