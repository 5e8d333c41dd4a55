/**
 * The section each piece of a report stands in, from headings and from the names of enclosing blocks: whether its
 * stocks are candidates at all, and the grade it states for them.
 */
import { readHeadingGrade, readWordGrade } from './earnings-report-grade.ts';
import type { Block, Outline, Piece } from './earnings-report-outline.ts';
import { readTitle } from './earnings-report-ticker.ts';

export type Section = {
  /** `aside`: stocks are named that are no candidates; `margin`: footer and navigation, never about candidates. */
  readonly kind: 'main' | 'aside' | 'margin';
  readonly name: string | null;
  readonly grade: string | null;
};

type Heading = Section & { readonly level: number };

const MAIN: Section = { kind: 'main', name: null, grade: null };
const ASIDE_HEADING =
  /\bupcoming\b|\bwatch(?:ing|[- ]?list)?\b|\bsummary\b|\bcalendar\b|\bcoming (?:up|soon)\b|\bon deck\b/i;
const ASIDE_WORDS = new Set(['upcoming', 'watch', 'watchlist', 'summary']);
const MARGIN_TAGS = new Set(['footer', 'nav', 'head']);
const MARGIN_WORDS = new Set(['footer', 'disclaimer', 'navbar']);
const WHOLE_PAGE = new Set(['html', 'body', 'main']);
const MAX_HEADING_LENGTH = 100;
const BELOW_ALL_HEADINGS = 7;

/** One section per piece, in their order. */
export function sectionsOf(outline: Outline): readonly Section[] {
  const sections: Section[] = outline.pieces.map(() => MAIN);
  assign(outline.root, MAIN, outline.pieces, sections);
  return sections;
}

function assign(
  block: Block,
  inherited: Section,
  pieces: readonly Piece[],
  sections: Section[],
): void {
  let open: readonly Heading[] = [];
  let at = block.from;
  const current = () => open.reduce<Section>(within, inherited);
  const fillTo = (end: number) => {
    const section = current();
    for (; at < end; at += 1) sections[at] = section;
  };
  for (const child of block.children) {
    fillTo(child.from);
    const heading = readHeading(child, pieces);
    if (heading !== undefined)
      open = [...open.filter((above) => above.level < heading.level), heading];
    assign(child, named(child, current()), pieces, sections);
    at = child.to;
  }
  fillTo(block.to);
}

function within(outer: Section, inner: Section): Section {
  if (outer.kind !== 'main') return outer;
  return inner.kind === 'main' ? { ...inner, grade: inner.grade ?? outer.grade } : inner;
}

function named(block: Block, section: Section): Section {
  if (section.kind !== 'main' || WHOLE_PAGE.has(block.tag)) return section;
  const name = block.className;
  if (MARGIN_TAGS.has(block.tag) || block.words.some((word) => MARGIN_WORDS.has(word)))
    return { ...section, kind: 'margin', name };
  if (block.words.some((word) => ASIDE_WORDS.has(word))) return { ...section, kind: 'aside', name };
  // The same object where nothing changes: a section is told from the next by identity.
  const grade = readWordGrade(block) ?? section.grade;
  return grade === section.grade ? section : { ...section, grade };
}

/** Headings that name a stock belong to its card and open no section; the page's own title says nothing of it. */
function readHeading(block: Block, pieces: readonly Piece[]): Heading | undefined {
  const level = headingLevel(block);
  if (level === undefined || block.to === block.from || block.to - block.from > 3) return undefined;
  const own = pieces.slice(block.from, block.to).map((piece) => piece.text);
  const name = own.join(' ');
  if (name.length > MAX_HEADING_LENGTH) return undefined;
  if (own.some((text) => readTitle(text, 'heading') !== undefined)) return undefined;
  const kind = level > 1 && ASIDE_HEADING.test(name) ? 'aside' : 'main';
  return { level, kind, name, grade: readHeadingGrade(name) ?? readWordGrade(block) };
}

function headingLevel(block: Block): number | undefined {
  const level = /^h([1-6])$/.exec(block.tag)?.[1];
  if (level !== undefined) return Number(level);
  const called = block.words.some((word) => ['heading', 'title', 'headline'].includes(word));
  const header = block.words.at(-1) === 'header' || block.words.includes('header');
  return called || header ? BELOW_ALL_HEADINGS : undefined;
}
