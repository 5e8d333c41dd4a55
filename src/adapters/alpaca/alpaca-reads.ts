import { classifyReply } from '../../contracts/alpaca-refusals.ts';
import {
  decodeAccount,
  decodeAsset,
  decodeCalendar,
  decodeClock,
  decodeLatestTrades,
  decodeOrder,
  decodeOrders,
  decodePositions,
  type WireSession,
} from '../../contracts/alpaca-wire.ts';
import type { Decoder } from '../../contracts/decoder.ts';
import type { SessionHours } from '../../domain/account.ts';
import { BrokerError, type BrokerReads, type OrderQuery } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import { newYorkInstant } from '../../rules/new-york-time.ts';
import { createGet, DEFAULT_DEADLINE_MS, type HttpOptions } from './alpaca-http.ts';
import { accountHistory, type Must } from './account-history.ts';
import { PAGE_LIMIT, readAllOrders } from './order-pages.ts';
import { pathPart } from './path-part.ts';
import { getWithRetry } from './read-retry.ts';

export type AlpacaOptions = HttpOptions & {
  /** Checked before by `assertTradingOrigin`. */
  readonly tradingOrigin: string;
  readonly dataOrigin: string;
  /** Which tape prices come from; Alpaca's default depends on the plan, so it is always named. */
  readonly feed: 'iex' | 'sip' | 'delayed_sip';
  /** Passes the time between two tries of a read. */
  readonly clock: Clock;
  /** Tries of a read in all. Default 4. */
  readonly readAttempts?: number;
};

type Question = {
  readonly origin: string;
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
};
/** The answer, or null when the broker proves that the thing does not exist. */
type Ask = <T>(question: Question, decode: Decoder<T>) => Promise<T | null>;

const DEFAULT_READ_ATTEMPTS = 4;

/** Alpaca as it may be asked. Nothing in here, or in what it is built from, can send a POST, PATCH or DELETE. */
export function createAlpacaReads(options: AlpacaOptions): BrokerReads {
  const ask = createAsk(options);
  const trading = <T>(path: string, decode: Decoder<T>, params = {}): Promise<T | null> =>
    ask({ origin: options.tradingOrigin, path, params }, decode);
  const must = async <T>(path: string, decode: Decoder<T>, params = {}): Promise<T> =>
    present(await trading(path, decode, params), path);
  const data: Must = async (path, decode, params) =>
    present(await ask({ origin: options.dataOrigin, path, params }, decode), path);
  return {
    ...accountHistory(must, data),
    account: () => must('/v2/account', decodeAccount),
    clock: () => must('/v2/clock', decodeClock),
    calendar: async (from, to) => {
      const sessions = await must('/v2/calendar', decodeCalendar, { start: from, end: to });
      return sessions.map(sessionHoursOf).filter(({ date }) => date >= from && date <= to);
    },
    positions: () => must('/v2/positions', decodePositions),
    orders: async (query) => {
      // An empty list of symbols on the wire would mean every symbol.
      if (query.symbols?.length === 0) return [];
      return readAllOrders((until) => must('/v2/orders', decodeOrders, orderParams(query, until)));
    },
    orderById: async (id) => {
      const path = `/v2/orders/${pathPart(id)}`;
      return expectSame(await trading(path, decodeOrder, { nested: 'true' }), 'id', id);
    },
    orderByClientId: async (clientOrderId) => {
      const params = { client_order_id: clientOrderId };
      const order = await trading('/v2/orders:by_client_order_id', decodeOrder, params);
      return expectSame(order, 'clientOrderId', clientOrderId);
    },
    asset: async (symbol) =>
      expectSame(await trading(`/v2/assets/${pathPart(symbol)}`, decodeAsset), 'symbol', symbol),
    latestPrices: async (symbols) => {
      if (symbols.length === 0) return new Map();
      const path = '/v2/stocks/trades/latest';
      const params = { symbols: symbols.join(','), feed: options.feed };
      const question = { origin: options.dataOrigin, path, params };
      const prices = present(await ask(question, decodeLatestTrades), path);
      return new Map([...prices].filter(([symbol]) => symbols.includes(symbol)));
    },
  };
}

function createAsk(options: AlpacaOptions): Ask {
  const get = createGet(options);
  const policy = {
    clock: options.clock,
    attempts: options.readAttempts ?? DEFAULT_READ_ATTEMPTS,
    deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
  };
  return async ({ origin, path, params }, decode) => {
    const url = new URL(path, origin);
    url.search = new URLSearchParams(params).toString();
    const verdict = classifyReply(await getWithRetry(get, url, policy));
    if (verdict.kind === 'unknown') {
      throw new BrokerError('unreadable', `GET ${path}: ${verdict.message}`);
    }
    if (verdict.kind === 'refused') {
      if (verdict.reason === 'not_found') return null;
      const kind = verdict.reason === 'unauthorized' ? 'unauthorized' : 'unreadable';
      throw new BrokerError(kind, `GET ${path}: HTTP ${verdict.httpStatus} ${verdict.message}`);
    }
    const decoded = decode(verdict.value);
    if (decoded.ok) return decoded.value;
    throw new BrokerError('unreadable', `GET ${path}: ${decoded.problem}`);
  };
}

function orderParams(query: OrderQuery, until: string | undefined): Record<string, string> {
  return {
    status: query.status,
    limit: String(PAGE_LIMIT),
    direction: 'desc',
    nested: String(query.nested),
    ...(query.after !== undefined && { after: query.after }),
    ...(until !== undefined && { until }),
    ...(query.symbols !== undefined && { symbols: query.symbols.join(',') }),
  };
}

function sessionHoursOf({ date, openMinute, closeMinute }: WireSession): SessionHours {
  return {
    date,
    open: newYorkInstant(date, openMinute),
    close: newYorkInstant(date, closeMinute),
  };
}

function present<T>(answer: T | null, path: string): T {
  if (answer !== null) return answer;
  throw new BrokerError('unreadable', `GET ${path}: the broker knows no such address`);
}

/** A cache or a proxy may answer another question than ours. */
function expectSame<K extends string, T extends Readonly<Record<K, string>>>(
  answer: T | null,
  key: K,
  asked: string,
): T | null {
  if (answer === null || answer[key] === asked) return answer;
  throw new BrokerError(
    'unreadable',
    `asked for ${key} ${asked}, the reply is about ${answer[key]}`,
  );
}
