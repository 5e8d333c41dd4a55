/**
 * A report as an outline: blocks (elements) over a flat list of pieces (texts). Inline markup that splits one value
 * (`88<span>/100</span>`, `<b>Price:</b> $41.55`) is joined, script and decoration are dropped. Nothing here knows
 * what a text means.
 */
import { load, type CheerioAPI } from 'cheerio/slim';

import { visibleText } from './earnings-report-claims.ts';

export type Block = {
  readonly tag: string;
  /** The words of class and id, lower case: `grade-header gradeA` is grade, header, grade, a. */
  readonly words: readonly string[];
  /** Class as written, for comparing blocks with their siblings. */
  readonly className: string;
  readonly parent: Block | null;
  readonly children: readonly Block[];
  /** Its pieces are those with `from <= index < to`. */
  readonly from: number;
  readonly to: number;
};

export type Piece = { readonly index: number; readonly text: string; readonly block: Block };
export type Outline = { readonly root: Block; readonly pieces: readonly Piece[] };

type Node = ReturnType<CheerioAPI['root']>[number]['children'][number];
type ElementNode = Extract<Node, { readonly attribs: unknown }>;
type OpenBlock = Block & { children: Block[]; to: number };
type OpenPiece = Piece & { text: string };
type Builder = { readonly pieces: OpenPiece[]; joinable: boolean };

const INLINE = new Set(
  'a abbr b bdi bdo big cite code data del em font i ins kbd label mark q s samp small span strong sub sup time u var'.split(
    ' ',
  ),
);
const SILENT = new Set('script style template noscript svg math iframe object'.split(' '));
const DECORATION = /[★☆✩✭✮⯨\ufe0f]|(?![©®™])\p{Extended_Pictographic}/gu;
/** As in the DOM; comments are 8. */
const TEXT_NODE = 3;
const MAX_PIECE_LENGTH = 10_000;
/** What is longer is prose, and joining it again and again would cost. */
const MAX_JOINED_LENGTH = 200;

const WAITS_FOR_MORE = /[$:/(+]$/;
const BELONGS_TO_PREVIOUS = /^(?:[/%),.]|\(|[-–—|] |(?:pts|points)\b)/;

/** Call only with HTML whose depth was bounded: this walks it recursively. */
export function parseOutline(html: string): Outline {
  const builder: Builder = { pieces: [], joinable: false };
  const root = openBlock('html', '', null, builder);
  for (const node of load(html).root()[0]?.children ?? []) addNode(node, root, builder);
  root.to = builder.pieces.length;
  return { root, pieces: builder.pieces };
}

export function isWithin(block: Block, holds: (block: Block) => boolean): boolean {
  for (let at: Block | null = block; at !== null; at = at.parent) if (holds(at)) return true;
  return false;
}

function addNode(node: Node, parent: OpenBlock, builder: Builder): void {
  if ('attribs' in node) addElement(node, parent, builder);
  else if ('data' in node && node.nodeType === TEXT_NODE) addText(node.data, parent, builder);
}

function addElement(node: ElementNode, parent: OpenBlock, builder: Builder): void {
  const tag = node.name.toLowerCase();
  if (SILENT.has(tag)) return;
  const inline = INLINE.has(tag);
  if (!inline) builder.joinable = false;
  const names = `${node.attribs['class'] ?? ''} ${node.attribs['id'] ?? ''}`;
  const block = openBlock(tag, names, parent, builder);
  for (const child of node.children) addNode(child, block, builder);
  block.to = builder.pieces.length;
  if (!inline) builder.joinable = false;
  parent.children.push(block);
}

function openBlock(tag: string, names: string, parent: Block | null, builder: Builder): OpenBlock {
  const from = builder.pieces.length;
  const className = visibleText(names).slice(0, 500);
  return { tag, words: wordsOf(className), className, parent, children: [], from, to: from };
}

function wordsOf(names: string): string[] {
  const split = names.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return split.split(/[^a-z0-9]+/).filter((word) => word !== '');
}

function addText(data: string, block: OpenBlock, builder: Builder): void {
  const text = visibleText(data.replace(DECORATION, ' '));
  if (!/[\p{L}\p{N}$%/()]/u.test(text)) return;
  const previous = builder.pieces.at(-1);
  if (previous !== undefined && builder.joinable && joins(previous.text, text)) {
    previous.text = joined(previous.text, text).slice(0, MAX_PIECE_LENGTH);
    return;
  }
  const index = builder.pieces.length;
  builder.pieces.push({ index, text: text.slice(0, MAX_PIECE_LENGTH), block });
  builder.joinable = true;
}

function joins(previous: string, text: string): boolean {
  if (previous.length > MAX_JOINED_LENGTH) return false;
  return WAITS_FOR_MORE.test(previous) || BELONGS_TO_PREVIOUS.test(text);
}

function joined(previous: string, text: string): string {
  const tight = /[$(/+]$/.test(previous) || /^[/%),.]/.test(text);
  return tight ? previous + text : `${previous} ${text}`;
}
