/** The composition root of the backtest: the only file of it that touches the disk. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Split } from '../src/domain/bar.ts';
import type { BarSeries } from '../src/domain/bar-series.ts';
import { finding, type Finding } from '../src/domain/finding.ts';
import { stopwatch } from '../src/adapters/clock/system-clock.ts';
import { readText } from '../src/adapters/files/read-text.ts';
import { CommandError } from '../src/domain/outcome.ts';
import type { ReportInput } from '../src/domain/report-input.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { Ticker } from '../src/domain/ticker.ts';
import type { InputDigest } from '../src/contracts/backtest-manifest.ts';
import { parseCandidatesFile, type CandidatesFile } from '../src/contracts/candidates-file.ts';
import { parseReportName } from '../src/contracts/earnings-report.ts';
import { listFolder } from '../src/adapters/files/folders.ts';
import { readReportInput } from '../src/adapters/files/read-input.ts';
import { readAdjustedFolder } from '../src/adapters/prices/adjusted-csv-folder.ts';
import { openCsvFolder } from '../src/adapters/prices/csv-price-source.ts';
import { CALENDAR_LAST } from '../src/rules/market-calendar.ts';
import { loadedSeries, type PriceData } from './price-data.ts';

export {
  readBacktestConfig,
  readTestedConfig,
} from '../src/adapters/files/read-backtest-config.ts';
export { removeFile } from '../src/adapters/files/remove-file.ts';
export { writeAtomically } from '../src/adapters/files/write-atomically.ts';

export type Timings = {
  /** Ends a part of the work: it took the time since the one before it. */
  readonly end: (part: string) => void;
  /** One line of JSON: milliseconds by part, and the most memory there was, in megabytes. */
  readonly told: () => string;
};

export function openTimings(): Timings {
  const parts: Record<string, number> = {};
  const elapsed = stopwatch();
  let before = 0;
  return {
    end: (part) => {
      const now = elapsed();
      parts[part] = Math.round(now - before);
      before = now;
    },
    told: () =>
      JSON.stringify({ ...parts, peak_mb: Math.round(process.resourceUsage().maxRSS / 1_000) }),
  };
}

export type Loaded<Data> = {
  readonly data: Data;
  readonly digest: InputDigest;
  readonly findings: readonly Finding[];
};

/** Every report of a folder, in the order of its days. */
export function loadReports(folder: string): Loaded<readonly ReportInput[]> {
  const names = listFolder(folder).filter((name) => parseReportName(name) !== undefined);
  if (names.length === 0) {
    throw new CommandError(
      'input-refused',
      `${folder} holds no earnings report`,
      'give a folder with earnings_trade_analysis_YYYY-MM-DD.html or earnings_trade_candidates_YYYY-MM-DD.json',
    );
  }
  // `analysis` sorts before `candidates`: of twins the HTML is met first and brings the other along.
  const byDay = new Map<SessionDate, string>();
  for (const name of names) {
    const { reportDate } = parseReportName(name) ?? {};
    if (reportDate !== undefined && !byDay.has(reportDate)) byDay.set(reportDate, name);
  }
  const days = [...byDay].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    data: days.map(([, name]) => readReportInput(join(folder, name))),
    digest: digestOf(folder, names),
    findings: [],
  };
}

export function loadCandidates(path: string): Loaded<CandidatesFile['candidates']> {
  const { candidates, findings } = parseCandidatesFile(readText(path), basename(path));
  const refusal = findings.find(({ severity }) => severity === 'error');
  if (refusal !== undefined)
    throw new CommandError('input-refused', refusal.message, refusal.remedy ?? 'correct the file');
  const digest = { path, files: 1, sha256: sha256(readFileSync(path)) };
  return { data: candidates, digest, findings };
}

export type PriceQuestion = {
  readonly folder: string;
  readonly tickers: readonly Ticker[];
  readonly from: SessionDate;
  readonly to: SessionDate | null;
};

/** Raw bars of the stocks asked for, with the splits of their time. */
export function loadRawPrices(question: PriceQuestion): Loaded<PriceData> {
  const { folder, tickers, from, to } = question;
  assertPrices(folder);
  const digest = folderDigest(folder);
  const csv = openCsvFolder(folder, digest.add);
  const series = new Map<Ticker, BarSeries>();
  const findings: Finding[] = [];
  const missing: Ticker[] = [];
  for (const ticker of tickers) {
    const file = csv.barsOf(ticker, from, to ?? CALENDAR_LAST);
    if (file === null) missing.push(ticker);
    else {
      findings.push(...file.findings);
      if (file.bars.length > 0) series.set(ticker, file.bars);
    }
  }
  const { actions, findings: said } = csv.actions({
    from,
    seriesOf: (ticker) => series.get(ticker),
  });
  const splits = actions.filter(
    (action): action is Split => action.type === 'split' && series.has(action.ticker),
  );
  return {
    data: loadedSeries(series, { splits }),
    digest: digest.of(namesOf(folder)),
    findings: [...findings, ...said, ...withoutFile(folder, missing)],
  };
}

/** Adjusted bars of every stock of the folder: its sessions are the dates on which any of them has a bar. */
export function loadAdjustedPrices({ folder, to }: PriceQuestion): Loaded<PriceData> {
  assertPrices(folder);
  const digest = folderDigest(folder);
  const files = [...readAdjustedFolder(folder, to ?? CALENDAR_LAST, digest.add)];
  const of = <Value>(pick: (file: (typeof files)[number][1]) => Value): Map<Ticker, Value> =>
    new Map(files.map(([ticker, file]) => [ticker as Ticker, pick(file)]));
  return {
    data: loadedSeries(
      of(({ bars }) => bars),
      { incomplete: of((file) => file.incomplete) },
    ),
    digest: digest.of(namesOf(folder)),
    findings: files.flatMap(([, file]) => file.findings),
  };
}

function assertPrices(folder: string): void {
  if (namesOf(folder).length > 0) return;
  throw new CommandError(
    'input-refused',
    `${folder} holds no price file`,
    'give a folder of TICKER.csv files with --prices',
  );
}

function namesOf(folder: string): string[] {
  return listFolder(folder).filter((name) => name.endsWith('.csv'));
}

function withoutFile(folder: string, missing: readonly Ticker[]): Finding[] {
  if (missing.length === 0) return [];
  const message = `${folder} has no prices of ${missing.join(', ')}: their candidates are not entered`;
  return [finding('warning', 'NO_PRICE_FILE', null, message, 'add their files')];
}

function digestOf(folder: string, names: readonly string[]): InputDigest {
  return folderDigest(folder).of(names);
}

export type FolderDigest = {
  /** A file that was read anyway. */
  readonly add: (name: string, bytes: Uint8Array) => void;
  /** Over the names and hashes of these files; those that were not read yet are read now. */
  readonly of: (names: readonly string[]) => InputDigest;
};

export function folderDigest(folder: string): FolderDigest {
  const hashes = new Map<string, string>();
  return {
    add: (name, bytes) => {
      if (!hashes.has(name)) hashes.set(name, sha256(bytes));
    },
    of: (names) => {
      const hashOf = (name: string): string =>
        hashes.get(name) ?? sha256(readFileSync(join(folder, name)));
      const lines = names.map((name) => `${hashOf(name)}  ${name}\n`);
      return { path: folder, files: names.length, sha256: sha256(lines.join('')) };
    },
  };
}

function sha256(content: string | Uint8Array): string {
  return hash('sha256', content);
}
