/** The part of Alpaca's market data that daily bars can answer. Nothing here knows the future. */
import { decodeBarsQuery } from '../../src/contracts/market-data-queries.ts';
import { barsPage, isBarsToken, type BarsPage } from './bars-page.ts';
import { addCorporateActionRoutes } from './corporate-action-routes.ts';
import type { Engine } from './engine.ts';
import { createKnownActions, type KnownActions } from './known-actions.ts';
import { addLatestRoutes } from './latest-routes.ts';
import { errorReply, jsonReply } from './replies.ts';
import type { Routes } from './routes.ts';
import { queryOf, type Query, type WireReply } from './wire-call.ts';

export function addMarketDataRoutes(routes: Routes, engine: Engine): void {
  const actions = createKnownActions(engine);
  routes.add('GET', '/v2/stocks/bars', (call) =>
    barsReply(engine, actions, queryOf(call), ({ bars, next_page_token }) => ({
      bars,
      next_page_token,
    })),
  );
  routes.add('GET', '/v2/stocks/:symbol/bars', (call, { symbol = '' }) =>
    barsReply(engine, actions, { ...queryOf(call), symbols: symbol }, (page) => ({
      bars: page.bars[symbol] ?? null,
      symbol,
      next_page_token: page.next_page_token,
    })),
  );
  addLatestRoutes(routes, engine);
  addCorporateActionRoutes(routes, engine, actions);
}

function barsReply(
  engine: Engine,
  actions: KnownActions,
  query: Query,
  shape: (page: BarsPage) => Parameters<typeof jsonReply>[0],
): WireReply {
  const decoded = decodeBarsQuery(query);
  if (!decoded.ok) return errorReply(400, decoded.code, decoded.message);
  const { pageToken } = decoded.value;
  if (pageToken !== null && !isBarsToken(pageToken)) {
    return errorReply(400, 40010001, 'invalid page_token');
  }
  return jsonReply(shape(barsPage(engine, actions, decoded.value)));
}
