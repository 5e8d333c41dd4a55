/**
 * Which text labels which value. Written in one text (`Price: $41.55`), as two texts of one block in either order,
 * as the header of a table's column, or as an alternating row of texts; where the order is open, no label is given,
 * so that a price target is never taken for a price.
 */
import { readGrade } from './earnings-report-grade.ts';
import { readMoney, readPercent, readPlain, readScore } from './earnings-report-numbers.ts';
import type { Block, Outline, Piece } from './earnings-report-outline.ts';
import { readTitle } from './earnings-report-ticker.ts';

export type LabelKind =
  | 'total'
  | 'score'
  | 'grade'
  | 'price'
  | 'other-price'
  | 'gap'
  | 'change'
  | 'ticker'
  | 'company'
  | 'other';

const KINDS: readonly (readonly [LabelKind, RegExp])[] = [
  [
    'total',
    /^(?:total|overall|composite|final|combined|aggregate|weighted)(?: \w+)?(?: score| points| pts| rating)$/,
  ],
  ['total', /^(?:total|overall|composite|score total|total score \w+)$/],
  ['score', /^(?:\w+ )?score$|^points$/],
  ['grade', /^(?:(?:overall|trade|stock|letter|earnings) )?(?:grade|rating)$/],
  ['price', /^(?:current |stock |share |current stock |current share )?price$/],
  ['other-price', /^(?:last|latest|market|report|pre-?market|trading|opening|open)(?: price)?$/],
  [
    'gap',
    /^(?:opening |earnings |post-earnings |pre-?market |price )?gap(?:[- ](?:up|down|size|pct|percent))*$/,
  ],
  ['change', /^(?:(?:day|price|pre-?market|daily|1d|today's) )?(?:change|move)$|^chg$/],
  ['ticker', /^(?:ticker|symbol|ticker symbol|stock)$/],
  ['company', /^(?:company|company name|name)$/],
];
const MAX_LABEL_LENGTH = 48;
const UNSURE = '?';

export function labelKind(label: string): LabelKind {
  const plain = label
    .toLowerCase()
    .replace(/\([^)]*\)|[:%$*]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return KINDS.find(([, pattern]) => pattern.test(plain))?.[0] ?? 'other';
}

export function isValue(text: string): boolean {
  return (
    readScore(text) !== undefined ||
    readMoney(text) !== undefined ||
    readPercent(text) !== undefined ||
    /^[A-F][+-]?$|^(?:N\/?A|[-–—])$/.test(text)
  );
}

/** The labels of the pieces that have one in another piece, by index; `?` when there is one but not which. */
export function pairLabels(outline: Outline): ReadonlyMap<number, string> {
  const labels = new Map<number, string>();
  pairBlock(outline.root, outline.pieces, labels);
  return labels;
}

function pairBlock(block: Block, pieces: readonly Piece[], labels: Map<number, string>): void {
  if (block.to === block.from) return;
  for (const child of block.children) pairBlock(child, pieces, labels);
  if (block.tag === 'table') pairColumns(block, pieces, labels);
  const [first, second] = [pieces[block.from], pieces[block.from + 1]];
  if (first === undefined || second === undefined || block.to - block.from < 2) return;
  if (block.to - block.from === 2) pairTwo(first, second, labels);
  else for (const run of runsOfSinglePieces(block, pieces)) pairRun(run, labels);
}

function pairTwo(first: Piece, second: Piece, labels: Map<number, string>): void {
  if (isLabel(first.text) && isValue(second.text)) give(labels, second, first.text);
  else if (isLabel(second.text) && isValue(first.text)) give(labels, first, second.text);
}

/** The texts standing alone in the block or in its children, in unbroken rows. */
function runsOfSinglePieces(block: Block, pieces: readonly Piece[]): Piece[][] {
  const runs: Piece[][] = [[]];
  const breaks = block.children.filter((child) => child.to - child.from > 1);
  let next = 0;
  for (let index = block.from; index < block.to; index += 1) {
    const broken = breaks[next];
    const piece = pieces[index];
    if (broken !== undefined && broken.from === index) {
      runs.push([]);
      next += 1;
      index = broken.to - 1;
    } else if (piece !== undefined) runs.at(-1)?.push(piece);
  }
  return runs;
}

function pairRun(run: readonly Piece[], labels: Map<number, string>): void {
  const known = run.flatMap((piece, at) => (isKnown(piece) ? [at] : []));
  const fits = (step: 1 | -1) => known.filter((at) => fitsLabel(run[at], run[at + step])).length;
  const [forward, backward] = [fits(1), fits(-1)];
  run.forEach((piece, at) => {
    if (labels.has(piece.index) || !isValue(piece.text)) return;
    const [before, after] = [run[at - 1], run[at + 1]];
    const label = forward >= backward ? before : after;
    const either = [before, after].some((near) => isKnown(near) && fitsLabel(near, piece));
    if (forward === backward && either) give(labels, piece, UNSURE);
    else if (label !== undefined && isKnown(label)) give(labels, piece, label.text);
  });
}

function fitsLabel(label: Piece | undefined, value: Piece | undefined): boolean {
  if (label === undefined || value === undefined) return false;
  switch (labelKind(label.text)) {
    case 'total':
    case 'score':
      return readScore(value.text) !== undefined;
    case 'price':
    case 'other-price':
      return readMoney(value.text) !== undefined || readPlain(value.text) !== undefined;
    case 'gap':
    case 'change':
      return readPercent(value.text) !== undefined;
    case 'grade':
      return /^[A-D][+-]?$/.test(value.text);
    case 'other':
      return /price|target/i.test(label.text)
        ? readMoney(value.text) !== undefined
        : readScore(value.text) !== undefined;
    case 'ticker':
    case 'company':
      return false;
  }
}

function pairColumns(table: Block, pieces: readonly Piece[], labels: Map<number, string>): void {
  const rows = descendants(table, 'tr').map((row) => row.children.filter(isCell));
  const [header, ...body] = rows;
  if (header === undefined || header.length < 2) return;
  const names = header.map((cell) => textOf(cell, pieces));
  if (!names.every((name) => name === '' || isLabel(name)) || !names.some(isKnownLabel)) return;
  for (const row of body.filter((cells) => cells.length === header.length))
    row.forEach((cell, column) => {
      const first = pieces[cell.from];
      const name = names[column];
      if (cell.to > cell.from && first !== undefined && name !== undefined && name !== '')
        labels.set(first.index, name);
    });
}

function isCell(block: Block): boolean {
  return block.tag === 'td' || block.tag === 'th';
}

function descendants(block: Block, tag: string): Block[] {
  return block.children.flatMap((child) => [
    ...(child.tag === tag ? [child] : []),
    ...(child.tag === 'table' ? [] : descendants(child, tag)),
  ]);
}

function textOf(block: Block, pieces: readonly Piece[]): string {
  const texts = pieces.slice(block.from, block.to).map((piece) => piece.text);
  return texts.join(' ').slice(0, MAX_LABEL_LENGTH + 1);
}

function give(labels: Map<number, string>, piece: Piece, label: string): void {
  if (!labels.has(piece.index)) labels.set(piece.index, label);
}

function isKnown(piece: Piece | undefined): piece is Piece {
  return piece !== undefined && isKnownLabel(piece.text);
}

function isKnownLabel(text: string): boolean {
  return isLabel(text) && (labelKind(text) !== 'other' || /\b(?:price|target|score)\b/i.test(text));
}

function isLabel(text: string): boolean {
  if (text.length > MAX_LABEL_LENGTH || !/[A-Za-z]/.test(text)) return false;
  if (isValue(text) || readGrade(text, false) !== undefined) return false;
  return readTitle(text, 'text') === undefined || labelKind(text) !== 'other';
}
