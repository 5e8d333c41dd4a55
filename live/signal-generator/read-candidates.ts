import type { Candidate } from '../../src/domain/candidate.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import type { ReportInput } from '../../src/domain/report-input.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { SkipReason } from '../../src/domain/signal.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import {
  parseReportName,
  type ParsedReport,
  type ReportResult,
} from '../../src/contracts/earnings-report.ts';
import { parseHtmlReport } from '../../src/contracts/earnings-report-html.ts';
import { parseJsonReport } from '../../src/contracts/earnings-report-json.ts';
import { crossCheckTwins } from '../../src/contracts/earnings-report-twins.ts';
import { isSession, nextSession } from '../../src/rules/market-calendar.ts';

export type ReadReport = {
  readonly candidates: readonly Candidate[];
  /** Tickers on which HTML and JSON differ: they are not entered. */
  readonly blocked: ReadonlyMap<Ticker, SkipReason>;
  readonly findings: readonly Finding[];
};

/** For a session without a report: exits are judged all the same. */
export const NO_REPORT: ReportInput = { fileName: 'none', bytes: new Uint8Array(), twin: null };

/**
 * The candidates of the session's report. A file that is no report, is for another session or cannot be read ends the
 * run before anything is written.
 */
export function readCandidates(input: ReportInput, tradeDate: SessionDate): ReadReport {
  if (input === NO_REPORT) return { candidates: [], blocked: new Map(), findings: [] };
  const report = parseOne(input.fileName, input.bytes, tradeDate);
  if (input.twin === null)
    return {
      candidates: report.candidates,
      blocked: new Map(),
      findings: [...report.findings, ...emptyReport(report, input.fileName)],
    };
  const twin = parseOne(input.twin.fileName, input.twin.bytes, tradeDate);
  const differences = crossCheckTwins(report, twin);
  return {
    candidates: report.candidates,
    blocked: new Map(differences.map(({ ticker }) => [ticker, 'twin_mismatch'])),
    findings: [
      ...report.findings,
      ...twin.findings,
      ...differences.map((difference) => difference.finding),
    ],
  };
}

function parseOne(fileName: string, bytes: Uint8Array, tradeDate: SessionDate): ParsedReport {
  const name = parseReportName(fileName);
  if (name === undefined) {
    throw refusal(
      `${fileName} is not the name of an earnings report`,
      'name it earnings_trade_analysis_YYYY-MM-DD.html or earnings_trade_candidates_YYYY-MM-DD.json',
    );
  }
  const session = isSession(name.reportDate) ? name.reportDate : nextSession(name.reportDate);
  if (session !== tradeDate) {
    const remedy = `give the report of ${tradeDate}, or the matching --trade-date`;
    throw refusal(
      `${fileName} is the report for ${session}, the trade date is ${tradeDate}`,
      remedy,
    );
  }
  const result: ReportResult =
    name.format === 'html'
      ? parseHtmlReport(bytes, name.reportDate)
      : parseJsonReport(bytes, name.reportDate);
  if (result.kind === 'report') {
    const misdated = result.report.findings.find(({ code }) => code === 'REPORT_DATE_MISMATCH');
    if (misdated === undefined) return result.report;
    throw refusal(
      `${fileName}: ${misdated.message}`,
      'name the report after its own date, or have it made again',
    );
  }
  throw refusal(
    `${fileName}: ${result.finding.message}`,
    result.finding.remedy ?? 'have the report made again',
  );
}

function refusal(message: string, remedy: string): CommandError {
  return new CommandError('input-refused', message, remedy);
}

/** A day without candidates is said, so that it cannot be mistaken for a report that was not read. */
function emptyReport({ candidates }: ParsedReport, fileName: string): Finding[] {
  if (candidates.length > 0) return [];
  return [
    finding('info', 'NO_CANDIDATES', fileName, 'the report says that the day has no candidates'),
  ];
}
