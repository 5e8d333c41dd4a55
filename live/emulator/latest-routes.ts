import { decodeLatestQuery } from '../../src/contracts/market-data-queries.ts';
import { moneyToNumber } from '../../src/domain/money.ts';
import { newYorkDate } from '../../src/rules/new-york-time.ts';
import { wireBar } from './bars-page.ts';
import type { Engine } from './engine.ts';
import { barBefore, latestTrade, todaysBar } from './latest-trade.ts';
import { errorReply, jsonReply, wireTime, type WireObject } from './replies.ts';
import type { Routes } from './routes.ts';
import { queryOf } from './wire-call.ts';

/** What is asked of one symbol; undefined when there is nothing to show. */
type Look = (engine: Engine, symbol: string) => WireObject | undefined;

const MS_PER_MINUTE = 60_000;
/** Daily bars know no sizes; a round lot. */
const SIZE = 100;
const TAPE = 'A';

/** Each kind for many symbols and for one. A symbol that nobody knows is absent. */
export function addLatestRoutes(routes: Routes, engine: Engine): void {
  const kinds = [
    { path: 'trades', one: 'trade', look: tradeOf },
    { path: 'quotes', one: 'quote', look: quoteOf },
    { path: 'bars', one: 'bar', look: minuteBarOf },
  ] as const;
  for (const { path, one, look } of kinds) {
    addMany(routes, engine, {
      path: `/v2/stocks/${path}/latest`,
      look,
      shape: (rows) => ({ [path]: rows }),
    });
    routes.add('GET', `/v2/stocks/:symbol/${path}/latest`, (_call, { symbol = '' }) => {
      const found = look(engine, symbol);
      return found === undefined ? noPrice(symbol) : jsonReply({ symbol, [one]: found });
    });
  }
  addMany(routes, engine, {
    path: '/v2/stocks/snapshots',
    look: snapshotOf,
    shape: (rows) => rows,
  });
  routes.add('GET', '/v2/stocks/:symbol/snapshot', (_call, { symbol = '' }) => {
    const found = snapshotOf(engine, symbol);
    return found === undefined ? noPrice(symbol) : jsonReply({ symbol, ...found });
  });
}

type Many = {
  readonly path: string;
  readonly look: Look;
  readonly shape: (rows: WireObject) => WireObject;
};

function addMany(routes: Routes, engine: Engine, { path, look, shape }: Many): void {
  routes.add('GET', path, (call) => {
    const query = decodeLatestQuery(queryOf(call));
    if (!query.ok) return errorReply(400, query.code, query.message);
    const rows = query.value.symbols.flatMap((symbol) => {
      const found = look(engine, symbol);
      return found === undefined ? [] : [[symbol, found] as const];
    });
    return jsonReply(shape(Object.fromEntries(rows)));
  });
}

function noPrice(symbol: string) {
  return errorReply(404, 40410000, `no data for ${symbol}`);
}

function tradeOf(engine: Engine, symbol: string): WireObject | undefined {
  const trade = latestTrade(engine, symbol);
  if (trade === undefined) return undefined;
  const { price, at } = trade;
  return { t: wireTime(at), x: 'V', p: moneyToNumber(price), s: SIZE, c: ['@'], i: 1, z: TAPE };
}

/** Nobody knows the spread of that day: both sides stand at the last trade, where orders are filled. */
function quoteOf(engine: Engine, symbol: string): WireObject | undefined {
  const trade = latestTrade(engine, symbol);
  if (trade === undefined) return undefined;
  const price = moneyToNumber(trade.price);
  const sides = { ax: 'V', ap: price, as: SIZE, bx: 'V', bp: price, bs: SIZE };
  return { t: wireTime(trade.at), ...sides, c: ['R'], z: TAPE };
}

/** One minute in which the last price was the only one. */
function minuteBarOf(engine: Engine, symbol: string): WireObject | undefined {
  const trade = latestTrade(engine, symbol);
  if (trade === undefined) return undefined;
  const price = moneyToNumber(trade.price);
  const t = wireTime(Math.floor(trade.at / MS_PER_MINUTE) * MS_PER_MINUTE);
  return { t, o: price, h: price, l: price, c: price, v: SIZE, n: 1, vw: price };
}

/** The day's bar is the one in progress; before 04:00 it is the last finished one. */
function snapshotOf(engine: Engine, symbol: string): WireObject | undefined {
  const latest = tradeOf(engine, symbol);
  if (latest === undefined) return undefined;
  const today = newYorkDate(engine.now());
  const daily = todaysBar(engine, symbol) ?? barBefore(engine, symbol, today);
  const previous = daily === undefined ? undefined : barBefore(engine, symbol, daily.date);
  return {
    latestTrade: latest,
    latestQuote: quoteOf(engine, symbol) ?? null,
    minuteBar: minuteBarOf(engine, symbol) ?? null,
    dailyBar: daily === undefined ? null : wireBar(daily),
    prevDailyBar: previous === undefined ? null : wireBar(previous),
  };
}
