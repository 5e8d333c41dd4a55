/**
 * What each piece of a report may claim: a total score, a grade, a price, a gap, a company. A reading has a rank, 1
 * being the plainest statement; a card believes its plainest reading and nothing when two of them disagree.
 */
import { readGrade, splitGrade } from './earnings-report-grade.ts';
import { isValue, labelKind, pairLabels, type LabelKind } from './earnings-report-labels.ts';
import {
  fivePointsAsHundred,
  readMoney,
  readPercent,
  readPlain,
  readScore,
} from './earnings-report-numbers.ts';
import { isWithin, type Outline, type Piece } from './earnings-report-outline.ts';
import { readTitle, type Title, type TitlePlace } from './earnings-report-ticker.ts';

export type Claim =
  | { readonly kind: 'score' | 'price' | 'gap'; readonly rank: number; readonly value: number }
  | { readonly kind: 'grade' | 'company'; readonly rank: number; readonly value: string };

export type Reading = {
  readonly piece: Piece;
  readonly title: Title | undefined;
  readonly claims: readonly Claim[];
};

/** Text, its label (null without one), and where it stands. */
type Part = {
  readonly text: string;
  readonly label: LabelKind | null;
  /** The label calls the value a fall. */
  readonly down: boolean;
  readonly words: readonly string[];
  /** Behind a title, a company or another value: not behind a label that is not understood. */
  readonly free: boolean;
};

/** A score under a label that is not understood: used only where a card has no plainer one. */
export const DOUBTFUL_RANK = 5;

