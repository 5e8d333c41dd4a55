/** Reads the HTML form of the earnings report, whatever its layout. */
import type { Candidate } from '../domain/candidate.ts';
import { finding, type Finding } from '../domain/finding.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { findCards, type Card, type FoundCards } from './earnings-report-cards.ts';
import { judgeClaims, withoutDuplicates, type Claims } from './earnings-report-claims.ts';
import { datesStated, saysNoCandidates } from './earnings-report-day.ts';
import { readWordGrade } from './earnings-report-grade.ts';
import { guardHtml, guardText } from './earnings-report-guard.ts';
import { labelKind } from './earnings-report-labels.ts';
import { parseOutline, type Block, type Outline } from './earnings-report-outline.ts';
import { readPieces, type Claim, type Reading } from './earnings-report-readings.ts';
import { sectionsOf, type Section } from './earnings-report-sections.ts';
import { refusedReport, type ParsedReport, type ReportResult } from './earnings-report.ts';

const NEW_REPORT = 'have the report made again; without one there are no entries';

type Page = { readonly readings: readonly Reading[]; readonly sections: readonly Section[] };
type Settled<T> = { readonly value: T | null; readonly others: readonly T[] };

/**
 * The candidates of a report for `reportDate`, the date in its name. Refused: more than 5 MB, no UTF-8 text, HTML
 * beyond the bounds of a report, and a report without any readable candidate that does not say it has none.
 */
export function parseHtmlReport(bytes: Uint8Array, reportDate: SessionDate): ReportResult {
  const guarded = guardText(bytes);
  const why = guarded.kind === 'text' ? guardHtml(guarded.text) : guarded.why;
  if (guarded.kind === 'refused' || why !== undefined)
    return refusedReport(
      'REPORT_REFUSED',
      reportDate,
      `the HTML report is refused: ${why ?? ''}`,
      NEW_REPORT,
    );
  const report = readOutline(parseOutline(guarded.text), reportDate);
  if (report.candidates.length > 0 || report.saysNoCandidates) return { kind: 'report', report };
  const reasons = report.findings.map((found) => found.message).slice(0, 3);
  const message = [
    'the HTML report shows no candidate and does not say that there is none',
    ...reasons,
  ];
  return refusedReport('REPORT_UNREADABLE', reportDate, message.join('; '), NEW_REPORT);
}

function readOutline(outline: Outline, reportDate: SessionDate): ParsedReport {
  const page: Page = { readings: readPieces(outline), sections: sectionsOf(outline) };
  const found = findCards(outline, page.readings, page.sections);
  const isMain = (card: Card) => page.sections[card.titleAt]?.kind === 'main';
  const read = found.cards.filter(isMain).map((card) => readCard(page, card, reportDate));
  const unique = withoutDuplicates(read.flatMap((card) => card.candidates));
  const none = saysNoCandidates(outline);
  const findings = [
    ...dateFindings(outline, reportDate),
    ...read.flatMap((card) => card.findings),
    ...unique.findings,
    ...leftOver(page, found),
    ...asideFindings(
      page,
      found.cards.filter((card) => !isMain(card)),
    ),
    ...(none && unique.candidates.length > 0 ? [contradiction(unique.candidates.length)] : []),
  ];
  const { candidates } = unique;
  return { reportDate, candidates, findings, saysNoCandidates: none && candidates.length === 0 };
}

function readCard(
  page: Page,
  card: Card,
  reportDate: SessionDate,
): { readonly candidates: readonly Candidate[]; readonly findings: readonly Finding[] } {
  const own = page.readings.slice(card.from, card.to);
  const claims = own.flatMap((reading) => reading.claims);
  const score = settle(numbers(claims, 'score'));
  const price = settle(numbers(claims, 'price'));
  const gap = settle(numbers(claims, 'gap'));
  const grade = settle(texts(claims, 'grade'));
  const subject = card.title.tickers.join('/');
  const findings = [
    ...disagreement(subject, 'score', score),
    ...disagreement(subject, 'price', price),
    ...disagreement(subject, 'gap', gap),
    ...disagreement(subject, 'grade', grade),
  ];
  const shared: Omit<Claims, 'ticker'> = {
    score: score.value,
    grade: grade.value ?? gradeByName(card, own) ?? page.sections[card.titleAt]?.grade ?? null,
    price: price.value,
    gapSize: gap.value,
    companyName: companyOf(card, own),
  };
  const judged = card.title.tickers.map((ticker) => judgeClaims({ ticker, ...shared }, reportDate));
  return {
    candidates: judged.flatMap(({ candidate }) => (candidate === null ? [] : [candidate])),
    findings: [...findings, ...judged.flatMap((one) => one.findings)],
  };
}

