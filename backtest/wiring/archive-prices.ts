/** Archives, opened for a run. */
import { EMPTY_SERIES, firstFrom, sliceOf } from '../../src/domain/bar-series.ts';
import type { BarSeries } from '../../src/domain/bar-series.ts';
import type { Split } from '../../src/domain/bar.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import { dayNumber } from '../../src/domain/session-date.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import {
  isArchive,
  openPriceArchive,
  type PriceArchive,
} from '../../src/adapters/prices/price-archive.ts';
import { CALENDAR_LAST } from '../../src/rules/market-calendar.ts';
import type { PriceData } from '../price-data.ts';
import type { Loaded, PriceQuestion } from '../wiring.ts';

export { isArchive, openPriceArchive };
export type { PriceArchive };

export function loadArchivePrices(question: PriceQuestion): Loaded<PriceData> {
  return pricesIn(openPriceArchive(question.folder), question);
}

/** Raw bars of the stocks asked for. A stock's block is read when it is first looked at. */
export function pricesIn(
  { index, seriesOf: read }: Pick<PriceArchive, 'index' | 'seriesOf'>,
  question: PriceQuestion,
): Loaded<PriceData> {
  const { folder: path, tickers } = question;
  const [from, to] = [dayNumber(question.from), dayNumber(question.to ?? CALENDAR_LAST)];
  const blocks = tickers.flatMap((ticker) => {
    const block = Object.hasOwn(index.blocks, ticker) ? index.blocks[ticker] : undefined;
    return block === undefined ? [] : [{ ticker, ...block }];
  });
  const known = blocks.filter(({ first, last }) => first <= to && last >= from);
  const asked = new Set(known.map(({ ticker }) => ticker));
  const kept = new Map<Ticker, BarSeries>();
  const seriesFor = (ticker: Ticker): BarSeries => {
    const before = kept.get(ticker);
    if (before !== undefined) return before;
    const whole = asked.has(ticker) ? read(ticker) : EMPTY_SERIES;
    const series = sliceOf(whole, firstFrom(whole, from), firstFrom(whole, to + 1));
    kept.set(ticker, series);
    return series;
  };
  const found = new Set(blocks.map(({ ticker }) => ticker));
  return {
    data: {
      tickers: asked,
      seriesOf: seriesFor,
      span: spanOf(known, { from, to }, seriesFor),
      splits: index.actions.filter(
        (action): action is Split => action.type === 'split' && asked.has(action.ticker),
      ),
      incomplete: new Map(),
    },
    digest: { path, files: blocks.length, sha256: index.sha256 },
    findings: [
      ...index.findings.filter(({ subject }) => subject !== null && found.has(subject as Ticker)),
      ...unknownOf(
        path,
        tickers.filter((ticker) => !found.has(ticker)),
      ),
    ],
  };
}

type Known = { readonly ticker: Ticker; readonly first: number; readonly last: number };

/** The index tells the ends of each stock; only where the span is cut short must bars be looked at. */
function spanOf(
  known: readonly Known[],
  { from, to }: { readonly from: number; readonly to: number },
  seriesFor: (ticker: Ticker) => BarSeries,
): PriceData['span'] {
  if (known.length === 0) return null;
  const first = known.reduce((least, one) => Math.min(least, one.first), Infinity);
  const last = known.reduce((most, one) => Math.max(most, one.last), -Infinity);
  if (last <= to) return { first: Math.max(first, from), last };
  const lastOf = (ticker: Ticker): number => seriesFor(ticker).days.at(-1) ?? -Infinity;
  let cut = -Infinity;
  for (const { ticker } of known) {
    cut = Math.max(cut, lastOf(ticker));
    if (cut === to) break;
  }
  return cut === -Infinity ? null : { first: Math.max(first, from), last: cut };
}

function unknownOf(path: string, missing: readonly Ticker[]): Finding[] {
  if (missing.length === 0) return [];
  const message = `${path} has no prices of ${missing.join(', ')}: their candidates are not entered`;
  return [finding('warning', 'NO_PRICE_FILE', null, message, 'import their prices')];
}
