/** The two forms of one report must tell the same: what they tell differently is not bought. */
import type { Candidate } from '../domain/candidate.ts';
import { finding, type Finding } from '../domain/finding.ts';
import type { Ticker } from '../domain/ticker.ts';
import type { ParsedReport } from './earnings-report.ts';

type Told = number | string | null;

export type TwinDifference = { readonly ticker: Ticker; readonly finding: Finding };

/** Half a cent and half of the last digit that scores are shown with. */
const PRICE_TOLERANCE = 0.005;
const SCORE_TOLERANCE = 0.05;
/** Differences of decimal numbers carry binary dust: 17.285 − 17.28 is more than 0.005. */
const DUST = 1e-9;

/**
 * Differences in tickers, prices, scores and grades, at most one finding per ticker; each blocks that ticker's entry.
 * A number that only one of the two gives is a difference: nothing confirms it.
 */
export function crossCheckTwins(html: ParsedReport, json: ParsedReport): readonly TwinDifference[] {
  const inHtml = byTicker(html);
  const inJson = byTicker(json);
  const tickers = new Set([...inHtml.keys(), ...inJson.keys()]);
  return [...tickers].flatMap((ticker) => {
    const differences = compare(inHtml.get(ticker), inJson.get(ticker));
    if (differences.length === 0) return [];
    const message = `${ticker}: the HTML and the JSON report differ: ${differences.join(', ')}`;
    const remedy = 'check the report; the entry is blocked';
    return [{ ticker, finding: finding('error', 'REPORT_TWINS_DIFFER', ticker, message, remedy) }];
  });
}

function byTicker(report: ParsedReport): ReadonlyMap<Ticker, Candidate> {
  return new Map(report.candidates.map((candidate) => [candidate.ticker, candidate]));
}

function compare(html: Candidate | undefined, json: Candidate | undefined): string[] {
  if (html === undefined || json === undefined)
    return [`it is only in the ${html === undefined ? 'JSON' : 'HTML'}`];
  const differences: string[] = [];
  const note = (what: string, ours: Told, theirs: Told) =>
    differences.push(`${what} ${ours ?? 'none'} against ${theirs ?? 'none'}`);
  if (!near(html.price, json.price, PRICE_TOLERANCE)) note('price', html.price, json.price);
  if (!near(html.score, json.score, SCORE_TOLERANCE)) note('score', html.score, json.score);
  if (html.grade !== json.grade) note('grade', html.grade, json.grade);
  return differences;
}

function near(one: number | null, other: number | null, tolerance: number): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) <= tolerance + DUST;
}