function numbers(claims: readonly Claim[], kind: 'score' | 'price' | 'gap') {
  return claims.flatMap((claim) => (claim.kind === kind ? [claim] : []));
}

function texts(claims: readonly Claim[], kind: 'grade' | 'company') {
  return claims.flatMap((claim) => (claim.kind === kind ? [claim] : []));
}

/** The plainest statement wins; when the plainest ones disagree, none is believed. */
function settle<T>(claims: readonly { readonly rank: number; readonly value: T }[]): Settled<T> {
  const plainest = Math.min(...claims.map((claim) => claim.rank));
  const values = [
    ...new Set(claims.filter(({ rank }) => rank === plainest).map(({ value }) => value)),
  ];
  const [value, ...others] = values;
  return others.length === 0
    ? { value: value ?? null, others: [] }
    : { value: null, others: values };
}

function disagreement(subject: string, what: string, settled: Settled<unknown>): Finding[] {
  if (settled.others.length === 0) return [];
  const values = settled.others.slice(0, 5).map(String).join(' and ');
  const message = `${subject}: the report gives its ${what} as ${values}; none is believed`;
  return [finding('warning', 'REPORT_CLAIMS_DISAGREE', subject, message, 'check the report')];
}

/** A grade in the class of the card or of something in it. */
function gradeByName(card: Card, own: readonly Reading[]): string | null {
  const grades = new Set<string>();
  for (const reading of own)
    for (const block of blocksWithin(card, reading.piece.block)) {
      const grade = readWordGrade(block);
      if (grade !== null) grades.add(grade);
    }
  const [only, ...others] = grades;
  return only !== undefined && others.length === 0 ? only : null;
}

function blocksWithin(card: Card, start: Block): Block[] {
  const blocks: Block[] = [];
  const isIn = (block: Block) => block.from >= card.from && block.to <= card.to;
  for (let at: Block | null = start; at !== null && isIn(at); at = at.parent) blocks.push(at);
  return blocks;
}

/** As stated, or the text behind the title, with a number at most between them. */
function companyOf(card: Card, own: readonly Reading[]): string | null {
  const stated = texts(
    own.flatMap((reading) => reading.claims),
    'company',
  )[0]?.value;
  if (stated !== undefined || card.title.company !== null) return stated ?? card.title.company;
  const behind = own.filter(({ piece }) => piece.index > card.titleAt).slice(0, 2);
  const name = behind.find((reading) => reading.claims.length === 0)?.piece.text ?? '';
  const isName = /^[A-Z0-9][^:!?$%/]{1,80}$/.test(name) && labelKind(name) === 'other';
  return isName && !/\b(?:price|target|score)\b/i.test(name) ? name : null;
}

function dateFindings(outline: Outline, reportDate: SessionDate): Finding[] {
  const stated = datesStated(outline);
  if (stated.length === 0 || stated.includes(reportDate)) return [];
  const message = `the report is named for ${reportDate} but is dated ${stated.join(', ')} inside`;
  return [
    finding(
      'error',
      'REPORT_DATE_MISMATCH',
      reportDate,
      message,
      'check that it is the right report',
    ),
  ];
}

function leftOver(page: Page, found: FoundCards): Finding[] {
  const quote = (index: number) =>
    JSON.stringify(page.readings[index]?.piece.text.slice(0, 60) ?? '');
  const scores = found.orphanScores.map((index) =>
    unreadable(`a score ${quote(index)} stands beside no ticker that can be told`),
  );
  const titles = found.bareTitles.map((index) =>
    unreadable(`${quote(index)} names a stock without score, grade or price`),
  );
  return [...scores, ...titles];
}

function unreadable(message: string): Finding {
  return finding('warning', 'REPORT_CARD_UNREADABLE', null, message, 'check the report');
}

function asideFindings(page: Page, cards: readonly Card[]): Finding[] {
  return cards.map((card) => {
    const section = page.sections[card.titleAt]?.name ?? '';
    const subject = card.title.tickers.join('/');
    const message = `${subject} stands in section ${JSON.stringify(section.slice(0, 60))} and is no candidate`;
    return finding('info', 'REPORT_NOT_A_CANDIDATE', subject, message);
  });
}

function contradiction(count: number): Finding {
  const message = `the report says that there are no candidates and shows ${count}`;
  return finding('warning', 'REPORT_CONTRADICTS_ITSELF', null, message, 'check the report');
}
