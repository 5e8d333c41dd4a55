import { describe, expect, it } from 'vitest';

import { barsOf, seriesOf } from '../../src/domain/bar-series.ts';
import {
  decodeDeciding,
  decodeShown,
  encodeBlock,
  parseIndex,
  parseTrailer,
  partLengths,
  renderTrailer,
} from '../../src/contracts/price-archive-file.ts';
import { bar, barsBetween } from '../rules/sample-bars.ts';
import { fc } from '../support/fast-check.ts';

function roundTrip(series: ReturnType<typeof seriesOf>, calendar: Int32Array = new Int32Array()) {
  const { parts, ...widths } = encodeBlock(series, calendar);
  const lengths = partLengths(widths);
  expect(parts.map(({ length }) => length)).toEqual([lengths.first, lengths.second]);
  const read = { ...decodeDeciding(parts[0], widths, calendar), ...decodeShown(parts[1], widths) };
  return { ...widths, bytes: lengths.first + lengths.second, bars: barsOf(read) };
}

describe('a block of the archive', () => {
  it('holds ordinary prices in 24 bytes a bar, to the last bit', () => {
    const bars = barsBetween('2015-01-02', '2015-12-31', (_date, index) => (index * 7 + 1) / 100);
    const made = roundTrip(seriesOf(bars));
    expect([made.prices, made.shares, made.bytes]).toEqual(['ticks', 'whole', 24 * bars.length]);
    expect(made.bars).toEqual(bars);
  });

  it('names the days of a stock without a gap instead of holding them', () => {
    const bars = barsBetween('2015-01-02', '2015-12-31', (_date, index) => index + 1);
    const calendar = seriesOf(barsBetween('2014-01-02', '2016-12-30', () => 1)).days;
    const made = roundTrip(seriesOf(bars), calendar);
    expect([made.bars, made.bytes]).toEqual([bars, 20 * bars.length]);
    const gap = bars.filter((_bar, at) => at !== 7 && at !== 8);
    const own = roundTrip(seriesOf(gap), calendar);
    expect([own.bars, own.bytes]).toEqual([gap, 24 * gap.length]);
  });

  it('holds any other price as the double it is', () => {
    const odd = [bar('2015-01-02', 0.1 + 0.2), bar('2015-01-05', 1e9, { volume: 2 ** 40 })];
    const made = roundTrip(seriesOf(odd));
    expect([made.prices, made.shares]).toEqual(['dollars', 'any']);
    expect(made.bars).toEqual(odd);
    expect(made.bytes).toBe(2 * (4 * 8 + 8 + 4));
  });

  it('keeps a fractional volume at its place behind an odd number of prices in ticks', () => {
    const odd = [1, 2, 3].map((price, at) => bar(`2015-01-0${5 + at}`, price, { volume: 0.5 }));
    const made = roundTrip(seriesOf(odd));
    expect([made.prices, made.shares]).toEqual(['ticks', 'any']);
    expect(made.bars).toEqual(odd);
  });

  it('gives every price and volume back', () => {
    const price = fc.oneof(
      fc.integer({ min: 1, max: 3_000_000_000 }).map((units) => units / 10_000),
      fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
    );
    const volume = fc.oneof(fc.nat(2 ** 31), fc.double({ min: 0, max: 1e15, noNaN: true }));
    fc.assert(
      fc.property(fc.array(fc.tuple(price, volume), { maxLength: 20 }), (rows) => {
        const dates = barsBetween('2015-01-02', '2015-02-27', () => 1).map(({ date }) => date);
        const bars = rows.map(([own, shares], at) =>
          bar(dates[at] ?? '', own, { volume: shares === 0 ? 0 : shares }),
        );
        expect(roundTrip(seriesOf(bars)).bars).toEqual(bars);
      }),
    );
  });
});

describe('the end of the archive', () => {
  it('tells where the index is', () => {
    expect(parseTrailer(renderTrailer(158_000_123, 45))).toEqual({
      offset: 158_000_123,
      length: 45,
    });
  });

  it.each(['', 'x'.repeat(33), renderTrailer(1, 2).trim()])('is no end when it is %j', (text) => {
    expect(parseTrailer(text)).toBeUndefined();
  });
});

describe('the index of the archive', () => {
  it.each([
    ['', 'no JSON'],
    ['{}', 'schema_version'],
    ['{"schema_version": 1}', 'schema_version'],
  ])('is refused when it is %j', (text, problem) => {
    expect(parseIndex(text)).toContain(problem);
  });
});
