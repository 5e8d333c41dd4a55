/**
 * What `JSON.parse` lets pass and nothing from outside may have: a key told twice (the last would silently win), keys that
 * reach for an object's prototype, and nesting without bound. Syntax stays the business of `JSON.parse`.
 */
const MAX_DEPTH = 32;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const WHITESPACE = new Set<string | undefined>([' ', '\t', '\n', '\r']);

/** Why the JSON text is refused; undefined when it may be parsed. */
export function guardJson(text: string): string | undefined {
  const keysByDepth: Set<string>[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{' || character === '[') {
      keysByDepth.push(new Set());
      if (keysByDepth.length > MAX_DEPTH) return `it is nested deeper than ${MAX_DEPTH}`;
    } else if (character === '}' || character === ']') keysByDepth.pop();
    else if (character === '"') {
      const end = stringEnd(text, at);
      const why = isKey(text, end) ? refuseKey(text.slice(at, end), keysByDepth.at(-1)) : undefined;
      if (why !== undefined) return why;
      at = end - 1;
    }
  }
  return undefined;
}

function refuseKey(literal: string, seen: Set<string> | undefined): string | undefined {
  const key = decoded(literal);
  if (key === undefined) return 'it is not JSON: a key cannot be read';
  if (FORBIDDEN.has(key)) return `it has a key ${JSON.stringify(key)}`;
  if (seen?.has(key) === true)
    return `it has the key ${JSON.stringify(key.slice(0, 40))} twice in one object`;
  seen?.add(key);
  return undefined;
}

/** The index behind the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (WHITESPACE.has(text[at])) at += 1;
  return text[at] === ':';
}

/** `"\u0061"` and `"a"` are the same key. */
function decoded(literal: string): string | undefined {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    const key: unknown = JSON.parse(literal);
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}
