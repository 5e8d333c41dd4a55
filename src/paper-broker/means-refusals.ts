/** What the account may do, what it can pay for, and which shares it has free. */
import { formatMoney } from '../domain/money.ts';
import { formatQuantity, NO_SHARES } from '../domain/quantity.ts';
import { heldForOrders } from './account-figures.ts';
import {
  available,
  buyingPower,
  isBeingTraded,
  orderValue,
  wanted,
  type OrderFacts,
} from './order-facts.ts';
import { positionOf } from './paper-state.ts';
import { forbidden, unprocessable, type Check } from './refusal.ts';

export const ACCOUNT: readonly Check[] = [
  forbidden(
    ({ state: { flags, configuration } }) =>
      flags.accountBlocked || flags.tradingBlocked || configuration.suspendTrade,
    'account is not authorized to trade',
  ),
];

export const ASSET: readonly Check[] = [
  unprocessable(
    ({ asset }) => asset === undefined,
    ({ request }) => `asset "${request.symbol}" not found`,
  ),
  unprocessable(
    ({ asset }) => asset?.isActive === false,
    ({ request }) => `asset "${request.symbol}" is not active`,
  ),
  unprocessable(
    ({ asset, price }) => asset?.tradable === false || price === undefined,
    ({ request }) => `asset "${request.symbol}" is not tradable`,
  ),
];

export const MEANS: readonly Check[] = [
  forbidden(
    (facts) => sellsWhatIsNotHeld(facts) && isBeingTraded(facts.state, facts.request, 'buy'),
    'cannot open a short sell while a long buy order is open',
  ),
  forbidden(sellsWhatIsNotHeld, 'account is not allowed to short'),
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

function sellsWhatIsNotHeld({ state, request }: OrderFacts): boolean {
  return request.side === 'sell' && positionOf(state, request.symbol) === undefined;
}
