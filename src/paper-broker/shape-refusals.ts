/** What is wrong with a request by itself, whatever the account and the market. */
import type { Money } from '../domain/money.ts';

import { orderByClientId, type PaperOrderRequest } from './paper-state.ts';
import { invalid, unprocessable, type Check } from './refusal.ts';

const LONGEST_CLIENT_ORDER_ID = 128;

export const SHAPE: readonly Check[] = [
  invalid(({ request }) => request.qty !== null && !(request.qty > 0), 'qty must be > 0'),
  invalid(({ request }) => isNotPositive(request.notional), 'notional must be > 0'),
  needs('limit', ['limitPrice'], 'limit orders require a limit price'),
  needs('stop', ['stopPrice'], 'stop orders require a stop price'),
  needs(
    'stop_limit',
    ['limitPrice', 'stopPrice'],
    'stop limit orders require both stop and limit price',
  ),
  forbids('market', ['limitPrice', 'stopPrice'], 'market orders require no stop or limit price'),
  forbids('limit', ['stopPrice'], 'limit orders require no stop price'),
  forbids('stop', ['limitPrice'], 'stop orders require no limit price'),
  forbids(
    'trailing_stop',
    ['limitPrice', 'stopPrice'],
    'trailing stop orders require no stop or limit price',
  ),
  invalid(
    ({ request: { type, trailPrice, trailPercent } }) =>
      type !== 'trailing_stop' && (trailPrice !== null || trailPercent !== null),
    ({ request: { type, trailPrice } }) =>
      `${type.replace('_', ' ')} orders must not have ${trailPrice === null ? 'trail_percent' : 'trail_price'}`,
  ),
  invalid(
    ({ request: { type, trailPrice, trailPercent } }) =>
      type === 'trailing_stop' && (trailPrice === null) === (trailPercent === null),
    'trailing stop orders must specify one of trail_price or trail_percent',
  ),
  invalid(({ request }) => isNotPositive(request.trailPrice), 'trail_price must be > 0'),
  invalid(
    ({ request: { trailPercent } }) =>
      trailPercent !== null && !(trailPercent > 0 && trailPercent < 100),
    'trail_percent must be > 0 and < 100',
  ),
  invalid(({ request }) => isNotPositive(request.limitPrice), 'limit price must be > 0'),
  invalid(({ request }) => isNotPositive(request.stopPrice), 'stop price must be > 0'),
  invalid(
    ({ request }) => isNotPositive(request.takeProfitPrice),
    'take_profit.limit_price must be > 0',
  ),
  invalid(
    ({ request }) => isNotPositive(request.stopLossPrice),
    'stop_loss.stop_price must be > 0',
  ),
  invalid(
    ({ request }) => isNotPositive(request.stopLossLimitPrice),
    'stop_loss.limit_price must be > 0',
  ),
];

export const IDENTITY: readonly Check[] = [
  invalid(
    ({ request }) => (request.clientOrderId?.length ?? 0) > LONGEST_CLIENT_ORDER_ID,
    'client_order_id must be no more than 128 characters',
  ),
  // Also when the order that used it is long filled or canceled.
  invalid(
    ({ state, request }) =>
      request.clientOrderId !== null && orderByClientId(state, request.clientOrderId) !== undefined,
    'client_order_id must be unique',
  ),
];

/** Shares are never sold short here, so a buy opens and a sell closes. */
export const INTENT: readonly Check[] = [
  unprocessable(
    ({ request }) =>
      request.positionIntent !== null && request.positionIntent !== inferredIntent(request),
    ({ request }) =>
      `position intent mismatch, inferred: ${inferredIntent(request)}, ` +
      `specified: ${request.positionIntent ?? ''}`,
  ),
];

/** The dollars of a notional order. */
export const AMOUNT: readonly Check[] = [
  unprocessable(
    ({ request: { notional }, state }) =>
      notional !== null && state.behaviour.notionalDecimals === 2 && notional % 100 !== 0,
    'notional value must be limited to 2 decimal places',
  ),
  unprocessable(
    ({ request: { notional, side } }) => side === 'buy' && notional !== null && notional < 10_000,
    'notional must be >= 1.00',
  ),
];

function inferredIntent({ side }: PaperOrderRequest): string {
  return side === 'buy' ? 'buy_to_open' : 'sell_to_close';
}

type Price = 'limitPrice' | 'stopPrice';

function needs(type: PaperOrderRequest['type'], prices: readonly Price[], text: string): Check {
  return invalid(
    ({ request }) => request.type === type && prices.some((price) => request[price] === null),
    text,
  );
}

function forbids(type: PaperOrderRequest['type'], prices: readonly Price[], text: string): Check {
  return invalid(
    ({ request }) => request.type === type && prices.some((price) => request[price] !== null),
    text,
  );
}

function isNotPositive(price: Money | null): boolean {
  return price !== null && price <= 0;
}
