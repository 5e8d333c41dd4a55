import { describe, expect, it } from 'vitest';

import { canonical, canonicalJson } from '../../src/contracts/canonical-json.ts';

describe('one text for one value', () => {
  it.each([
    ['sorts keys at every depth', { b: 1, a: { d: 2, c: 3 } }, '{"a":{"c":3,"d":2},"b":1}'],
    ['keeps the order of lists', [3, 1, 2], '[3,1,2]'],
    ['writes a map as a list of pairs', new Map([['b', 1]]), '[["b",1]]'],
    ['writes a set as a list', new Set(['x']), '["x"]'],
    ['leaves out what is undefined', { a: undefined, b: null }, '{"b":null}'],
    ['writes plain values as JSON does', 'a "word"', String.raw`"a \"word\""`],
  ])('%s', (_name, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('is the same text after it was read back', () => {
    const text = canonicalJson({ b: [{ z: 1, 10: 2, 9: 3 }], a: 1.5e-7 });
    expect(JSON.stringify(JSON.parse(text))).toBe(text);
    expect(canonicalJson(canonical(JSON.parse(text)))).toBe(text);
  });
});
