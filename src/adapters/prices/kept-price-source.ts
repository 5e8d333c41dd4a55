import type { Bar, CorporateAction } from '../../domain/bar.ts';
import type { Finding } from '../../domain/finding.ts';
import type { SessionDate } from '../../domain/session-date.ts';
import type { Ticker } from '../../domain/ticker.ts';
import type { BarsResult, PriceSource } from '../../ports/price-source.ts';
import { CALENDAR_FIRST } from '../../rules/market-calendar.ts';

/**
 * Answers like `source` up to `last` and knows nothing later. Each stock is read once, however often parts of it are
 * asked for; one about which there is something to say is asked of the source every time, because what there is to say
 * depends on the part.
 */
export function keepPrices(source: PriceSource, last: SessionDate): PriceSource {
  const kept = new Map<Ticker, Promise<readonly Bar[] | null>>();
  const wholeOf = (ticker: Ticker): Promise<readonly Bar[] | null> => {
    const known = kept.get(ticker) ?? readWhole(source, ticker, last);
    kept.set(ticker, known);
    return known;
  };
  const partOf = async (
    ticker: Ticker,
    from: SessionDate,
    to: SessionDate,
  ): Promise<BarsResult> => {
    const whole = await wholeOf(ticker);
    if (whole === null) return source.bars([ticker], from, to);
    const part = whole.slice(indexFrom(whole, from), indexAfter(whole, to));
    return { bars: new Map(part.length > 0 ? [[ticker, part]] : []), findings: [] };
  };
  return {
    async bars(tickers, from, to) {
      const bars = new Map<Ticker, readonly Bar[]>();
      const findings: Finding[] = [];
      for (const ticker of tickers) {
        const part = await partOf(ticker, from, earlier(to, last));
        for (const [name, own] of part.bars) bars.set(name, own);
        findings.push(...part.findings);
      }
      return { bars, findings };
    },
    async corporateActions(tickers, from, to) {
      const { actions, findings } = await source.corporateActions(tickers, from, earlier(to, last));
      return {
        actions: actions.filter((action: CorporateAction) => action.exDate <= last),
        findings,
      };
    },
  };
}

/** Null when there was something to say about the stock. */
async function readWhole(
  source: PriceSource,
  ticker: Ticker,
  last: SessionDate,
): Promise<readonly Bar[] | null> {
  const { bars, findings } = await source.bars([ticker], CALENDAR_FIRST, last);
  return findings.length > 0 ? null : (bars.get(ticker) ?? []);
}

function earlier(a: SessionDate, b: SessionDate): SessionDate {
  return a < b ? a : b;
}

function indexFrom(bars: readonly Bar[], date: SessionDate): number {
  return firstIndex(bars, (bar) => bar.date >= date);
}

function indexAfter(bars: readonly Bar[], date: SessionDate): number {
  return firstIndex(bars, (bar) => bar.date > date);
}

/** Of bars of which the first do not and the rest do. */
function firstIndex(bars: readonly Bar[], does: (bar: Bar) => boolean): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const bar = bars[middle];
    if (bar === undefined || does(bar)) high = middle;
    else low = middle + 1;
  }
  return low;
}
