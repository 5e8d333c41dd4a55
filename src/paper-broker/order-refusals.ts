/**
 * Why the broker says no, as a table: the first row that holds answers, with Alpaca's status, code, text and extra
 * fields. A refused request leaves no order and uses up no client order id. Rows that say `by this emulator` are
 * things Alpaca offers and this broker does not.
 *
 * @see https://docs.alpaca.markets/docs/orders-at-alpaca
 * @see https://docs.alpaca.markets/docs/user-protection (wash trades)
 */
import { formatMoney, moneyToNumber, roundDownToTick, type Money } from '../domain/money.ts';
import { formatQuantity, NO_SHARES } from '../domain/quantity.ts';
import { heldForOrders } from './account-figures.ts';
import {
  available,
  basePrice,
  blockerOf,
  buyingPower,
  isAboveBase,
  isFractional,
  isHeldOrBought,
  orderValue,
  wanted,
  type OrderFacts,
} from './order-facts.ts';
import { orderByClientId, positionOf, type PaperOrderRequest } from './paper-state.ts';

export type PaperRefusal = {
  readonly kind: 'refused';
  readonly httpStatus: number;
  readonly code: number;
  readonly message: string;
  /** The extra fields of the error body. */
  readonly details: Readonly<Record<string, string>>;
};

type Check = (facts: OrderFacts) => PaperRefusal | undefined;
type Text = string | ((facts: OrderFacts) => string);

const invalid = checksAnswering(422, 40010001);
const unprocessable = checksAnswering(422, 42210000);
const forbidden = checksAnswering(403, 40310000);

const LONGEST_CLIENT_ORDER_ID = 128;

const SHAPE: readonly Check[] = [
  invalid(({ request }) => request.qty !== null && !(request.qty > 0), 'qty must be > 0'),
  invalid(
    ({ request: { type, limitPrice } }) => type === 'limit' && limitPrice === null,
    'limit orders require a limit price',
  ),
  invalid(
    ({ request: { type, stopPrice } }) => type === 'stop' && stopPrice === null,
    'stop orders require a stop price',
  ),
  invalid(
    ({ request: { type, stopPrice, limitPrice } }) =>
      type === 'stop_limit' && (stopPrice === null || limitPrice === null),
    'stop limit orders require both stop and limit price',
  ),
  invalid(
    ({ request: { type, stopPrice, limitPrice } }) =>
      type === 'market' && (stopPrice !== null || limitPrice !== null),
    'market orders require no stop or limit price',
  ),
  invalid(
    ({ request: { type, stopPrice } }) => type === 'limit' && stopPrice !== null,
    'limit orders require no stop price',
  ),
  invalid(
    ({ request: { type, limitPrice } }) => type === 'stop' && limitPrice !== null,
    'stop orders require no limit price',
  ),
  invalid(({ request }) => isNotPositive(request.limitPrice), 'limit price must be > 0'),
  invalid(({ request }) => isNotPositive(request.stopPrice), 'stop price must be > 0'),
  invalid(
    ({ request }) => isNotPositive(request.stopLossPrice),
    'stop_loss.stop_price must be > 0',
  ),
];

