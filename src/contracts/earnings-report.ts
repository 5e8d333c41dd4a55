/**
 * The earnings report as the rest of the program knows it: what its files are called and what reading one gives.
 * Reports are written by others, often by language models from web text: every byte may be hostile and every number
 * is a claim. What cannot be read becomes a finding or a refusal, never a guess and never silence.
 */
import type { Candidate } from '../domain/candidate.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';

export type ReportName = { readonly reportDate: SessionDate; readonly format: 'html' | 'json' };

export type ParsedReport = {
  readonly reportDate: SessionDate;
  /** In the order of the report, each ticker once. */
  readonly candidates: readonly Candidate[];
  readonly findings: readonly Finding[];
  /** The report itself says that the day has no candidates, and has none. */
  readonly saysNoCandidates: boolean;
};

export type ReportResult =
  | { readonly kind: 'report'; readonly report: ParsedReport }
  | { readonly kind: 'refused'; readonly finding: Finding };

const HTML_NAME = /^earnings_trade_analysis_(\d{4}-\d{2}-\d{2})\.html$/;
const JSON_NAME = /^earnings_trade_candidates_(\d{4}-\d{2}-\d{2})\.json$/;

/** The date and format of a report's file name (without folder); undefined for any other file. */
export function parseReportName(fileName: string): ReportName | undefined {
  const html = HTML_NAME.exec(fileName)?.[1];
  const reportDate = parseSessionDate(html ?? JSON_NAME.exec(fileName)?.[1] ?? '');
  return reportDate && { reportDate, format: html === undefined ? 'json' : 'html' };
}

/** The name of the same day's report in the other format. */
export function twinName(fileName: string): string | undefined {
  const name = parseReportName(fileName);
  if (name === undefined) return undefined;
  return name.format === 'html'
    ? `earnings_trade_candidates_${name.reportDate}.json`
    : `earnings_trade_analysis_${name.reportDate}.html`;
}

/** A report that is not read at all: no entry of that day may rest on it. */
export function refusedReport(
  code: string,
  reportDate: SessionDate,
  message: string,
  remedy: string,
): ReportResult {
  return { kind: 'refused', finding: finding('error', code, reportDate, message, remedy) };
}
