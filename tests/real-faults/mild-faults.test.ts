import { describe, expect, it } from 'vitest';

import { mildFaults } from './mild-faults.ts';

function hitsOf(seed: number | null, requests: number): readonly string[] {
  const faults = mildFaults(seed);
  return Array.from({ length: requests }, () => faults.next('send', 'GET /').hits.join());
}

describe('a mild schedule of faults', () => {
  it('follows from its seed', () => {
    expect(hitsOf(7, 500)).toEqual(hitsOf(7, 500));
    expect(hitsOf(7, 500)).not.toEqual(hitsOf(8, 500));
  });

  it('loses five replies of a hundred, and answers two with a 5xx', () => {
    const hits = hitsOf(1, 20_000);
    const share = (kinds: readonly string[]): number =>
      hits.filter((hit) => kinds.includes(hit)).length / 200;
    expect(share(['reply_lost'])).toBeCloseTo(5, 0);
    expect(share(['gateway_502'])).toBeCloseTo(1, 0);
    expect(share(['gateway_504', 'server_500'])).toBeCloseTo(1, 0);
  });

  it('does nothing without a seed', () => {
    expect(new Set(hitsOf(null, 500))).toEqual(new Set(['']));
  });

  it('kills at the effect that was named, whatever it is, and then no more', () => {
    const faults = mildFaults(null);
    faults.crashAfter(3);
    const kinds = ['commit', 'send', 'receive', 'commit'] as const;
    expect(kinds.map((kind) => faults.next(kind, '').hits.join())).toEqual(['', '', 'crash', '']);
    expect(faults.counts).toEqual(new Map([['crash', 1]]));
  });
});
