import pLimit from 'p-limit';

import { decodeJson } from '../../contracts/alpaca-wire.ts';
import type { Decoder } from '../../contracts/decoder.ts';
import type { WireReply } from '../../contracts/alpaca-refusals.ts';
import { distinctActions } from '../../contracts/distinct-actions.ts';
import {
  decodeFmpBars,
  decodeFmpDividends,
  decodeFmpSplits,
  type FmpRow,
} from '../../contracts/fmp-wire.ts';
import { siftBars } from '../../contracts/sift-bars.ts';
import type { Bar, CorporateAction } from '../../domain/bar.ts';
import { CommandError } from '../../domain/outcome.ts';
import { addDays, type SessionDate } from '../../domain/session-date.ts';
import type { Ticker } from '../../domain/ticker.ts';
import { BrokerError } from '../../ports/broker.ts';
import type { PriceSource } from '../../ports/price-source.ts';
import { createFmpGet, type FmpHttpOptions } from './fmp-http.ts';
import { noBars } from './no-bars.ts';
import { paceReads, type PaceOptions, type Read } from './paced-reads.ts';

export type FmpOptions = FmpHttpOptions & PaceOptions & { readonly origin?: string };

type Params = Readonly<Record<string, string>>;
/** The rows about that ticker. */
type Ask = <T>(
  path: string,
  ticker: Ticker,
  decode: Decoder<readonly FmpRow<T>[]>,
  params: Params,
) => Promise<readonly T[]>;

export const FMP_ORIGIN = 'https://financialmodelingprep.com';
const CONCURRENT_CALLS = 4;
/** An answer holds at most 5,000 rows: ten years are half of that. */
const DAYS_PER_CALL = 3_650;
const ALL_ROWS = { limit: '1000' };

/**
 * Raw daily bars, splits and dividends from Financial Modeling Prep, one ticker a call. A failed or unreadable read
 * throws, never an empty answer. Spin-offs are not told by this source.
 *
 * @see https://site.financialmodelingprep.com/developer/docs/stable
 */
export function createFmpPriceSource(options: FmpOptions): PriceSource {
  const ask = createAsk(paceReads(createFmpGet(options), options), options.origin ?? FMP_ORIGIN);
  return {
    bars: async (tickers, from, to) => {
      const answers = await each(tickers, async (ticker) => {
        const rows = await readBars(ask, ticker, from, to);
        return { ticker, ...siftBars(rows, { source: 'fmp', ticker, from, to }) };
      });
      const isKnown = answers.filter(({ bars }) => bars.length > 0);
      return {
        bars: new Map(isKnown.map(({ ticker, bars }) => [ticker, bars])),
        findings: answers.flatMap(({ ticker, bars, findings }) =>
          bars.length > 0 ? findings : [noBars('fmp', ticker, { from, to }), ...findings],
        ),
      };
    },
    corporateActions: async (tickers, from, to) => {
      const actions = (await each(tickers, (ticker) => readActions(ask, ticker))).flat();
      return distinctActions(actions.filter(({ exDate }) => exDate >= from && exDate <= to));
    },
  };
}

async function readBars(
  ask: Ask,
  ticker: Ticker,
  from: SessionDate,
  to: SessionDate,
): Promise<readonly Bar[]> {
  const rows: Bar[] = [];
  for (let start = from; start <= to; start = addDays(start, DAYS_PER_CALL)) {
    const last = addDays(start, DAYS_PER_CALL - 1);
    const params = { from: start, to: last < to ? last : to };
    const path = '/stable/historical-price-eod/non-split-adjusted';
    rows.push(...(await ask(path, ticker, decodeFmpBars, params)));
  }
  return rows;
}

async function readActions(ask: Ask, ticker: Ticker): Promise<readonly CorporateAction[]> {
  const splits = await ask('/stable/splits', ticker, decodeFmpSplits, ALL_ROWS);
  const dividends = await ask('/stable/dividends', ticker, decodeFmpDividends, ALL_ROWS);
  return [
    ...splits.map((split): CorporateAction => ({ type: 'split', ticker, ...split })),
    ...dividends
      .filter(({ cash }) => cash > 0)
      .map(({ exDate, cash, isSpecial }): CorporateAction => ({
        type: isSpecial ? 'spinoff' : 'dividend',
        ticker,
        exDate,
        cash,
      })),
  ];
}

function each<T>(tickers: readonly Ticker[], read: (ticker: Ticker) => Promise<T>): Promise<T[]> {
  return pLimit(CONCURRENT_CALLS).map(new Set(tickers), read);
}

function createAsk(read: Read, origin: string): Ask {
  return async (path, ticker, decode, params) => {
    const symbol = ticker.replace('.', '-');
    const url = new URL(path, origin);
    url.search = new URLSearchParams({ symbol, ...params }).toString();
    const what = `GET ${path} of ${ticker}`;
    const decoded = decode(valueOf(await answerOf(read, url), what));
    if (!decoded.ok) throw unreadable(`${what}: ${decoded.problem}`);
    const foreign = decoded.value.find((row) => row.symbol !== symbol && row.symbol !== ticker);
    if (foreign === undefined) return decoded.value.map(({ value }) => value);
    throw unreadable(`${what}: the answer is about ${foreign.symbol}`);
  };
}

/** The read's own error speaks of the broker; this is another company. */
async function answerOf(read: Read, url: URL): Promise<WireReply> {
  try {
    return await read(url);
  } catch (cause) {
    if (!(cause instanceof BrokerError)) throw cause;
    const remedy = 'check the network, then run the command again: that is safe';
    throw new CommandError('broker-unreachable', `FMP: ${cause.message}`, remedy, { cause });
  }
}

function valueOf({ httpStatus, body }: WireReply, what: string): unknown {
  if ([401, 402, 403].includes(httpStatus)) {
    throw new CommandError(
      'broker-unreachable',
      `FMP: ${what}: HTTP ${httpStatus}, the key is refused or its plan is too small`,
      'check FMP_API_KEY and what its plan includes',
    );
  }
  if (httpStatus !== 200) throw unreadable(`${what}: HTTP ${httpStatus}`);
  const json = decodeJson(body);
  if (!json.ok) throw unreadable(`${what}: ${json.problem}`);
  return json.value;
}

function unreadable(message: string): CommandError {
  const remedy = 'run the command again; if it stays, use --prices alpaca or a folder';
  return new CommandError('broker-unreachable', `FMP: ${message}`, remedy);
}
