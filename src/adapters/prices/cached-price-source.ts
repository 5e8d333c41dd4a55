import type { CachedPrices } from '../../contracts/price-cache-file.ts';
import type { Bar } from '../../domain/bar.ts';
import { finding, type Finding } from '../../domain/finding.ts';
import { addDays, type SessionDate } from '../../domain/session-date.ts';
import type { Ticker } from '../../domain/ticker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BarsResult, PriceSource } from '../../ports/price-source.ts';
import { nextSession, sessionsBetween } from '../../rules/market-calendar.ts';
import { noBars, NO_BARS } from './no-bars.ts';
import { openPriceCache, type PriceCache } from './price-cache.ts';
import { lastSettledSession } from './settled-session.ts';

export type CacheOptions = {
  readonly folder: string;
  /** Of the source and its feed: bars of one are never served as those of another. */
  readonly name: string;
  readonly clock: Clock;
  /** False in a dry run: what is kept is used, and nothing is written. */
  readonly writes?: boolean;
};

type Span = { readonly from: SessionDate; readonly to: SessionDate };
type Book = Map<Ticker, CachedPrices | null>;
type Fetched = { readonly ticker: Ticker; readonly span: Span; readonly bars: readonly Bar[] };

/**
 * Keeps the raw bars of finished sessions on disk and asks the source for the rest only. The bar of a session is left
 * out, with a finding, until 20 minutes after its close. Nothing is kept of an answer with a finding about the ticker,
 * nor beyond its last bar, so that a late or corrected bar is asked for again. Corporate actions are announced late and
 * corrected, so they are asked for each time.
 */
export function cachedPriceSource(source: PriceSource, options: CacheOptions): PriceSource {
  const cache = openPriceCache(options.folder, options.name);
  return {
    bars: async (tickers, from, to) => {
      const settled = lastSettledSession(options.clock.now());
      const span = { from, to: to < settled ? to : settled };
      const result = await readThrough(
        source,
        options.writes === false ? readOnly(cache) : cache,
        tickers,
        span,
      );
      const absent = [...new Set(tickers)].filter((ticker) => !result.bars.has(ticker));
      return {
        bars: result.bars,
        findings: [
          ...result.findings.filter(({ code }) => code !== NO_BARS),
          ...absent.map((ticker) => noBars(options.name, ticker, { from, to })),
          ...unsettled(options.name, settled, to),
        ],
      };
    },
    corporateActions: (tickers, from, to) => source.corporateActions(tickers, from, to),
  };
}

function readOnly(cache: PriceCache): PriceCache {
  return { ...cache, save: () => [] };
}

async function readThrough(
  source: PriceSource,
  cache: PriceCache,
  tickers: readonly Ticker[],
  span: Span,
): Promise<BarsResult> {
  const loaded = [...new Set(tickers)].map((ticker) => ({ ticker, ...cache.load(ticker) }));
  const book: Book = new Map(loaded.map(({ ticker, prices }) => [ticker, prices]));
  const findings = loaded.flatMap((entry) => entry.findings);
  const kept = new Map(book);
  for (const [gap, missing] of gapsOf(book, span)) {
    const answer = await source.bars(missing, gap.from, gap.to);
    findings.push(...answer.findings);
    for (const ticker of missing) {
      const fetched = { ticker, span: gap, bars: answer.bars.get(ticker) ?? [] };
      extend(book, fetched);
      if (!answer.findings.some((found) => complains(found, ticker))) extend(kept, fetched);
    }
  }
  for (const { ticker, prices } of loaded) {
    const now = kept.get(ticker) ?? null;
    if (now !== null && now !== prices) findings.push(...cache.save(ticker, now));
  }
  return { bars: barsIn(book, span), findings };
}

function complains(found: Finding, ticker: Ticker): boolean {
  return found.subject === ticker && found.code !== NO_BARS;
}

/** What is not kept, earlier and later, with the tickers that miss it: one question for all that miss the same. */
function gapsOf(book: Book, span: Span): readonly (readonly [Span, readonly Ticker[]])[] {
  const groups = new Map<string, [Span, Ticker[]]>();
  for (const [ticker, prices] of book) {
    for (const gap of gapsOfOne(prices, span)) {
      const key = `${gap.from}/${gap.to}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [gap, [ticker]]);
      else group[1].push(ticker);
    }
  }
  return [...groups.values()];
}

/** Always up to what is kept, so that it stays one stretch without a hole. */
function gapsOfOne(prices: CachedPrices | null, span: Span): readonly Span[] {
  const gaps =
    prices === null
      ? [span]
      : [
          { from: span.from, to: addDays(prices.from, -1) },
          { from: addDays(prices.to, 1), to: span.to },
        ];
  return gaps.filter(({ from, to }) => sessionsBetween(from, to).length > 0);
}

function extend(book: Book, { ticker, span, bars }: Fetched): void {
  const known = book.get(ticker) ?? null;
  const last = bars.at(-1);
  if (known !== null && span.to < known.from) {
    book.set(ticker, { ...known, from: span.from, bars: [...bars, ...known.bars] });
  } else if (last !== undefined) {
    const [from, before] = known === null ? [span.from, []] : [known.from, known.bars];
    book.set(ticker, { from, to: last.date, bars: [...before, ...bars] });
  }
}

function barsIn(book: Book, { from, to }: Span): BarsResult['bars'] {
  const bars = new Map<Ticker, readonly Bar[]>();
  for (const [ticker, prices] of book) {
    const within = prices?.bars.filter(({ date }) => date >= from && date <= to) ?? [];
    if (within.length > 0) bars.set(ticker, within);
  }
  return bars;
}

function unsettled(name: string, settled: SessionDate, to: SessionDate): readonly Finding[] {
  const next = nextSession(settled);
  if (next > to) return [];
  const message = `${name}: bars from ${next} on are not final yet and are left out`;
  return [finding('info', 'PRICES_NOT_SETTLED', null, message)];
}
