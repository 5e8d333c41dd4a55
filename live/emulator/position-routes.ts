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
import {
  parseQuantity,
  proportion,
  quantityFromUnits,
  type Quantity,
} from '../../src/domain/quantity.ts';
import { positionsView, type PositionFigures } from '../../src/paper-broker/account-figures.ts';
import type { PaperSubmitResult } from '../../src/paper-broker/paper-broker.ts';
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

/** A percentage of nine decimals in its smallest parts. */
const PARTS_PER_PERCENT = 1_000_000_000;

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
    const result = close(engine, position.symbol, partOf(position.qty, query.value));
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

function closedRow(engine: Engine, { symbol, qty }: PositionFigures): WireObject {
  const result = close(engine, symbol, qty);
  return result.kind === 'refused'
    ? { symbol, status: result.httpStatus, body: wireRefusal(result) }
    : { symbol, status: 200, body: wireOrder(result) };
}

function close(engine: Engine, symbol: string, qty: Quantity): PaperSubmitResult {
  return engine.submit({
    clientOrderId: null,
    symbol,
    side: 'sell',
    type: 'market',
    timeInForce: 'day',
    orderClass: 'simple',
    qty,
    notional: null,
    limitPrice: null,
    stopPrice: null,
    trailPrice: null,
    trailPercent: null,
    takeProfitPrice: null,
    stopLossPrice: null,
    stopLossLimitPrice: null,
    extendedHours: false,
    positionIntent: 'sell_to_close',
  });
}

/** What was asked of a position: so many shares, a percentage of them, or all. */
function partOf(held: Quantity, { qty, percentage }: CloseQuery): Quantity {
  if (qty !== null) return parseQuantity(qty) ?? held;
  if (percentage === null) return held;
  const parts = Math.round(Number(percentage) * PARTS_PER_PERCENT);
  return quantityFromUnits(proportion(held, parts, 100 * PARTS_PER_PERCENT));
}