const IDENTITY: readonly Check[] = [
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

const ASSET: readonly Check[] = [
  unprocessable(
    ({ market, request }) => !market.isKnown(request.symbol),
    ({ request }) => `asset "${request.symbol}" not found`,
  ),
  unprocessable(
    ({ price }) => price === undefined,
    ({ request }) => `asset "${request.symbol}" is not tradable`,
  ),
];

const CLASS: readonly Check[] = [
  unprocessable(
    ({ request: { type } }) => type === 'stop_limit' || type === 'trailing_stop',
    ({ request }) => `${request.type} is a type not supported by this emulator`,
  ),
  unprocessable(
    ({ request: { timeInForce } }) => timeInForce !== 'day' && timeInForce !== 'gtc',
    ({ request }) => `time_in_force ${request.timeInForce} is not supported by this emulator`,
  ),
  unprocessable(
    ({ request }) => request.extendedHours && request.type !== 'limit',
    'extended hours order must be DAY or GTC limit orders',
  ),
  unprocessable(
    ({ request }) => request.extendedHours,
    'extended_hours is not supported by this emulator',
  ),
  unprocessable(
    ({ request }) => request.orderClass === 'bracket' && request.takeProfitPrice === null,
    'bracket orders require take_profit.limit_price',
  ),
  unprocessable(
    ({ request: { orderClass } }) => orderClass === 'bracket' || orderClass === 'oco',
    ({ request }) => `${request.orderClass} orders are not supported by this emulator`,
  ),
  otoRefusal(
    ({ request }) => request.type !== 'market' && request.type !== 'limit',
    'oto orders require a market or limit entry',
  ),
  otoRefusal(
    ({ request }) => request.takeProfitPrice !== null,
    'oto orders with take_profit are not supported by this emulator',
  ),
  otoRefusal(
    ({ request }) => request.stopLossPrice === null,
    'oto orders require stop_loss.stop_price',
  ),
  otoRefusal(({ request }) => request.side === 'sell', 'oto orders must be entry orders'),
  otoRefusal(({ state }) => state.behaviour.oto === 'refused', 'oto orders are not allowed'),
  otoRefusal(
    (facts) => facts.state.behaviour.oto === 'refused-when-held' && isHeldOrBought(facts),
    'oto orders must be entry orders',
  ),
];

const FRACTION: readonly Check[] = [
  unprocessable(
    (facts) => isFractional(facts) && facts.request.orderClass !== 'simple',
    'fractional orders must be simple orders',
  ),
  unprocessable(
    (facts) => isFractional(facts) && facts.request.timeInForce !== 'day',
    'fractional orders must be DAY orders',
  ),
  forbidden(isFractional, ({ request }) => `asset "${request.symbol}" is not fractionable`),
];

const PRICE: readonly Check[] = [
  subPenny('limit_price', ({ limitPrice }) => limitPrice),
  subPenny('stop_price', ({ stopPrice }) => stopPrice),
  subPenny('stop_loss.stop_price', ({ stopLossPrice }) => stopLossPrice),
  unprocessable(
    ({ request: { side, stopPrice }, price }) =>
      side === 'sell' && stopPrice !== null && price !== undefined && stopPrice >= price,
    'stop price must be less than current price',
    stopAndMarket,
  ),
  unprocessable(
    ({ request: { side, stopPrice }, price }) =>
      side === 'buy' && stopPrice !== null && price !== undefined && stopPrice <= price,
    'stop price must be greater than current price',
    stopAndMarket,
  ),
  unprocessable(
    (facts) => facts.request.orderClass === 'oto' && isAboveBase(facts),
    'stop_loss.stop_price must be <= base_price - 0.01',
    (facts) => ({ base_price: shown(basePrice(facts)) }),
  ),
];

const WASH_TRADE: readonly Check[] = [
  forbidden(
    (facts) => blockerOf(facts) !== undefined,
    'potential wash trade detected. use complex orders',
    (facts) => {
      const blocker = blockerOf(facts);
      const kind = blocker?.type === 'limit' ? 'limit' : 'market/stop';
      return {
        existing_order_id: blocker?.id ?? '',
        reject_reason: `opposite side ${kind} order exists`,
      };
    },
  ),
];

const MEANS: readonly Check[] = [
  forbidden(
    ({ state, request }) =>
      request.side === 'sell' && positionOf(state, request.symbol) === undefined,
    'account is not allowed to short',
  ),
  forbidden(
    (facts) => facts.request.side === 'sell' && wanted(facts) > available(facts),
    (facts) =>
      'insufficient qty available for order ' +
      `(requested: ${formatQuantity(wanted(facts))}, available: ${formatQuantity(available(facts))})`,
    (facts) => ({
      symbol: facts.request.symbol,
      available: formatQuantity(available(facts)),
      existing_qty: formatQuantity(positionOf(facts.state, facts.request.symbol)?.qty ?? NO_SHARES),
      held_for_orders: formatQuantity(heldForOrders(facts.state, facts.request.symbol)),
    }),
  ),
  forbidden(
    (facts) => facts.request.side === 'buy' && orderValue(facts) > buyingPower(facts),
    'insufficient buying power',
    (facts) => ({
      buying_power: formatMoney(buyingPower(facts)),
      cost_basis: formatMoney(orderValue(facts)),
    }),
  ),
];

const SUBMIT = [
  ...SHAPE,
  ...IDENTITY,
  ...ASSET,
  ...CLASS,
  ...FRACTION,
  ...PRICE,
  ...WASH_TRADE,
  ...MEANS,
];
const REPLACE = [...SHAPE, ...IDENTITY, ...ASSET, ...FRACTION, ...PRICE, ...MEANS];

/** Undefined when the order is accepted. */
export function submitRefusal(facts: OrderFacts): PaperRefusal | undefined {
  return firstRefusal(SUBMIT, facts);
}

/** `facts.request` is the successor as a whole. */
export function replaceRefusal(facts: OrderFacts): PaperRefusal | undefined {
  return firstRefusal(REPLACE, facts);
}

export function refusal(httpStatus: number, code: number, message: string): PaperRefusal {
  return { kind: 'refused', httpStatus, code, message, details: {} };
}

function firstRefusal(checks: readonly Check[], facts: OrderFacts): PaperRefusal | undefined {
  for (const check of checks) {
    const refused = check(facts);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function checksAnswering(httpStatus: number, code: number) {
  return (
      holds: (facts: OrderFacts) => boolean,
      text: Text,
      details: (facts: OrderFacts) => Readonly<Record<string, string>> = () => ({}),
    ): Check =>
    (facts) => {
      if (!holds(facts)) return undefined;
      const message = typeof text === 'string' ? text : text(facts);
      return { kind: 'refused', httpStatus, code, message, details: details(facts) };
    };
}

function otoRefusal(holds: (facts: OrderFacts) => boolean, text: string): Check {
  return unprocessable((facts) => facts.request.orderClass === 'oto' && holds(facts), text);
}

function subPenny(field: string, priceOf: (request: PaperOrderRequest) => Money | null): Check {
  return unprocessable(
    ({ request }) => {
      const price = priceOf(request);
      return price !== null && roundDownToTick(price) !== price;
    },
    ({ request }) =>
      `invalid ${field} ${shown(priceOf(request) ?? undefined)}. ` +
      'sub-penny increment does not fulfill minimum pricing criteria',
  );
}

function stopAndMarket({ request, price }: OrderFacts): Readonly<Record<string, string>> {
  return { stop_price: shown(request.stopPrice ?? undefined), market_price: shown(price) };
}

/** A price as Alpaca repeats it in a message: `290.123`. */
function shown(price: Money | undefined): string {
  return price === undefined ? '' : String(moneyToNumber(price));
}

function isNotPositive(price: Money | null): boolean {
  return price !== null && price <= 0;
}
