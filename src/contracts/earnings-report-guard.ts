/**
 * Bounds that hold before any tree is built or any text is matched: a report that breaks one is refused as a whole.
 * The shape of HTML is measured while streaming, since building the tree of 50,000 nested elements would itself take
 * the process down.
 */
import { Parser } from 'htmlparser2';

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_DEPTH = 256;
const MAX_NODES = 200_000;
const MAX_ATTRIBUTES = 64;
const CHUNK = 16_384;
/** Text files have next to none; one per cent leaves room for an odd paste. */
const MAX_CONTROL_SHARE = 0.01;

export type Guarded =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string };

/** The bytes as UTF-8 text (without byte order mark), or why they are no text of bearable size. */
export function guardText(bytes: Uint8Array): Guarded {
  if (bytes.length > MAX_BYTES)
    return refused(`it has ${bytes.length} bytes, more than ${MAX_BYTES}`);
  const text = decodeUtf8(bytes);
  if (text === undefined) return refused('it is not valid UTF-8');
  if (text.trim() === '') return refused('it is empty');
  if (text.includes('\0')) return refused('it contains NUL, so it is no text');
  const controls = text.match(/[\u0001-\u0008\u000b\u000e-\u001f\u007f]/g)?.length ?? 0;
  if (controls > text.length * MAX_CONTROL_SHARE)
    return refused(`${controls} of its ${text.length} characters are control characters`);
  return { kind: 'text', text };
}

/** Why the HTML is too deep, too large or too strange to build a tree of; undefined when it is not. */
export function guardHtml(html: string): string | undefined {
  let depth = 0;
  let nodes = 0;
  let attributes = 0;
  let why: string | undefined;
  const count = () => {
    nodes += 1;
    if (nodes > MAX_NODES) why ??= `it has more than ${MAX_NODES} nodes`;
  };
  const parser = new Parser({
    onopentagname: () => {
      attributes = 0;
    },
    onattribute: () => {
      attributes += 1;
      if (attributes > MAX_ATTRIBUTES)
        why ??= `an element has more than ${MAX_ATTRIBUTES} attributes`;
    },
    onopentag: () => {
      count();
      depth += 1;
      if (depth > MAX_DEPTH) why ??= `its elements are nested deeper than ${MAX_DEPTH}`;
    },
    onclosetag: () => {
      depth -= 1;
    },
    ontext: count,
    oncomment: count,
    onprocessinginstruction: count,
  });
  for (let at = 0; at < html.length && why === undefined; at += CHUNK)
    parser.write(html.slice(at, at + CHUNK));
  return why;
}

function refused(why: string): Guarded {
  return { kind: 'refused', why };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
