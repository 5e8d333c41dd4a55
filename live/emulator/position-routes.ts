/**
 * Positions, and closing them with a market order of the broker's own making.
 *
 * @see https://docs.alpaca.markets/reference/deleteallopenpositions
 */
import {
  decodeCloseAllQuery,
  decodeCloseQuery,
  type CloseQuery,
} from '../../src/contracts/alpaca-queries.ts';
import { NO_SHARES, parseQuantity } from '../../src/domain/quantity.ts';
import { positionsView, type PositionFigures } from '../../src/paper-broker/account-figures.ts';
import type { PositionPart } from '../../src/paper-broker/paper-broker.ts';
import { cancelAll } from './cancel-all.ts';
import type { Engine } from './engine.ts';
import {
  assetId,
  errorReply,
  jsonReply,
  refusalReply,
  wireRefusal,
  type WireObject,
} from './replies.ts';
import type { Routes } from './routes.ts';
import { wirePosition } from './wire-account.ts';
import { queryOf, type WireReply } from './wire-call.ts';
import { wireOrder } from './wire-order.ts';

export function addPositionRoutes(routes: Routes, engine: Engine): void {
  routes.add('GET', '/v2/positions', () =>
    jsonReply(positions(engine).map((position) => wirePosition(position, engine))),
  );
  routes.add('GET', '/v2/positions/:asset', (_call, { asset = '' }) => {
    const position = positionOf(engine, asset);
    return position === undefined ? noPosition() : jsonReply(wirePosition(position, engine));
  });
  routes.add('DELETE', '/v2/positions/:asset', (call, { asset = '' }) => {
    const query = decodeCloseQuery(queryOf(call));
    if (!query.ok) return errorReply(422, query.code, query.message);
    const position = positionOf(engine, asset);
    if (position === undefined) return noPosition();
    const result = engine.closePosition(position.symbol, partOf(query.value));
    return result.kind === 'refused' ? refusalReply(result) : jsonReply(wireOrder(result));
  });
  routes.add('DELETE', '/v2/positions', (call) => {
    const query = decodeCloseAllQuery(queryOf(call));
    if (!query.ok) return errorReply(422, query.code, query.message);
    if (query.value.cancelOrders) cancelAll(engine);
    return jsonReply(
      positions(engine).map((position) => closedRow(engine, position)),
      207,
    );
  });
}

function positions({ state, market }: Engine): PositionFigures[] {
  return positionsView(state, market);
}

/** By symbol, by `symbol:exchange`, or by the id of the asset. */
function positionOf(engine: Engine, asset: string): PositionFigures | undefined {
  const symbol = asset.split(':')[0];
  return positions(engine).find((held) => held.symbol === symbol || assetId(held.symbol) === asset);
}

function noPosition(): WireReply {
  return errorReply(404, 40410000, 'position does not exist');
}

function closedRow(engine: Engine, { symbol }: PositionFigures): WireObject {
  const result = engine.closePosition(symbol, null);
  return result.kind === 'refused'
    ? { symbol, status: result.httpStatus, body: wireRefusal(result) }
    : { symbol, status: 200, body: wireOrder(result) };
}

/** What was asked of a position: so many shares, a percentage of them, or all. */
function partOf({ qty, percentage }: CloseQuery): PositionPart | null {
  if (qty !== null) return { qty: parseQuantity(qty) ?? NO_SHARES };
  return percentage === null ? null : { percentage: Number(percentage) };
}
