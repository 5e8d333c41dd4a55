/** The candidates of a folder of reports, day by day. What cannot be read leaves its day out and is told. */
import type { Candidate } from '../src/domain/candidate.ts';
import { finding, type Finding } from '../src/domain/finding.ts';
import type { ReportInput } from '../src/domain/report-input.ts';
import type { SessionDate } from '../src/domain/session-date.ts';
import type { SkipReason } from '../src/domain/signal.ts';
import type { Ticker } from '../src/domain/ticker.ts';
import { parseReportName, type ParsedReport } from '../src/contracts/earnings-report.ts';
import { parseHtmlReport } from '../src/contracts/earnings-report-html.ts';
import { parseJsonReport } from '../src/contracts/earnings-report-json.ts';
import { crossCheckTwins } from '../src/contracts/earnings-report-twins.ts';

export type ReadReports = {
  /** By report date, then in the order of the report. */
  readonly candidates: readonly Candidate[];
  readonly blocked: ReadonlyMap<SessionDate, ReadonlyMap<Ticker, SkipReason>>;
  readonly findings: readonly Finding[];
  readonly days: number;
};

/** One input a day: the HTML with its twin where both are there, else the one there is. */
export function readReports(inputs: readonly ReportInput[]): ReadReports {
  const candidates: Candidate[] = [];
  const blocked = new Map<SessionDate, ReadonlyMap<Ticker, SkipReason>>();
  const findings: Finding[] = [];
  for (const { fileName, bytes, twin } of inputs) {
    const report = parseOne(fileName, bytes, findings);
    const other = twin === null ? undefined : parseOne(twin.fileName, twin.bytes, findings);
    if (report === undefined || (twin !== null && other === undefined)) continue;
    candidates.push(...report.candidates);
    if (other === undefined) continue;
    const differences = crossCheckTwins(report, other);
    findings.push(...differences.map((difference) => difference.finding));
    blocked.set(
      report.reportDate,
      new Map(differences.map(({ ticker }) => [ticker, 'twin_mismatch'])),
    );
  }
  return { candidates, blocked, findings, days: inputs.length };
}

function parseOne(
  fileName: string,
  bytes: Uint8Array,
  findings: Finding[],
): ParsedReport | undefined {
  const name = parseReportName(fileName);
  if (name === undefined) return undefined;
  const parse = name.format === 'html' ? parseHtmlReport : parseJsonReport;
  const result = parse(bytes, name.reportDate);
  const said = result.kind === 'report' ? result.report.findings : [result.finding];
  findings.push(...said.map((one) => ({ ...one, message: `${fileName}: ${one.message}` })));
  if (result.kind === 'refused') return undefined;
  const misdated = said.some(({ code }) => code === 'REPORT_DATE_MISMATCH');
  if (!misdated) return result.report;
  const message = `${fileName} is dated otherwise than its name: the day is left out`;
  findings.push(
    finding('error', 'REPORT_LEFT_OUT', fileName, message, 'name the report after its own date'),
  );
  return undefined;
}
