/**
 * What a report claims about one stock, before it is believed. Both formats pass through here, so that a number out
 * of range, a missing grade or a ticker told twice means the same in HTML and in JSON.
 */
import { GRADES, type Candidate, type Grade } from '../domain/candidate.ts';
import { finding, type Finding } from '../domain/finding.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { Ticker } from '../domain/ticker.ts';

export type Claims = {
  readonly ticker: Ticker;
  readonly score: number | null;
  readonly grade: string | null;
  readonly price: number | null;
  readonly gapSize: number | null;
  readonly companyName: string | null;
};

type Judged = { readonly candidate: Candidate | null; readonly findings: readonly Finding[] };

const MAX_PRICE_DOLLARS = 2_000_000;
const MAX_GAP_PCT = 1_000;
const MAX_NAME_LENGTH = 120;

/** C0, C1 and zero-width characters, line separators, and everything that turns the direction of text. */
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Text without characters that a person cannot see, on one line. */
export function visibleText(text: string): string {
  return text
    .replace(/[\t\n\r\f\u00a0]/g, ' ')
    .replace(UNSEEN, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

export function inferGrade(score: number): Grade {
  if (score >= 85) return 'A';
  if (score >= 70) return 'B';
  return score >= 55 ? 'C' : 'D';
}

/** A candidate needs a grade or a score; a number outside its range counts as not given. */
export function judgeClaims(claims: Claims, reportDate: SessionDate): Judged {
  const findings: Finding[] = [];
  const within = (what: string, value: number | null, ok: (value: number) => boolean) => {
    if (value === null || (Number.isFinite(value) && ok(value))) return value;
    findings.push(outOfRange(claims.ticker, what, value));
    return null;
  };
  const score = within('score', claims.score, (value) => value >= 0 && value <= 100);
  const price = within('price', claims.price, (value) => value > 0 && value <= MAX_PRICE_DOLLARS);
  const gapSize = within('gap', claims.gapSize, (value) => value > -100 && value <= MAX_GAP_PCT);
  const stated = GRADES.find((grade) => grade === claims.grade);
  if (claims.grade !== null && stated === undefined)
    findings.push(unknownGrade(claims.ticker, claims.grade));
  const grade = stated ?? (score === null ? null : inferGrade(score));
  if (grade === null) return { candidate: null, findings: [...findings, unusable(claims.ticker)] };
  if (score === null) findings.push(withoutScore(claims.ticker));
  const gradeSource = stated === undefined ? 'inferred' : 'html';
  const companyName = cleanName(claims.companyName);
  const { ticker } = claims;
  return {
    candidate: { ticker, score, grade, gradeSource, price, gapSize, companyName, reportDate },
    findings,
  };
}

/** Each ticker once, at its first place: of two cards the scored one wins, else the first. */
export function withoutDuplicates(candidates: readonly Candidate[]): {
  readonly candidates: readonly Candidate[];
  readonly findings: readonly Finding[];
} {
  const kept = new Map<Ticker, Candidate>();
  const findings: Finding[] = [];
  for (const candidate of candidates) {
    const first = kept.get(candidate.ticker);
    const winner = first === undefined || (first.score === null && candidate.score !== null);
    if (winner) kept.set(candidate.ticker, candidate);
    if (first !== undefined) findings.push(duplicate(first, candidate, winner));
  }
  return { candidates: [...kept.values()], findings };
}

function cleanName(name: string | null): string | null {
  const visible = visibleText(name ?? '').slice(0, MAX_NAME_LENGTH);
  return visible === '' ? null : visible;
}

function outOfRange(ticker: Ticker, what: string, value: number): Finding {
  const message = `${ticker}: the report's ${what} ${value} is outside its range and counts as not given`;
  return finding('warning', 'REPORT_NUMBER_OUT_OF_RANGE', ticker, message, 'check the report');
}

function unknownGrade(ticker: Ticker, grade: string): Finding {
  const message = `${ticker}: grade ${JSON.stringify(grade.slice(0, 20))} is none of A, B, C, D`;
  return finding('warning', 'REPORT_GRADE_UNKNOWN', ticker, message, 'check the report');
}

function unusable(ticker: Ticker): Finding {
  const message = `${ticker}: neither a score nor a grade can be read, so it is left out`;
  return finding('warning', 'REPORT_CARD_UNREADABLE', ticker, message, 'check the report');
}

function withoutScore(ticker: Ticker): Finding {
  const message = `${ticker}: no score can be read; it ranks after all scored candidates`;
  return finding('warning', 'REPORT_SCORE_MISSING', ticker, message, 'check the report');
}

function duplicate(first: Candidate, second: Candidate, secondWins: boolean): Finding {
  const message =
    `${first.ticker}: told twice, with scores ${first.score ?? 'none'} and ${second.score ?? 'none'}; ` +
    `the ${secondWins ? 'second, scored one' : 'first'} is used`;
  return finding('warning', 'REPORT_TICKER_TWICE', first.ticker, message, 'check the report');
}
