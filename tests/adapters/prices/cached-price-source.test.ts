import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { cachedPriceSource } from '../../../src/adapters/prices/cached-price-source.ts';
import { noBars } from '../../../src/adapters/prices/no-bars.ts';
import type { Bar } from '../../../src/domain/bar.ts';
import { finding, type Finding } from '../../../src/domain/finding.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { ticker, type Ticker } from '../../../src/domain/ticker.ts';
import { BrokerError } from '../../../src/ports/broker.ts';
import type { PriceSource } from '../../../src/ports/price-source.ts';
import { sessionsBetween } from '../../../src/rules/market-calendar.ts';
import { newYorkInstant } from '../../../src/rules/new-york-time.ts';
import { bar, errorOf } from './price-fixture.ts';
import { fc } from '../../support/fast-check.ts';

const AAPL = ticker('AAPL');
const MSFT = ticker('MSFT');
const day = (dayOfOctober: number) =>
  sessionDate(`2015-10-${String(dayOfOctober).padStart(2, '0')}`);

/** A market with a bar of every stock on every session up to `last`; what is asked is written down. */
function market(changes: { last?: string; first?: string; complaint?: Finding } = {}) {
  const asked: string[] = [];
  const barsOf = (from: string, to: string): readonly Bar[] =>
    sessionsBetween(sessionDate(from), sessionDate(to))
      .filter((date) => date <= (changes.last ?? '9') && date >= (changes.first ?? '0'))
      .map((date) => bar(date));
  const source: PriceSource = {
    bars: (tickers, from, to) => {
      asked.push(`${tickers.join('+')} ${from.slice(5)}…${to.slice(5)}`);
      const bars = barsOf(from, to);
      const absent = bars.length > 0 ? [] : tickers.map((t) => noBars('test', t, { from, to }));
      return Promise.resolve({
        bars: new Map(bars.length > 0 ? tickers.map((t) => [t, bars]) : []),
        findings: [...absent, ...(changes.complaint === undefined ? [] : [changes.complaint])],
      });
    },
    corporateActions: (tickers) => {
      asked.push(`actions ${tickers.join('+')}`);
      return Promise.resolve({ actions: [], findings: [] });
    },
  };
  return { source, asked };
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-prices-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The cache on Saturday 2015-10-31, unless the clock says otherwise. */
function cached(source: PriceSource, now = newYorkInstant(sessionDate('2015-10-31'), 600)) {
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  return cachedPriceSource(source, { folder, name: 'test', clock });
}

async function datesOf(source: PriceSource, from: number, to: number, who: Ticker = AAPL) {
  const { bars } = await source.bars([who], day(from), day(to));
  return (bars.get(who) ?? []).map(({ date }) => Number(date.slice(8)));
}

const fileOf = (name: string): string => join(folder, 'test', `${name}.json`);

describe('what was read once', () => {
  it('is not asked for again', async () => {
    const { source, asked } = market();
    const first = await cached(source).bars([AAPL, MSFT], day(19), day(23));
    const again = await cached(source).bars([AAPL, MSFT], day(19), day(23));
    expect(asked).toEqual(['AAPL+MSFT 10-19…10-23']);
    expect(again).toEqual(first);
    expect(again.bars.get(MSFT)).toHaveLength(5);
  });

  it('serves any part of itself', async () => {
    const { source, asked } = market();
    await datesOf(cached(source), 12, 23);
    expect(await datesOf(cached(source), 14, 20)).toEqual([14, 15, 16, 19, 20]);
    expect(asked).toHaveLength(1);
  });

  it('is continued at both ends: only the missing head and tail are asked for', async () => {
    const { source, asked } = market();
    await datesOf(cached(source), 14, 16);
    expect(await datesOf(cached(source), 12, 20)).toEqual([12, 13, 14, 15, 16, 19, 20]);
    await datesOf(cached(source), 12, 20);
    expect(asked).toEqual(['AAPL 10-14…10-16', 'AAPL 10-12…10-13', 'AAPL 10-17…10-20']);
  });

  it('stays without a hole when a later stretch is asked for', async () => {
    const { source, asked } = market();
    await datesOf(cached(source), 5, 6);
    expect(await datesOf(cached(source), 21, 22)).toEqual([21, 22]);
    expect(await datesOf(cached(source), 5, 22)).toHaveLength(14);
    expect(asked).toEqual(['AAPL 10-05…10-06', 'AAPL 10-07…10-22']);
  });

  it('needs nothing more over a weekend or a holiday', async () => {
    const { source, asked } = market();
    await datesOf(cached(source), 19, 23);
    await datesOf(cached(source), 17, 25);
    expect(asked).toHaveLength(1);
  });

  it('is asked for in one call by all tickers that miss the same', async () => {
    const { source, asked } = market();
    await datesOf(cached(source), 19, 20, MSFT);
    await cached(source).bars([AAPL, MSFT, ticker('IBM')], day(19), day(21));
    expect(asked.slice(1)).toEqual(['AAPL+IBM 10-19…10-21', 'MSFT 10-21…10-21']);
  });

  it('lies in one private file per ticker and source', async () => {
    const { source } = market();
    await cached(source).bars([AAPL, ticker('BRK.B')], day(19), day(20));
    expect(readdirSync(join(folder, 'test')).sort()).toEqual(['AAPL.json', 'BRK.B.json']);
    expect(statSync(fileOf('AAPL')).mode & 0o777).toBe(0o600);
  });

  it('equals what the source says, whatever was asked before and in whatever order', async () => {
    const span = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }));
    await fc.assert(
      fc.asyncProperty(fc.array(span, { minLength: 1, maxLength: 5 }), async (spans) => {
        rmSync(join(folder, 'test'), { recursive: true, force: true });
        for (const [a, b] of spans) {
          const [from, to] = [day(Math.min(a, b)), day(Math.max(a, b))];
          const { bars } = await cached(market().source).bars([AAPL], from, to);
          const plain = await market().source.bars([AAPL], from, to);
          expect(bars).toEqual(plain.bars);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('what may still change', () => {
  it.each([
    ['in the session', '2015-10-23', 15 * 60, 22],
    ['at the close', '2015-10-23', 16 * 60, 22],
    ['19 minutes after the close', '2015-10-23', 16 * 60 + 19, 22],
    ['20 minutes after the close', '2015-10-23', 16 * 60 + 20, 23],
    ['before the next open', '2015-10-26', 9 * 60, 23],
  ])('is left out, with a finding: %s', async (_, date, minute, last) => {
    const { source, asked } = market();
    const now = newYorkInstant(sessionDate(date), minute);
    const { bars, findings } = await cached(source, now).bars([AAPL], day(21), sessionDate(date));
    expect(bars.get(AAPL)?.at(-1)?.date).toBe(day(last));
    expect(asked).toEqual([`AAPL 10-21…10-${last}`]);
    const isLeftOut = date !== day(last);
    expect(findings.map(({ code }) => code)).toEqual(isLeftOut ? ['PRICES_NOT_SETTLED'] : []);
    expect(readFileSync(fileOf('AAPL'), 'utf8')).toContain(`"to":"2015-10-${last}"`);
  });

  it('is asked for again: a bar that comes late', async () => {
    const late = market({ last: '2015-10-22' });
    expect(await datesOf(cached(late.source), 21, 23)).toEqual([21, 22]);
    const { source, asked } = market();
    expect(await datesOf(cached(source), 21, 23)).toEqual([21, 22, 23]);
    expect(asked).toEqual(['AAPL 10-23…10-23']);
  });

  it('is asked for again: an answer with a finding about the ticker', async () => {
    const refused = finding('warning', 'PRICE_ROW_REFUSED', 'AAPL', 'a bad row');
    const { source, asked } = market({ complaint: refused });
    const first = await cached(source).bars([AAPL, MSFT], day(21), day(23));
    const again = await cached(source).bars([AAPL, MSFT], day(21), day(23));
    expect(asked).toEqual(['AAPL+MSFT 10-21…10-23', 'AAPL 10-21…10-23']);
    expect([first.findings, again.findings]).toEqual([[refused], [refused]]);
  });

  it('is asked for each time: corporate actions', async () => {
    const { source, asked } = market();
    await cached(source).corporateActions([AAPL], day(1), day(23));
    await cached(source).corporateActions([AAPL], day(1), day(23));
    expect(asked).toEqual(['actions AAPL', 'actions AAPL']);
  });
});

describe('a stock without bars', () => {
  it('is missed aloud each time, and no file is made', async () => {
    const { source, asked } = market({ last: '2000' });
    for (let run = 0; run < 2; run += 1) {
      const { bars, findings } = await cached(source).bars([AAPL], day(19), day(23));
      expect(bars.size).toBe(0);
      expect(findings.map(({ code }) => code)).toEqual(['NO_BARS']);
    }
    expect(asked).toHaveLength(2);
    expect(() => readdirSync(join(folder, 'test'))).toThrow('ENOENT');
  });

  it('before it was listed is not asked about for ever, nor complained about', async () => {
    const { source, asked } = market({ first: '2015-10-15' });
    await datesOf(cached(source), 15, 23);
    await datesOf(cached(source), 5, 23);
    const { bars, findings } = await cached(source).bars([AAPL], day(5), day(23));
    expect(asked).toHaveLength(2);
    expect(bars.get(AAPL)).toHaveLength(7);
    expect(findings).toEqual([]);
  });
});

describe('a cache that is broken', () => {
  it.each([
    ['cut off', (text: string) => text.slice(0, 100)],
    ['empty', () => ''],
    ['of another ticker', (text: string) => text.replace('AAPL', 'MSFT')],
    ['edited by hand', (text: string) => text.replaceAll('111,5]', '999,5]')],
  ])('is discarded with a finding and read anew: %s', async (_, spoil) => {
    const { source, asked } = market();
    await datesOf(cached(source), 19, 23);
    writeFileSync(fileOf('AAPL'), spoil(readFileSync(fileOf('AAPL'), 'utf8')));
    const { bars, findings } = await cached(source).bars([AAPL], day(19), day(23));
    expect(bars.get(AAPL)).toHaveLength(5);
    expect(findings.map(({ code }) => code)).toEqual(['PRICE_CACHE_DISCARDED']);
    expect(findings[0]?.message).toContain(fileOf('AAPL'));
    expect(await datesOf(cached(source), 19, 23)).toHaveLength(5);
    expect(asked).toHaveLength(2);
  });

  it('costs time, not the run: a folder that cannot be written', async () => {
    writeFileSync(join(folder, 'test'), 'a file where the folder should be');
    const { bars, findings } = await cached(market().source).bars([AAPL], day(19), day(23));
    expect(bars.get(AAPL)).toHaveLength(5);
    expect(findings.map(({ code }) => code)).toContain('PRICE_CACHE_NOT_WRITTEN');
  });

  it('is no excuse: a source that fails fails through it', async () => {
    const down = {
      ...market().source,
      bars: () => Promise.reject(new BrokerError('unreachable', 'down')),
    };
    expect(await errorOf(cached(down).bars([AAPL], day(19), day(23)))).toMatchObject({
      kind: 'unreachable',
    });
  });
});
