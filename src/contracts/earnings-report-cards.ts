/**
 * What a card is: the smallest block around one total score that names one stock, widened as far as it stays that
 * stock's own; where stocks follow each other without blocks, the stretch from one title to the next. Class names
 * decide nothing here. Cards without a score are looked for around the titles that are left.
 */
import type { Block, Outline } from './earnings-report-outline.ts';
import { areAlike, firstIn, lastUpTo, marksOf, type Marks } from './earnings-report-marks.ts';
import { DOUBTFUL_RANK, type Claim, type Reading } from './earnings-report-readings.ts';
import type { Section } from './earnings-report-sections.ts';
import type { Title } from './earnings-report-ticker.ts';

/** The readings with `from <= index < to` are about the stock named at `titleAt`. */
export type Card = {
  readonly titleAt: number;
  readonly title: Title;
  readonly block: Block;
  readonly from: number;
  readonly to: number;
};

export type FoundCards = {
  readonly cards: readonly Card[];
  /** Total scores of which no stock can be said. */
  readonly orphanScores: readonly number[];
  /** Titles without a card. */
  readonly bareTitles: readonly number[];
};

type Page = {
  readonly outline: Outline;
  readonly readings: readonly Reading[];
  readonly sections: Marks<Section>;
  /** What the pieces name, where it counts as a title. */
  readonly names: Marks<string>;
  readonly scores: Marks<number>;
};

const PAGE_TAGS = new Set(['html', 'body', 'main']);
const PAGE_PARTS = new Set(['h1', 'header', 'footer', 'nav']);
/** What has more children than this is no card but a page of them. */
const MAX_CHILDREN = 100;

/** Titles that can be nothing else are tried first; bare words in capitals only when those give no card at all. */
export function findCards(
  outline: Outline,
  readings: readonly Reading[],
  sections: readonly Section[],
): FoundCards {
  const direct = findWith(outline, readings, sections, (title) => title.strength === 'direct');
  return direct.cards.length > 0 ? direct : findWith(outline, readings, sections, () => true);
}

function findWith(
  outline: Outline,
  readings: readonly Reading[],
  sections: readonly Section[],
  counts: (title: Title) => boolean,
): FoundCards {
  const inPage = (index: number) => sections[index]?.kind !== 'margin';
  const names = readings.map(({ title }, index) =>
    title !== undefined && counts(title) && inPage(index) ? title.tickers.join('/') : undefined,
  );
  const scores = readings.map(({ claims }, index) => (inPage(index) ? totalOf(claims) : undefined));
  const page: Page = {
    outline,
    readings,
    sections: marksOf(sections),
    names: marksOf(names),
    scores: marksOf(scores),
  };
  const scored = scoredCards(page);
  const cards = [...scored.cards, ...unscoredCards(page, scored.cards)];
  cards.sort((a, b) => a.titleAt - b.titleAt);
  const isMain = (index: number) => sections[index]?.kind === 'main';
  return {
    cards,
    orphanScores: scored.orphans.filter(isMain),
    bareTitles: bareTitles(page, cards).filter(isMain),
  };
}

function totalOf(claims: readonly Claim[]): number | undefined {
  return claims.flatMap((claim) =>
    claim.kind === 'score' && claim.rank < DOUBTFUL_RANK ? [claim.value] : [],
  )[0];
}

function scoredCards(page: Page): { readonly cards: Card[]; readonly orphans: number[] } {
  const cards = new Map<number, Card>();
  const orphans: number[] = [];
  let covered = 0;
  page.scores.values.forEach((score, index) => {
    if (score === undefined || index < covered) return;
    const card = cardAround(page, index);
    if (card === undefined) orphans.push(index);
    else if (!cards.has(card.titleAt)) cards.set(card.titleAt, card);
    covered = Math.max(covered, card?.to ?? 0);
  });
  return { cards: [...cards.values()], orphans };
}

/** The card of the total score at `index`, or undefined when it cannot be told whose score it is. */
function cardAround(page: Page, index: number): Card | undefined {
  const start = page.outline.pieces[index]?.block;
  if (start === undefined) return undefined;
  const block = widen(page, start);
  const first = firstIn(page.names, block.from, block.to);
  if (first === undefined) return flatCard(page, block, index);
  const nearest = lastUpTo(page.names, block.from, index) ?? first;
  // A first title and a nearer one that differ: either could be the stock, so neither is.
  if (page.names.values[nearest] !== page.names.values[first]) return undefined;
  return cardAt(page, first, block, [block.from, block.to]);
}

