/** Reads the JSON form of the earnings report. Others make these files: unknown fields are let pass. */
import * as z from 'zod';

import { finding } from '../domain/finding.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { parseTicker } from '../domain/ticker.ts';
import { judgeClaims, withoutDuplicates } from './earnings-report-claims.ts';
import { guardText } from './earnings-report-guard.ts';
import { guardJson } from './json-guard.ts';
import { readJson } from './read-json.ts';
import { refusedReport, type ReportResult } from './earnings-report.ts';

const candidateSchema = z.looseObject({
  ticker: z.string(),
  grade: z.string().nullish(),
  score: z.number().nullish(),
  price: z.number().nullish(),
  gap_size: z.number().nullish(),
  company_name: z.string().nullish(),
});
const reportSchema = z.looseObject({
  report_date: z.string(),
  generated_at: z.string().nullish(),
  candidates: z.array(candidateSchema),
});

type JsonCandidate = z.infer<typeof candidateSchema>;

/** Refused: anything that is not JSON of this shape, states a key twice, or is dated otherwise than its name. */
export function parseJsonReport(bytes: Uint8Array, reportDate: SessionDate): ReportResult {
  const guarded = guardText(bytes);
  if (guarded.kind === 'refused') return refused(reportDate, guarded.why);
  const why = guardJson(guarded.text);
  if (why !== undefined) return refused(reportDate, why);
  const read = readJson(guarded.text);
  if (read.kind === 'problem')
    return refused(reportDate, `it is not a JSON object: ${read.problem}`);
  const parsed = reportSchema.safeParse(read.value);
  if (!parsed.success) return refused(reportDate, firstIssue(parsed.error));
  const stated = parsed.data.report_date;
  if (stated !== reportDate)
    return refused(reportDate, `its report_date is ${JSON.stringify(stated)}`);
  const judged = parsed.data.candidates.map((candidate) => judge(candidate, reportDate));
  const unique = withoutDuplicates(judged.flatMap((one) => one.candidate ?? []));
  const findings = [...judged.flatMap((one) => one.findings), ...unique.findings];
  const saysNoCandidates = parsed.data.candidates.length === 0;
  return {
    kind: 'report',
    report: { reportDate, candidates: unique.candidates, findings, saysNoCandidates },
  };
}

function judge(candidate: JsonCandidate, reportDate: SessionDate): ReturnType<typeof judgeClaims> {
  const ticker = parseTicker(candidate.ticker);
  if (ticker === undefined) {
    const message = `${JSON.stringify(candidate.ticker.slice(0, 40))} is no ticker; its entry is left out`;
    return {
      candidate: null,
      findings: [finding('warning', 'REPORT_CARD_UNREADABLE', null, message, 'check the report')],
    };
  }
  const claims = {
    ticker,
    score: candidate.score ?? null,
    grade: candidate.grade ?? null,
    price: candidate.price ?? null,
    gapSize: candidate.gap_size ?? null,
    companyName: candidate.company_name ?? null,
  };
  return judgeClaims(claims, reportDate);
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined || issue.path.length === 0) return 'it is not a JSON object';
  return `${issue.path.map(String).join('.')}: ${issue.message}`;
}

function refused(reportDate: SessionDate, why: string): ReportResult {
  const remedy = 'have the report made again, or remove the JSON file to use the HTML alone';
  return refusedReport('REPORT_REFUSED', reportDate, `the JSON report is refused: ${why}`, remedy);
}
