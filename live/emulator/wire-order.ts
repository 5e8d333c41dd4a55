import type { Instant } from '../../src/domain/account.ts';
import { formatMoney, type Money } from '../../src/domain/money.ts';
import { formatQuantity } from '../../src/domain/quantity.ts';
import type { OrderSnapshot } from '../../src/paper-broker/paper-broker.ts';
import type { PaperOrder } from '../../src/paper-broker/paper-state.ts';
import { assetId, wireTime, type WireObject } from './replies.ts';

/** An order as Alpaca shows it; without legs `legs` is null. */
export function wireOrder({ order, legs }: OrderSnapshot): WireObject {
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    ...wireTimes(order),
    replaced_by: order.replacedBy,
    replaces: order.replaces,
    asset_id: assetId(order.symbol),
    symbol: order.symbol,
    asset_class: 'us_equity',
    notional: wireMoney(order.notional),
    qty: order.qty === null ? null : formatQuantity(order.qty),
    filled_qty: formatQuantity(order.filledQty),
    filled_avg_price: wireMoney(order.filledAvgPrice),
    order_class: order.orderClass === 'simple' ? '' : order.orderClass,
    order_type: order.type,
    type: order.type,
    side: order.side,
    position_intent: order.side === 'buy' ? 'buy_to_open' : 'sell_to_close',
    time_in_force: order.timeInForce,
    limit_price: wireMoney(order.limitPrice),
    stop_price: wireMoney(order.stopPrice),
    status: order.status,
    extended_hours: order.extendedHours,
    legs: legs.length === 0 ? null : legs.map((leg) => wireOrder({ order: leg, legs: [] })),
    trail_percent: order.trailPercent === null ? null : String(order.trailPercent),
    trail_price: wireMoney(order.trailPrice),
    hwm: wireMoney(order.hwm),
    subtag: null,
    source: null,
  };
}

function wireTimes(order: PaperOrder): WireObject {
  return {
    created_at: wireTime(order.createdAt),
    updated_at: wireTime(order.updatedAt),
    submitted_at: wireTime(order.submittedAt),
    filled_at: wireMoment(order.filledAt),
    expired_at: wireMoment(order.expiredAt),
    expires_at: wireTime(order.expiresAt),
    canceled_at: wireMoment(order.canceledAt),
    failed_at: wireMoment(order.failedAt),
    replaced_at: wireMoment(order.replacedAt),
  };
}

function wireMoment(instant: Instant | null): string | null {
  return instant === null ? null : wireTime(instant);
}

function wireMoney(money: Money | null): string | null {
  return money === null ? null : formatMoney(money);
}
