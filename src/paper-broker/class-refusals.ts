/**
 * Which type of order goes with which time in force and which class.
 *
 * @see https://docs.alpaca.markets/docs/orders-at-alpaca
 * @see https://docs.alpaca.markets/docs/fractional-trading
 */
import { isBeingTraded, isFractional, isHeldOrBought, type OrderFacts } from './order-facts.ts';
import { positionOf, type PaperOrderRequest } from './paper-state.ts';
import { forbidden, ofClass, unprocessable, type Check } from './refusal.ts';
import { isAuctionShut } from './session-times.ts';

/** What extended hours and every time in force ask of the type. */
const TIME_IN_FORCE: readonly Check[] = [
  unprocessable(
    ({ request }) => !isDayOrGtc(request) && request.type !== 'market' && request.type !== 'limit',
    ({ request }) => `${request.type.replace('_', ' ')} orders must be DAY or GTC orders`,
  ),
  unprocessable(
    ({ request, state }) => isForAuction(request) && state.behaviour.auctions === 'refused',
    ({ request }) => `time_in_force ${request.timeInForce} is not allowed for this account`,
  ),
  unprocessable(
    ({ request: { timeInForce }, state }) =>
      timeInForce === 'opg' && isAuctionShut(state.now, 'opg'),
    'opg orders are not accepted between 09:28 and 19:00',
  ),
  unprocessable(
    ({ request: { timeInForce }, state }) =>
      timeInForce === 'cls' && isAuctionShut(state.now, 'cls'),
    'cls orders are not accepted from 10 minutes before the close until 19:00',
  ),
  unprocessable(isBadForExtendedHours, ({ state }) =>
    state.behaviour.extendedHours === 'day'
      ? 'extended hours order must be DAY limit orders'
      : 'extended hours order must be DAY or GTC limit orders',
  ),
  unprocessable(
    ({ request }) => request.extendedHours && request.orderClass !== 'simple',
    'extended hours order must be simple orders',
  ),
];

const FRACTION_IS_SIMPLE = ofFraction(
  ({ request }) => request.orderClass !== 'simple',
  'must be simple orders',
);

export const FRACTION: readonly Check[] = [
  ofFraction(({ request }) => request.timeInForce !== 'day', 'must be DAY orders'),
  ofFraction(
    ({ request }) => request.type === 'trailing_stop',
    'must be market, limit, stop or stop limit orders',
  ),
  ofFraction(
    ({ state, request }) =>
      request.side === 'sell' && positionOf(state, request.symbol) === undefined,
    'cannot be sold short',
  ),
  forbidden(
    (facts) => isFractional(facts) && facts.asset?.fractionable === false,
    ({ request }) => `asset "${request.symbol}" is not fractionable`,
  ),
  forbidden(
    (facts) => isFractional(facts) && !facts.state.configuration.fractionalTrading,
    'account is not allowed to trade fractional shares',
  ),
  unprocessable(
    ({ state, request }) =>
      request.notional !== null && request.side === 'buy' && isBeingTraded(state, request, 'sell'),
    'unable to open new notional orders while having open closing position orders',
  ),
];

const BRACKET = ofClass('bracket', [
  unprocessable(
    ({ request }) => request.takeProfitPrice === null,
    'bracket orders require take_profit.limit_price',
  ),
  unprocessable(
    ({ request }) => request.stopLossPrice === null,
    'bracket orders require stop_loss.stop_price',
  ),
  ...entryGroup('bracket'),
]);

const OTO = ofClass('oto', [
  unprocessable(
    ({ request: { takeProfitPrice, stopLossPrice } }) =>
      takeProfitPrice === null && stopLossPrice === null,
    'oto orders require take_profit.limit_price or stop_loss.stop_price',
  ),
  unprocessable(
    ({ request: { takeProfitPrice, stopLossPrice } }) =>
      takeProfitPrice !== null && stopLossPrice !== null,
    'oto orders require only one of take_profit or stop_loss',
  ),
  ...entryGroup('oto'),
]);

const OCO = ofClass('oco', [
  unprocessable(({ request }) => request.type !== 'limit', 'oco orders must be limit orders'),
  unprocessable(
    ({ request }) => request.takeProfitPrice === null,
    'oco orders require take_profit.limit_price',
  ),
  unprocessable(
    ({ request }) => request.stopLossPrice === null,
    'oco orders require stop_loss.stop_price',
  ),
  unprocessable(({ request }) => !isDayOrGtc(request), 'oco orders must be DAY or GTC orders'),
  unprocessable(
    ({ state, request }) =>
      request.side === 'buy' || positionOf(state, request.symbol) === undefined,
    'oco orders must be exit orders',
  ),
]);

const SIMPLE_ONLY = unprocessable(
  ({ request }) => request.type === 'trailing_stop' && request.orderClass !== 'simple',
  'trailing stop orders must be simple orders',
);

export const CLASS: readonly Check[] = [
  SIMPLE_ONLY,
  FRACTION_IS_SIMPLE,
  BRACKET,
  OTO,
  OCO,
  ...TIME_IN_FORCE,
  ...FRACTION,
];

/** What `bracket` and `oto` have in common: an entry that opens a position. */
function entryGroup(orderClass: 'bracket' | 'oto'): readonly Check[] {
  return [
    unprocessable(
      ({ request: { type } }) => type !== 'market' && type !== 'limit',
      `${orderClass} orders require a market or limit entry`,
    ),
    unprocessable(
      ({ request }) => !isDayOrGtc(request),
      `${orderClass} orders must be DAY or GTC orders`,
    ),
    unprocessable(
      ({ request }) => request.side === 'sell',
      `${orderClass} orders must be entry orders`,
    ),
    unprocessable(
      ({ state }) => state.behaviour[orderClass] === 'refused',
      `${orderClass} orders are not allowed`,
    ),
    unprocessable(
      (facts) => facts.state.behaviour[orderClass] === 'refused-when-held' && isHeldOrBought(facts),
      `${orderClass} orders must be entry orders`,
    ),
  ];
}

function ofFraction(holds: (facts: OrderFacts) => boolean, text: string): Check {
  return unprocessable((facts) => isFractional(facts) && holds(facts), `fractional orders ${text}`);
}

function isBadForExtendedHours({ request, state }: OrderFacts): boolean {
  if (!request.extendedHours) return false;
  const isAllowedTime =
    request.timeInForce === 'day' ||
    (request.timeInForce === 'gtc' && state.behaviour.extendedHours === 'day-or-gtc');
  return request.type !== 'limit' || !isAllowedTime;
}

function isDayOrGtc({ timeInForce }: PaperOrderRequest): boolean {
  return timeInForce === 'day' || timeInForce === 'gtc';
}

function isForAuction({ timeInForce }: PaperOrderRequest): boolean {
  return timeInForce === 'opg' || timeInForce === 'cls';
}
