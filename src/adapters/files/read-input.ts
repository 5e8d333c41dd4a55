import { closeSync, existsSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { CommandError } from '../../domain/outcome.ts';
import type { ReportInput } from '../../domain/report-input.ts';
import { twinName } from '../../contracts/earnings-report.ts';

const MAX_BYTES = 5 * 1024 * 1024;

/** Reads a regular file of at most 5 MB. A link, a folder, a device and anything larger are refused unread. */
export function readInput(path: string, what: string): Uint8Array {
  const refuse = (problem: string, cause?: unknown): CommandError =>
    new CommandError(
      'input-refused',
      `the ${what} ${path} ${problem}`,
      `give the path of a ${what}`,
      { cause },
    );
  let status;
  try {
    status = lstatSync(path);
  } catch (cause) {
    throw refuse('does not exist or cannot be read', cause);
  }
  if (!status.isFile())
    throw refuse(status.isSymbolicLink() ? 'is a symbolic link' : 'is not a regular file');
  if (status.size > MAX_BYTES)
    throw refuse(`has ${status.size} bytes; at most ${MAX_BYTES} are read`);
  try {
    return readAll(path);
  } catch (cause) {
    throw refuse('cannot be read', cause);
  }
}

/** Bounded by the limit whatever the file grows to meanwhile. */
function readAll(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(Math.min(fstatSync(file).size, MAX_BYTES));
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, bytes.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** The report and, where its maker wrote one into the same folder, its twin in the other format. */
export function readReportInput(path: string): ReportInput {
  const fileName = basename(path);
  const twin = twinName(fileName);
  if (twin === undefined) {
    throw new CommandError(
      'input-refused',
      `${path} is not named like an earnings report`,
      'expected earnings_trade_analysis_YYYY-MM-DD.html or earnings_trade_candidates_YYYY-MM-DD.json',
    );
  }
  const bytes = readInput(path, 'report');
  const twinPath = join(dirname(path), twin);
  if (!existsSync(twinPath)) return { fileName, bytes, twin: null };
  return { fileName, bytes, twin: { fileName: twin, bytes: readInput(twinPath, 'report') } };
}