/** The largest block around `start` with no other score, no other stock, no sibling of its kind, no page furniture. */
function widen(page: Page, start: Block): Block {
  let block = start;
  for (let outer = block.parent; outer !== null; outer = block.parent) {
    if (!mayWiden(page, block, outer)) break;
    block = outer;
  }
  return block;
}

function mayWiden(page: Page, block: Block, outer: Block): boolean {
  if (outer.to - outer.from === block.to - block.from) return true;
  if (PAGE_TAGS.has(outer.tag) || outer.children.length > MAX_CHILDREN) return false;
  if (outer.children.some((child) => PAGE_PARTS.has(child.tag))) return false;
  if (!areAlike(page.scores, outer.from, outer.to)) return false;
  if (firstIn(page.names, block.from, block.to) === undefined) return true;
  if (!areAlike(page.names, outer.from, outer.to)) return false;
  return !outer.children.some((child) => isTwin(child, block));
}

function isTwin(child: Block, block: Block): boolean {
  if (child === block || child.tag !== block.tag || child.className === '') return false;
  return kindOf(child) === kindOf(block);
}

/** Its class but for the letter of a grade: `card a-grade` and `card b-grade` are of one kind. */
function kindOf(block: Block): string {
  return block.words.filter((word) => word.length > 1).join(' ');
}

/** Titles and scores as siblings: the stretch from the title before the score to the next title. */
function flatCard(page: Page, block: Block, index: number): Card | undefined {
  const outer = block.parent;
  const titleAt = outer === null ? undefined : lastUpTo(page.names, outer.from, index);
  if (outer === null || titleAt === undefined) return undefined;
  const to = stretchEnd(page, titleAt, outer.to);
  return index < to && areAlike(page.scores, titleAt, to)
    ? cardAt(page, titleAt, outer, [titleAt, to])
    : undefined;
}

/** The stretch of a title ends at the next title, and where its section ends. */
function stretchEnd(page: Page, titleAt: number, limit: number): number {
  const nextTitle = page.names.next[titleAt + 1] ?? limit;
  return Math.min(limit, nextTitle, page.sections.change[titleAt] ?? limit);
}

function cardAt(
  page: Page,
  titleAt: number,
  block: Block,
  [from, to]: readonly [number, number],
): Card | undefined {
  const title = page.readings[titleAt]?.title;
  return title && { titleAt, title, block, from, to };
}

/** Titles outside all cards, with a grade or a price of their own around them and no score. */
function unscoredCards(page: Page, scored: readonly Card[]): Card[] {
  const covered = page.readings.map(() => false);
  for (const card of scored) covered.fill(true, card.from, card.to);
  return page.readings.flatMap((reading, at) => {
    const counts = page.names.values[at] !== undefined && reading.title?.strength === 'direct';
    if (!counts || covered[at] === true) return [];
    const card = unscoredCard(page, at, reading.piece.block);
    if (card === undefined) return [];
    covered.fill(true, card.from, card.to);
    return [card];
  });
}

function unscoredCard(page: Page, at: number, start: Block): Card | undefined {
  const block = widen(page, start);
  const outer = block.parent ?? block;
  const inBlock = cardAt(page, at, block, [block.from, block.to]);
  const flat = cardAt(page, at, outer, [at, stretchEnd(page, at, outer.to)]);
  const card = [inBlock, flat].find((found) => found !== undefined && hasEvidence(page, found));
  const scoreless = card && firstIn(page.scores, card.from, card.to) === undefined;
  return scoreless === true ? card : undefined;
}

function hasEvidence(page: Page, card: Card): boolean {
  const claims = page.readings.slice(card.from, card.to).flatMap((reading) => reading.claims);
  return claims.some((claim) => claim.kind === 'grade' || claim.kind === 'price');
}

function bareTitles(page: Page, cards: readonly Card[]): number[] {
  const named = new Set(cards.map((card) => page.names.values[card.titleAt]));
  return page.readings.flatMap((reading, index) => {
    const name = page.names.values[index];
    const bare = name !== undefined && reading.title?.strength === 'direct' && !named.has(name);
    return bare ? [index] : [];
  });
}
