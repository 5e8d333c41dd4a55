import { describe, expect, it } from 'vitest';

import { FAITHFUL, mangle } from '../../../live/emulator/stream-mangle.ts';
import { fc } from '../../support/fast-check.ts';

const messages = [1, 2, 3, 4, 5];
const schedule = { ...FAITHFUL, seed: 's', first: 1 };

describe('a stream on a bad line', () => {
  it('is faithful unless told otherwise', () => {
    expect(mangle(messages, schedule)).toEqual(messages);
  });

  it('stream drop: loses every message at a share of 1', () => {
    expect(mangle(messages, { ...schedule, drop: 1 })).toEqual([]);
  });

  it('stream duplicate: sends every message twice at a share of 1', () => {
    expect(mangle(messages, { ...schedule, duplicate: 1 })).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  it('stream reorder: lets neighbours change places at a share of 1; a last one without a neighbour stays', () => {
    expect(mangle(messages, { ...schedule, reorder: 1 })).toEqual([2, 1, 4, 3, 5]);
  });

  it('loses about the share that was asked for, and other messages with another seed', () => {
    const many = Array.from({ length: 2000 }, (_, at) => at);
    const kept = mangle(many, { ...schedule, drop: 0.25 });
    expect(kept.length).toBeGreaterThan(1400);
    expect(kept.length).toBeLessThan(1600);
    expect(mangle(many, { ...schedule, seed: 'other', drop: 0.25 })).not.toEqual(kept);
  });

  it('decides by seed and number alone: the burst in which a message is lost does not matter', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.nat(50), share, share, (seed, cut, drop, duplicate) => {
        const many = Array.from({ length: 60 }, (_, at) => at);
        const faults = { ...FAITHFUL, seed, drop, duplicate };
        const whole = mangle(many, { ...faults, first: 1 });
        const parts = [
          ...mangle(many.slice(0, cut), { ...faults, first: 1 }),
          ...mangle(many.slice(cut), { ...faults, first: 1 + cut }),
        ];
        expect(parts).toEqual(whole);
      }),
    );
  });
});
