import { describe, expect, it } from 'vitest';

import { sha256 } from '../../../live/bookkeeping/sha256.ts';

describe('the hash of a file', () => {
  it('is SHA-256 in hexadecimal', () => {
    // The "abc" example of FIPS 180-2, appendix B.1.
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256('abc')).toBe(abc);
    expect(sha256(new Uint8Array([0x61, 0x62, 0x63]))).toBe(abc);
  });

  it('reads text as UTF-8', () => {
    expect(sha256('ä')).toBe(sha256(new Uint8Array([0xc3, 0xa4])));
  });
});
