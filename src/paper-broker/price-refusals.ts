/**
 * Prices off the tick, on the wrong side of the market, or that could trade with an order of one's own.
 *
 * @see https://docs.alpaca.markets/docs/user-protection (wash trades)
 */
import { moneyToNumber, roundDownToTick, type Money } from '../domain/money.ts';
import {
  basePrice,
  blockerOf,
  hasLimit,
  isAboveBase,
  isTargetTooLow,
  targetBase,
  type OrderFacts,
} from './order-facts.ts';
import type { PaperOrderRequest } from './paper-state.ts';
import { forbidden, unprocessable, type Check } from './refusal.ts';

export const PRICE: readonly Check[] = [
  subPenny('limit_price', ({ limitPrice }) => limitPrice),
  subPenny('stop_price', ({ stopPrice }) => stopPrice),
  subPenny('take_profit.limit_price', ({ takeProfitPrice }) => takeProfitPrice),
  subPenny('stop_loss.stop_price', ({ stopLossPrice }) => stopLossPrice),
  subPenny('stop_loss.limit_price', ({ stopLossLimitPrice }) => stopLossLimitPrice),
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
  ofGroup(
    ({ request: { takeProfitPrice, stopLossPrice } }) =>
      takeProfitPrice !== null && stopLossPrice !== null && takeProfitPrice <= stopLossPrice,
    'take_profit.limit_price must be > stop_loss.stop_price',
  ),
  ofGroup(isAboveBase, 'stop_loss.stop_price must be <= base_price - 0.01', (facts) => ({
    base_price: shown(basePrice(facts)),
  })),
  ofGroup(
    (facts) => facts.request.orderClass !== 'oco' && isTargetTooLow(facts),
    'take_profit.limit_price must be >= base_price + 0.01',
    (facts) => ({ base_price: shown(targetBase(facts)) }),
  ),
];

export const WASH_TRADE: readonly Check[] = [
  forbidden(
    (facts) => blockerOf(facts) !== undefined,
    'potential wash trade detected. use complex orders',
    (facts) => {
      const blocker = blockerOf(facts);
      const kind = blocker !== undefined && hasLimit(blocker.type) ? 'limit' : 'market/stop';
      return {
        existing_order_id: blocker?.id ?? '',
        reject_reason: `opposite side ${kind} order exists`,
      };
    },
  ),
];

function ofGroup(
  holds: (facts: OrderFacts) => boolean,
  text: string,
  details?: (facts: OrderFacts) => Readonly<Record<string, string>>,
): Check {
  return unprocessable(
    (facts) => facts.request.orderClass !== 'simple' && holds(facts),
    text,
    details,
  );
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
