/** An append-only file of one record a line. What a run that broke off wrote last may be torn; it is dropped, and told. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { finding, type Finding } from '../../domain/finding.ts';
import { CommandError } from '../../domain/outcome.ts';

export type Journal = {
  /** The whole lines it held when it was opened. */
  readonly lines: readonly string[];
  readonly findings: readonly Finding[];
  readonly append: (line: string) => void;
  readonly close: () => void;
};

export function openJournal(path: string): Journal {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const { lines, findings } = readWhole(path);
    const file = openSync(path, 'a', 0o600);
    return {
      lines,
      findings,
      append: (line) => void writeSync(file, `${line}\n`),
      close() {
        fsyncSync(file);
        closeSync(file);
      },
    };
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError('storage', `${path} cannot be used: ${said}`, 'check the folder', {
      cause,
    });
  }
}

function readWhole(path: string): Pick<Journal, 'lines' | 'findings'> {
  if (!existsSync(path)) return { lines: [], findings: [] };
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf('\n') + 1;
  const text = bytes.subarray(0, end).toString('utf8');
  const lines = text.split('\n').slice(0, -1);
  if (end === bytes.length) return { lines, findings: [] };
  truncateSync(path, end);
  const message = `${path}: the last line was torn; it is dropped and its point is run again`;
  return { lines, findings: [finding('info', 'JOURNAL_TORN', path, message)] };
}
