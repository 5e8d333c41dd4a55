/** The little of Alpaca's market data that a client needs against the paper world. Nothing here knows the future. */
import type { Bar, Split } from '../../src/domain/bar.ts';
import { moneyToNumber } from '../../src/domain/money.ts';
import { addDays, parseSessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import { deterministicId } from '../../src/paper-broker/deterministic-id.ts';
import { latestPrice } from '../../src/paper-broker/market-price.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import { newYorkDate, newYorkInstant, sessionHours } from '../../src/rules/new-york-time.ts';
import type { Engine } from './engine.ts';
import { errorReply, jsonReply, wireTime, type WireObject } from './replies.ts';
import type { Routes } from './routes.ts';
import { queryOf } from './wire-call.ts';

type Span = {
  readonly symbols: readonly string[];
  readonly from: SessionDate;
  readonly to: SessionDate;
};

export function addMarketDataRoutes(routes: Routes, engine: Engine): void {
  routes.add('GET', '/v2/stocks/trades/latest', (call) =>
    jsonReply({ trades: latestTrades(engine, symbolsOf(queryOf(call)['symbols'])) }),
  );
  routes.add('GET', '/v2/stocks/bars', (call) => {
    const span = spanOf(engine, queryOf(call));
    if (span === undefined) return errorReply(400, 40010001, 'invalid start or end');
    if (!['1Day', '1D'].includes(queryOf(call)['timeframe'] ?? '')) {
      return errorReply(400, 40010001, 'only timeframe=1Day is served by this emulator');
    }
    if ((queryOf(call)['adjustment'] ?? 'raw') !== 'raw') {
      return errorReply(400, 40010001, 'only adjustment=raw is served by this emulator');
    }
    return jsonReply({ bars: barsBySymbol(engine, span), next_page_token: null });
  });
  routes.add('GET', '/v1/corporate-actions', (call) => {
    const span = spanOf(engine, queryOf(call));
    if (span === undefined) return errorReply(400, 40010001, 'invalid start or end');
    return jsonReply({ corporate_actions: splitsByKind(engine, span), next_page_token: null });
  });
}

function latestTrades(engine: Engine, symbols: readonly string[]): WireObject {
  const trade = { t: wireTime(engine.now()), x: 'V', s: 100, c: ['@'], i: 1, z: 'C' };
  return Object.fromEntries(
    symbols.flatMap((symbol) => {
      const price = latestPrice(engine.state, symbol, engine.market);
      return price === undefined ? [] : [[symbol, { ...trade, p: moneyToNumber(price) }]];
    }),
  );
}

function barsBySymbol(engine: Engine, { symbols, from, to }: Span): WireObject {
  const finished = sessionsBetween(from, to).filter(
    (date) => (sessionHours(date)?.close ?? Infinity) <= engine.now(),
  );
  return Object.fromEntries(
    symbols.flatMap((symbol) => {
      const bars = finished.flatMap((date) => engine.market.bar(symbol, date) ?? []);
      return bars.length === 0 ? [] : [[symbol, bars.map(wireBar)]];
    }),
  );
}

/** A daily bar is stamped with midnight in New York. */
function wireBar({ date, open, high, low, close, volume }: Bar): WireObject {
  const t = wireTime(newYorkInstant(date, 0));
  return { t, o: open, h: high, l: low, c: close, v: volume, n: 0, vw: close };
}

function splitsByKind(engine: Engine, { symbols, from, to }: Span): WireObject {
  const splits: Split[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    for (const action of engine.market.actionsOn(day, symbols)) {
      if (action.type === 'split') splits.push(action);
    }
  }
  const forward = splits.filter(({ ratio }) => ratio >= 1).map(wireSplit);
  const reverse = splits.filter(({ ratio }) => ratio < 1).map(wireSplit);
  return {
    ...(forward.length > 0 && { forward_splits: forward }),
    ...(reverse.length > 0 && { reverse_splits: reverse }),
  };
}

function wireSplit({ ticker, exDate, ratio }: Split): WireObject {
  return {
    id: deterministicId(`split/${ticker}/${exDate}`, 1),
    symbol: ticker,
    new_rate: ratio,
    old_rate: 1,
    process_date: exDate,
    ex_date: exDate,
  };
}

function symbolsOf(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.split(',');
}

/** `start` and `end` as dates, both today by default; undefined when one is no date. */
function spanOf(
  engine: Engine,
  query: Readonly<Record<string, string | undefined>>,
): Span | undefined {
  const today = newYorkDate(engine.now());
  const from = parseSessionDate((query['start'] ?? today).slice(0, 10));
  const to = parseSessionDate((query['end'] ?? today).slice(0, 10));
  if (from === undefined || to === undefined) return undefined;
  return { symbols: symbolsOf(query['symbols']), from, to };
}
