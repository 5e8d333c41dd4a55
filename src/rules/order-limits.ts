/**
 * What the limits of the day and the plan say of an order before its intent is written: an order that would be denied is
 * never begun. The last gate looks at the request again when it leaves, from other facts and with code of its own.
 */
import type { Intent, OrderRequest } from '../domain/order.ts';
import { formatMoney, moneyFromNumber, timesShares, type Money } from '../domain/money.ts';

export type GateFacts = {
  readonly intent: Intent;
  /** A stop that takes the place of one that rests. One for shares that have none is never too many. */
  readonly isMove: boolean;
  /** Orders already sent this session: entries and exits, and stops, counted apart. */
  readonly tradeOrdersSent: number;
  readonly stopOrdersSent: number;
  readonly maxTradeOrders: number;
  readonly maxStopOrders: number;
  /** Our shares of the symbol by the ledger. */
  readonly sharesHeld: number;
  /** What today's plan allows to buy of the symbol; null when it plans no entry. */
  readonly planned: { readonly qty: number; readonly referencePrice: Money } | null;
  /** Dollars per entry. */
  readonly positionSize: number;
};

export type Denial = { readonly code: string; readonly message: string };

/** Null when the order may leave. */
export function checkOrder(request: OrderRequest, facts: GateFacts): Denial | null {
  return (
    tooMany(facts) ??
    (facts.intent === 'entry' ? checkEntry(request, facts) : checkSell(request, facts))
  );
}

function tooMany(facts: GateFacts): Denial | null {
  if (facts.intent === 'stop' && !facts.isMove) return null;
  const [used, max] =
    facts.intent === 'stop'
      ? [facts.stopOrdersSent, facts.maxStopOrders]
      : [facts.tradeOrdersSent, facts.maxTradeOrders];
  if (used < max) return null;
  return {
    code: 'ORDER_LIMIT_REACHED',
    message: `${facts.intent} orders today: used=${used} max=${max}`,
  };
}

function checkEntry(request: OrderRequest, { planned, positionSize }: GateFacts): Denial | null {
  if (planned === null)
    return { code: 'NOT_IN_PLAN', message: `no entry of ${request.symbol} is planned today` };
  if (request.qty > planned.qty) {
    return {
      code: 'QTY_ABOVE_PLAN',
      message: `${request.qty} shares asked, ${planned.qty} planned`,
    };
  }
  const notional = timesShares(planned.referencePrice, request.qty);
  if (notional > moneyFromNumber(positionSize)) {
    const message = `${formatMoney(notional)} at the reference price, ${positionSize} allowed`;
    return { code: 'NOTIONAL_ABOVE_SIZE', message };
  }
  const stop = request.stopLossPrice;
  if (stop !== null && stop >= planned.referencePrice) {
    return {
      code: 'STOP_NOT_BELOW_PRICE',
      message: `stop ${formatMoney(stop)} is not below the price`,
    };
  }
  return null;
}

function checkSell(request: OrderRequest, { sharesHeld }: GateFacts): Denial | null {
  if (request.qty <= sharesHeld) return null;
  return {
    code: 'SELLS_MORE_THAN_HELD',
    message: `${request.qty} shares asked, ${sharesHeld} held`,
  };
}
