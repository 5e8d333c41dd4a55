import { decodeAssetsQuery, type AssetsQuery } from '../../src/contracts/alpaca-queries.ts';
import { assetOf } from '../../src/paper-broker/paper-state.ts';
import type { Engine } from './engine.ts';
import { assetId, errorReply, jsonReply, type WireObject } from './replies.ts';
import type { Routes } from './routes.ts';
import { queryOf } from './wire-call.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Assets of a market that cannot list its stocks are those of the account's own orders and positions. */
export function addAssetRoutes(routes: Routes, engine: Engine): void {
  routes.add('GET', '/v2/assets', (call) => {
    const query = decodeAssetsQuery(queryOf(call));
    if (!query.ok) return errorReply(422, query.code, query.message);
    return jsonReply(
      symbolsOf(engine).flatMap((symbol) => {
        const asset = wireAsset(engine, symbol);
        return asset !== undefined && isAsked(asset, query.value) ? [asset] : [];
      }),
    );
  });
  routes.add('GET', '/v2/assets/:asset', (_call, { asset: name = '' }) => {
    const isId = UUID.test(name);
    const symbol = isId
      ? symbolsOf(engine).find((known) => assetId(known) === name.toLowerCase())
      : name.split(':')[0];
    const asset = symbol === undefined ? undefined : wireAsset(engine, symbol);
    if (asset !== undefined) return jsonReply(asset);
    return errorReply(404, 40410000, isId ? 'asset not found' : `symbol not found: ${name}`);
  });
}

function symbolsOf({ market, state }: Engine): readonly string[] {
  if (market.symbols !== undefined) return market.symbols();
  const own = Object.values(state.orders).map(({ symbol }) => symbol);
  return [...new Set([...own, ...Object.keys(state.positions)])].sort();
}

function isAsked(asset: WireObject, query: AssetsQuery): boolean {
  return (
    query.assetClass === 'us_equity' &&
    (query.status === null || asset['status'] === query.status) &&
    (query.exchange === null || asset['exchange'] === query.exchange) &&
    // The paper world's stocks have no attributes, so none has one that is asked for.
    (query.attributes === null || query.attributes.length === 0)
  );
}

/** Undefined for a symbol that nobody knows. */
function wireAsset({ state, market }: Engine, symbol: string): WireObject | undefined {
  const asset = assetOf(state, symbol, market);
  if (asset === undefined) return undefined;
  const canBorrow = asset.isActive && asset.shortable;
  return {
    id: assetId(symbol),
    class: 'us_equity',
    exchange: asset.exchange,
    symbol,
    name: market.name?.(symbol) ?? symbol,
    status: asset.isActive ? 'active' : 'inactive',
    tradable: asset.tradable,
    marginable: asset.isActive && asset.marginable,
    shortable: canBorrow,
    easy_to_borrow: canBorrow,
    borrow_status: canBorrow ? 'easy_to_borrow' : 'hard_to_borrow',
    fractionable: asset.isActive && asset.fractionable,
    margin_requirement_long: asset.marginable ? '30' : '100',
    margin_requirement_short: '100',
    maintenance_margin_requirement: asset.marginable ? 30 : 100,
    attributes: [],
  };
}
