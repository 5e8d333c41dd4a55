import { describe, expect, it } from 'vitest';

import { parseBundle, renderBundle } from '../../src/contracts/run-bundle.ts';

/** Any function of the text will do; this one is easy to see through. */
const length = (text: string): string => String(text.length);

function refusalOf(content: string): string {
  const read = parseBundle(content, length);
  return read.kind === 'refused' ? read.problem : 'it is accepted';
}

describe('the text of a run bundle', () => {
  it.each([
    ['no JSON', '{', 'it is no JSON text'],
    ['another document', '{"a":1}', 'it is no run bundle'],
    [
      'another version',
      '{"format":"openbell run bundle","version":9,"sha256":"2","bundle":{}}',
      'it has version 9; this openbell reads 1',
    ],
    ['a content without its hash', renderBundle('{}', '3'), 'it was changed after it was written'],
    ['a content that is no run', renderBundle('{}', '2'), 'openbell_version: '],
  ])('is refused when it is %s', (_name, content, problem) => {
    expect(refusalOf(content)).toContain(problem);
  });
});
