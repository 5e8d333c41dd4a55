/** A JSON list of candidates over any number of days: the input of a backtest beside, or instead of, reports. */
import * as z from 'zod';

import { GRADES, type Candidate } from '../domain/candidate.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { parseSessionDate } from '../domain/session-date.ts';
import { parseTicker, type Ticker } from '../domain/ticker.ts';
import { isInCalendar } from '../rules/market-calendar.ts';
import { readJson } from './read-json.ts';

export type CandidatesFile = {
  /** In the order of the file. */
  readonly candidates: readonly Candidate[];
  /** What was left out and why; an error when the file was refused as a whole. */
  readonly findings: readonly Finding[];
};

const optionalNumber = z.number().nullable().default(null);

const candidateSchema = z.looseObject({
  ticker: z.string(),
  report_date: z.string(),
  grade: z.enum(GRADES),
  grade_source: z.enum(['html', 'inferred']).default('html'),
  score: z.number().min(0).max(100).nullable().default(null),
  price: z.number().positive().nullable().default(null),
  gap_size: optionalNumber,
  company_name: z.string().nullable().default(null),
});

/** A row that cannot be read is left out, with its place; text that is no JSON list refuses the file. */
export function parseCandidatesFile(text: string, name: string): CandidatesFile {
  const read = readJson(text);
  if (read.kind === 'problem') return refused(name, read.problem);
  const raw = read.value;
  if (!Array.isArray(raw)) return refused(name, 'it is no list of candidates');
  const candidates: Candidate[] = [];
  const findings: Finding[] = [];
  for (const [index, row] of raw.entries()) {
    const candidate = readCandidate(row);
    if (typeof candidate !== 'string') candidates.push(candidate);
    else {
      const message = `${name} entry ${index + 1}: ${candidate}; it is left out`;
      findings.push(finding('warning', 'CANDIDATE_REFUSED', null, message, 'correct the entry'));
    }
  }
  return { candidates, findings };
}

function readCandidate(row: unknown): Candidate | string {
  if (isCompleteRow(row)) return candidateOf(row);
  const parsed = candidateSchema.safeParse(row);
  if (parsed.success) return candidateOf(parsed.data);
  const [issue] = parsed.error.issues;
  return `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`;
}

type Row = z.infer<typeof candidateSchema>;

/**
 * Whether a row has every key in its plainest form: of tens of thousands nearly all have, and need no schema to be
 * believed. Whatever is not plain is the schema's to judge.
 */
function isCompleteRow(row: unknown): row is Row {
  if (typeof row !== 'object' || row === null) return false;
  const { ticker, report_date, grade, grade_source, score, price, gap_size, company_name } =
    row as Partial<Record<keyof Row, unknown>>;
  return (
    typeof ticker === 'string' &&
    typeof report_date === 'string' &&
    GRADES.some((known) => known === grade) &&
    (grade_source === 'html' || grade_source === 'inferred') &&
    isNumberOrNull(score, 0, 100) &&
    isNumberOrNull(price, Number.MIN_VALUE, Number.MAX_VALUE) &&
    isNumberOrNull(gap_size, -Number.MAX_VALUE, Number.MAX_VALUE) &&
    (company_name === null || typeof company_name === 'string')
  );
}

function isNumberOrNull(value: unknown, least: number, most: number): boolean {
  return value === null || (typeof value === 'number' && value >= least && value <= most);
}

function candidateOf(row: Row): Candidate | string {
  const { ticker: symbol, report_date, grade, score, price } = row;
  const ticker = parseSymbol(symbol);
  if (ticker === undefined) return `${JSON.stringify(symbol.slice(0, 20))} is no symbol`;
  const reportDate = parseSessionDate(report_date);
  if (reportDate === undefined || !isInCalendar(reportDate))
    return `${JSON.stringify(report_date.slice(0, 20))} is no date of the calendar`;
  const { grade_source: gradeSource, gap_size: gapSize, company_name: companyName } = row;
  return { ticker, reportDate, grade, gradeSource, score, price, gapSize, companyName };
}

const FOREIGN_SYMBOL = /^[A-Z][A-Z0-9]{0,9}$/;

/** Besides tickers of today, symbols as data vendors make them: what nobody lists has no prices, and is told so. */
function parseSymbol(symbol: string): Ticker | undefined {
  return parseTicker(symbol) ?? (FOREIGN_SYMBOL.test(symbol) ? (symbol as Ticker) : undefined);
}

function refused(name: string, problem: string): CandidatesFile {
  const remedy = 'give a JSON list of {"ticker", "report_date", "grade", "score", "price", …}';
  const message = `${name}: ${problem}`;
  return {
    candidates: [],
    findings: [finding('error', 'CANDIDATES_REFUSED', name, message, remedy)],
  };
}
