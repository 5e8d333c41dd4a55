import pLimit from 'p-limit';

import { classifyReply, type Classified } from '../../contracts/alpaca-refusals.ts';
import type { Decoder } from '../../contracts/decoder.ts';
import {
  decodeActionsPage,
  decodeBarsPage,
  readActions,
} from '../../contracts/market-data-wire.ts';
import { siftBars } from '../../contracts/sift-bars.ts';
import type { Bar } from '../../domain/bar.ts';
import type { Finding } from '../../domain/finding.ts';
import { CommandError } from '../../domain/outcome.ts';
import { addDays, type SessionDate } from '../../domain/session-date.ts';
import type { Ticker } from '../../domain/ticker.ts';
import { BrokerError } from '../../ports/broker.ts';
import type { ActionsResult, BarsResult, PriceSource } from '../../ports/price-source.ts';
import { formatNewYork, newYorkInstant } from '../../rules/new-york-time.ts';
import { createGet } from '../alpaca/alpaca-http.ts';
import type { AlpacaOptions } from '../alpaca/alpaca-reads.ts';
import { noBars } from './no-bars.ts';
import { paceReads } from './paced-reads.ts';

export type AlpacaPriceOptions = Omit<AlpacaOptions, 'tradingOrigin'>;

type Params = Readonly<Record<string, string>>;
type Ask = <T>(path: string, params: Params, decode: Decoder<T>) => Promise<T>;
type Question = {
  readonly tickers: readonly Ticker[];
  readonly from: SessionDate;
  readonly to: SessionDate;
};
type Page = { readonly nextPageToken: string | null };

const SYMBOLS_PER_CALL = 100;
const CONCURRENT_CALLS = 4;
/** Thirty-six years of a hundred symbols fill 91. */
const MAX_PAGES = 200;
const BARS_PER_PAGE = '10000';
const ACTIONS_PER_PAGE = '1000';
/** Actions are found by the day they were processed, which for a dividend is weeks after its ex-date. */
const PROCESSED_BEFORE_DAYS = 14;
const PROCESSED_AFTER_DAYS = 60;

/**
 * Raw daily bars and corporate actions from Alpaca. A failed or unreadable read throws `BrokerError`, never an empty
 * answer. The bar of a session that is not over is answered as far as it got: `cachedPriceSource` leaves it out.
 *
 * @see https://docs.alpaca.markets/reference/stockbars
 */
export function createAlpacaPriceSource(options: AlpacaPriceOptions): PriceSource {
  const ask = createAsk(options);
  return {
    bars: (tickers, from, to) => readBars(ask, historyFeed(options.feed), { tickers, from, to }),
    corporateActions: (tickers, from, to) => readAllActions(ask, { tickers, from, to }),
  };
}

/** History knows no delayed feed: it is the consolidated tape, open to everyone once it is 15 minutes old. */
function historyFeed(feed: AlpacaPriceOptions['feed']): 'iex' | 'sip' {
  return feed === 'delayed_sip' ? 'sip' : feed;
}

async function readBars(ask: Ask, feed: string, question: Question): Promise<BarsResult> {
  const { tickers, from, to } = question;
  const rowsOf = new Map<string, Bar[]>(tickers.map((ticker) => [ticker, []]));
  const pages = await inChunks(tickers, (symbols) =>
    readPages(ask, decodeBarsPage, [
      '/v2/stocks/bars',
      {
        symbols,
        timeframe: '1Day',
        adjustment: 'raw',
        // Symbols as they were on the last day asked for: a reused ticker must not answer for an older company.
        asof: to,
        feed,
        // A daily bar is stamped with midnight in New York; a plain date would leave the zone open.
        start: formatNewYork(newYorkInstant(from, 0)),
        end: formatNewYork(newYorkInstant(to, 0)),
        limit: BARS_PER_PAGE,
      },
    ]),
  );
  for (const { bars } of pages) {
    for (const [symbol, rows] of bars) rowsOf.get(symbol)?.push(...rows);
  }
  const bars = new Map<Ticker, readonly Bar[]>();
  const findings: Finding[] = [];
  for (const ticker of new Set(tickers)) {
    const rows = rowsOf.get(ticker) ?? [];
    const sifted = siftBars(rows, { source: 'alpaca', ticker, from, to });
    if (sifted.bars.length > 0) bars.set(ticker, sifted.bars);
    else findings.push(noBars('alpaca', ticker, { from, to }));
    findings.push(...sifted.findings);
  }
  return { bars, findings };
}

