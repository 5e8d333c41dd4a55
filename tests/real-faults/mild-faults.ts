/** A mild schedule of faults that follows from a seed: effects as in the campaign, but of what goes wrong chance decides. */
import type { EffectKind, Effects } from '../campaign/effects.ts';
import { randomOf, type Random } from '../campaign/random.ts';

/** Of a hundred requests so many, by what becomes of them. Two in a hundred meet a 5xx, half of them after the broker acted. */
const IN_A_HUNDRED: readonly (readonly [string, number])[] = [
  ['reply_lost', 5],
  ['gateway_502', 1],
  ['gateway_504', 0.5],
  ['server_500', 0.5],
  ['stale', 2],
];

export type MildFaults = Effects & {
  /** The process dies at the effect that is so many further on. */
  crashAfter(effects: number): void;
  /** How often each kind has happened. */
  readonly counts: ReadonlyMap<string, number>;
};

export function mildFaults(seed: number | null): MildFaults {
  const random = seed === null ? null : randomOf(seed);
  const counts = new Map<string, number>();
  let count = 0;
  let crashAt = Infinity;
  const hitsOf = (kind: EffectKind): readonly string[] => {
    if (count >= crashAt) {
      crashAt = Infinity;
      return ['crash'];
    }
    return kind === 'send' && random !== null ? wireFault(random) : [];
  };
  return {
    counts,
    crashAfter: (effects) => {
      crashAt = count + effects;
    },
    next: (kind, what) => {
      count += 1;
      const hits = hitsOf(kind);
      for (const hit of hits) counts.set(hit, (counts.get(hit) ?? 0) + 1);
      return { effect: { number: count, kind, what, hits }, hits };
    },
    count: () => count,
    heal: () => undefined,
    note: () => undefined,
    hash: () => '',
    trace: () => ({ effects: [], lines: [] }),
    list: () => [],
    happened: () => [],
  };
}

function wireFault(random: Random): readonly string[] {
  let left = random.next() * 100;
  for (const [what, share] of IN_A_HUNDRED) {
    left -= share;
    if (left < 0) return [what];
  }
  return [];
}
