import { describe, expect, it } from 'vitest';

import type { Bar } from '../../src/domain/bar.ts';
import { barsOf, seriesOf } from '../../src/domain/bar-series.ts';
import { mergeBars } from '../../src/rules/bar-revisions.ts';
import { bar, barsBetween } from './sample-bars.ts';
import { fc } from '../support/fast-check.ts';

const merge = (earlier: readonly Bar[], later: readonly Bar[]) =>
  mergeBars(seriesOf(earlier), seriesOf(later));

describe('a later delivery of bars', () => {
  it('adds what is new and leaves the rest alone', () => {
    const merged = merge(
      [bar('2015-10-19', 10), bar('2015-10-20', 11)],
      [bar('2015-10-20', 11), bar('2015-10-21', 12)],
    );
    expect(barsOf(merged.merged).map(({ close }) => close)).toEqual([10, 11, 12]);
    expect([merged.added, merged.revised, merged.withdrawn]).toEqual([1, [], []]);
  });

  it('replaces a bar it has otherwise, and tells both', () => {
    const { merged, revised } = merge([bar('2015-10-20', 11)], [bar('2015-10-20', 12)]);
    expect(barsOf(merged)).toEqual([bar('2015-10-20', 12)]);
    expect(revised).toEqual([{ before: bar('2015-10-20', 11), after: bar('2015-10-20', 12) }]);
  });

  it('takes nothing away: a bar it lacks within its span is kept and told, one outside of it is only kept', () => {
    const earlier = [bar('2015-10-16', 9), bar('2015-10-19', 10), bar('2015-10-20', 11)];
    const later = [bar('2015-10-19', 10), bar('2015-10-21', 12)];
    const { merged, withdrawn } = merge(earlier, later);
    expect(barsOf(merged).map(({ date }) => date)).toEqual([
      '2015-10-16',
      '2015-10-19',
      '2015-10-20',
      '2015-10-21',
    ]);
    expect(withdrawn).toEqual([bar('2015-10-20', 11)]);
  });

  it('is, over any two deliveries, every date once, the later bar where there are two', () => {
    const all = barsBetween('2015-10-01', '2015-11-30', (_date, index) => index + 1);
    const some = fc.subarray(all);
    fc.assert(
      fc.property(some, some, fc.nat(3), (earlier, later, change) => {
        const changed = later.map((one, at) => (at % 4 < change ? bar(one.date, 500) : one));
        const { merged, added, revised } = merge(earlier, changed);
        const expected = new Map([...earlier, ...changed].map((one) => [one.date, one]));
        expect(barsOf(merged)).toEqual(
          [...expected.values()].sort((a, b) => (a.date < b.date ? -1 : 1)),
        );
        expect(added).toBe(expected.size - earlier.length);
        const before = new Map(earlier.map((one) => [one.date, one.close]));
        const differing = changed.filter(
          ({ date, close }) => before.has(date) && before.get(date) !== close,
        );
        expect(revised.map(({ after }) => after)).toEqual(differing);
      }),
    );
  });
});