async function readAllActions(ask: Ask, question: Question): Promise<ActionsResult> {
  const pages = await inChunks(question.tickers, (symbols) =>
    readPages(ask, decodeActionsPage, [
      '/v1/corporate-actions',
      {
        symbols,
        start: addDays(question.from, -PROCESSED_BEFORE_DAYS),
        end: addDays(question.to, PROCESSED_AFTER_DAYS),
        limit: ACTIONS_PER_PAGE,
      },
    ]),
  );
  return readActions(
    pages.flatMap(({ rows }) => rows),
    question,
  );
}

/** An empty list of symbols is never sent: on the wire it would mean every symbol, or an error. */
async function inChunks<T>(
  tickers: readonly Ticker[],
  read: (symbols: string) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const distinct = [...new Set(tickers)];
  const chunks: string[] = [];
  for (let start = 0; start < distinct.length; start += SYMBOLS_PER_CALL) {
    chunks.push(distinct.slice(start, start + SYMBOLS_PER_CALL).join(','));
  }
  const answers = await pLimit(CONCURRENT_CALLS).map(chunks, read);
  return answers.flat();
}

/** To the end: a list that was cut off would look like a stock that stopped trading. */
async function readPages<P extends Page>(
  ask: Ask,
  decode: Decoder<P>,
  [path, params]: readonly [string, Params],
): Promise<readonly P[]> {
  const pages: P[] = [];
  const tokens = new Set<string>();
  let token: string | null = null;
  do {
    if (tokens.size >= MAX_PAGES) {
      throw new BrokerError('unreadable', `GET ${path}: more than ${MAX_PAGES} pages`);
    }
    const page: P = await ask(
      path,
      token === null ? params : { ...params, page_token: token },
      decode,
    );
    pages.push(page);
    token = page.nextPageToken;
    if (token !== null && tokens.has(token)) {
      throw new BrokerError('unreadable', `GET ${path}: the pages go round in a circle`);
    }
    if (token !== null) tokens.add(token);
  } while (token !== null);
  return pages;
}

function createAsk(options: AlpacaPriceOptions): Ask {
  const read = paceReads(createGet(options), options);
  return async (path, params, decode) => {
    const url = new URL(path, options.dataOrigin);
    url.search = new URLSearchParams(params).toString();
    const verdict = classifyReply(await read(url));
    if (verdict.kind !== 'accepted') throw errorOf(verdict, path);
    const decoded = decode(verdict.value);
    if (decoded.ok) return decoded.value;
    throw new BrokerError('unreadable', `GET ${path}: ${decoded.problem}`);
  };
}

/** @see https://docs.alpaca.markets/docs/market-data-faq (recent SIP data needs a paid plan) */
function errorOf(verdict: Exclude<Classified, { kind: 'accepted' }>, path: string): Error {
  if (verdict.kind === 'unknown') {
    return new BrokerError('unreadable', `GET ${path}: ${verdict.message}`);
  }
  const message = `GET ${path}: HTTP ${verdict.httpStatus} ${verdict.message}`;
  if (/subscription does not permit/i.test(verdict.message)) {
    const remedy = 'set broker.data_feed to iex, or ask again 20 minutes later';
    return new CommandError('broker-unreachable', message, remedy);
  }
  return new BrokerError(
    verdict.reason === 'unauthorized' ? 'unauthorized' : 'unreadable',
    message,
  );
}