const MAX_CLAIM_LENGTH = 160;
const IN_TEXT_LABEL =
  /^(?<label>[A-Za-z][A-Za-z0-9 %()/&'+-]{0,40}?)\s*(?::\s*|\s(?=[$+−-]?\s?[\d$]|[A-D]$))(?<value>\S.*)$/;
const SEPARATOR = /\s+[|·•‖]\s+|\s*[|•]\s*/;
const NOT_THE_PRICE =
  /\b(?:target|pt|prior|prev(?:ious)?|stop|entry|support|resistance|high|low|eps|revenue|estimate|consensus|cap|objective|dividend|strike|volume|sales)\b/i;
/** The smallest score on the scale of 100 that is told from one of five points without being labelled. */
const FIVE_POINTS = 5;

export function readPieces(outline: Outline): readonly Reading[] {
  const labels = pairLabels(outline);
  const titles = outline.pieces.map((piece) => readTitle(piece.text, placeOf(piece, labels)));
  return outline.pieces.map((piece, index) => {
    const title = titles[index];
    const label = labels.get(index);
    const context = {
      ...labelOf(label ?? null),
      words: wordsAround(piece),
      free: isFree(outline.pieces, titles, index),
    };
    const parts = piece.text.length > MAX_CLAIM_LENGTH ? [] : partsOf(piece.text, title, context);
    return { piece, title, claims: parts.flatMap(claimsOf) };
  });
}

function placeOf(piece: Piece, labels: ReadonlyMap<number, string>): TitlePlace {
  const label = labels.get(piece.index);
  const words = wordsAround(piece);
  const marked = words.includes('ticker') || words.includes('symbol');
  const column = label !== undefined && ['ticker', 'company'].includes(labelKind(label));
  if (column || (marked && !words.includes('grade'))) return 'ticker';
  return isWithin(piece.block, (block) => /^h[2-6]$/.test(block.tag)) ? 'heading' : 'text';
}

/** The words of the element and of those around it that hold nothing else. */
function wordsAround(piece: Piece): readonly string[] {
  const words = [...piece.block.words];
  const outer = piece.block.parent;
  if (outer !== null && outer.to - outer.from === 1) words.push(...outer.words);
  return words;
}

function isFree(
  pieces: readonly Piece[],
  titles: readonly (Title | undefined)[],
  index: number,
): boolean {
  const [before, after] = [pieces[index - 1], pieces[index + 1]];
  if (after !== undefined && after.text.length < 48 && NOT_THE_PRICE.test(after.text)) return false;
  if (before === undefined || titles[index - 1] !== undefined) return true;
  if (isValue(before.text) || readGrade(before.text, true) !== undefined) return true;
  return titles[index - 2] !== undefined && !NOT_THE_PRICE.test(before.text);
}

function partsOf(text: string, title: Title | undefined, context: Omit<Part, 'text'>): Part[] {
  if (title !== undefined) return titleParts(title, context);
  const parts = text.split(SEPARATOR).filter((part) => part !== '');
  return parts.map((part) =>
    labelled(part, parts.length === 1 ? context : { ...context, ...labelOf(null) }),
  );
}

function titleParts(title: Title, context: Omit<Part, 'text'>): Part[] {
  const behind = title.rest.split(SEPARATOR).filter((part) => part !== '');
  return behind.map((part) => labelled(part, { ...context, ...labelOf(null), free: true }));
}

function labelled(text: string, context: Omit<Part, 'text'>): Part {
  if (isValue(text) || context.label !== null) return { text, ...context };
  const groups = IN_TEXT_LABEL.exec(text)?.groups;
  if (
    groups === undefined ||
    readGrade(text, false) !== undefined ||
    splitGrade(text) !== undefined
  )
    return { text, ...context };
  return { ...context, text: groups['value'] ?? '', ...labelOf(groups['label'] ?? '') };
}

function labelOf(label: string | null): Pick<Part, 'label' | 'down'> {
  return { label: label === null ? null : labelKind(label), down: /\bdown\b/i.test(label ?? '') };
}

function claimsOf(part: Part): Claim[] {
  const both = splitGrade(part.text);
  if (both !== undefined && readScore(both.rest) !== undefined) {
    const label = part.label === 'grade' || part.label === null ? 'score' : part.label;
    const score = scoreClaim({ ...part, text: both.rest, label });
    return [{ kind: 'grade', rank: 1, value: both.grade }, ...score];
  }
  return [
    ...scoreClaim(part),
    ...gradeClaim(part),
    ...priceClaims(part),
    ...gapClaim(part),
    ...companyClaim(part),
  ];
}

function scoreClaim(part: Part): Claim[] {
  const score = readScore(part.text);
  if (score === undefined) return [];
  const claim = (rank: number, value = score.value): Claim[] => [{ kind: 'score', rank, value }];
  const { label } = part;
  if (score.form === 'five') {
    const total = label === 'total' || (score.confirmed && label !== 'other');
    return total ? claim(label === 'total' ? 1 : 2, fivePointsAsHundred(score.value)) : [];
  }
  if (label === 'total')
    return score.form === 'bare' && score.value > 0 && score.value <= FIVE_POINTS
      ? claim(1, fivePointsAsHundred(score.value))
      : claim(1);
  if (score.form !== 'bare') {
    if (label === null || label === 'score' || label === 'grade') return claim(2);
    return label === 'other' ? claim(DOUBTFUL_RANK) : [];
  }
  if (Math.abs(score.value) <= FIVE_POINTS) return [];
  if (label === 'score' || (label === null && part.words.includes('score'))) return claim(3);
  return label === null && part.free && score.value >= 0 && score.value <= 100 ? claim(4) : [];
}

function gradeClaim(part: Part): Claim[] {
  const marked = part.words.includes('grade') || part.words.includes('badge');
  const bare = part.label === 'grade' || part.label === null;
  const value = readGrade(part.text, bare);
  if (value === undefined) return [];
  return [{ kind: 'grade', rank: part.label === 'grade' || marked ? 1 : 2, value }];
}

function priceClaims(part: Part): Claim[] {
  const money = readMoney(part.text);
  const plain = part.label === 'price' ? readPlain(part.text) : undefined;
  const rank = priceRank(part);
  const dollars = money?.dollars ?? plain;
  if (rank === undefined || dollars === undefined) return [];
  const price: Claim = { kind: 'price', rank, value: dollars };
  const change = money?.changePct ?? null;
  return change === null ? [price] : [price, { kind: 'gap', rank: 2, value: change }];
}

function priceRank(part: Part): number | undefined {
  if (part.label === 'price') return 1;
  if (part.label === 'other-price') return 2;
  if (part.label !== null || NOT_THE_PRICE.test(part.words.join(' '))) return undefined;
  if (part.words.includes('price')) return 3;
  return part.free ? 4 : undefined;
}

function gapClaim(part: Part): Claim[] {
  const change = readPercent(part.text.replace(/^gap(?:ped)?(?:[ -](?:up|down))?:?\s*/i, ''));
  if (change === undefined) return [];
  const down = part.down || /^gap(?:ped)?[ -]down\b/i.test(part.text);
  const value = down ? -Math.abs(change) : change;
  if (part.label === 'gap' || /^gap/i.test(part.text) || part.words.includes('gap'))
    return [{ kind: 'gap', rank: 1, value }];
  const beside = part.label === 'change' || (part.label === null && part.free);
  return beside ? [{ kind: 'gap', rank: 2, value }] : [];
}

function companyClaim(part: Part): Claim[] {
  const named = part.words.includes('company') || part.words.includes('name');
  const says = part.label === 'company' || (named && part.label === null);
  return says && !isValue(part.text) ? [{ kind: 'company', rank: 1, value: part.text }] : [];
}
