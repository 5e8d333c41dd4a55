/** What the owner of the account does by hand, past all our programs. */
import { parseClientOrderId } from '../../src/domain/client-order-id.ts';
import { PLAIN_MARKET_ORDER } from '../../src/domain/paper-request.ts';
import { shares, sharesOf } from '../../src/domain/quantity.ts';
import { workingOrders } from '../../src/paper-broker/paper-state.ts';
import type { World } from './world.ts';

/** Trades some shares of a stock, the first one held when none is named; its stops end first, as the broker wants it. */
export function tradeByHand(world: World, side: 'buy' | 'sell', symbol?: string, qty = 7): void {
  const { engine } = world;
  const name = symbol ?? Object.keys(engine.state.positions).sort()[0];
  if (name === undefined) return;
  world.foreign.add(name);
  cancelByHand(world, name);
  engine.submit({
    ...PLAIN_MARKET_ORDER,
    clientOrderId: `owner-${engine.state.sequence}`,
    symbol: name,
    side,
    qty: shares(qty),
  });
}

/** Cancels the resting stops of a stock, of the first one held when none is named. */
export function cancelByHand(world: World, symbol?: string): void {
  const { engine } = world;
  const name = symbol ?? Object.keys(engine.state.positions).sort()[0];
  for (const order of workingOrders(engine.state))
    if (order.symbol === name && order.side === 'sell' && order.type === 'stop')
      engine.cancel(order.id);
}

/** Shares of a stock at the broker. */
export function sharesAtBroker({ engine }: World, symbol: string): number {
  const held = engine.state.positions[symbol];
  return held === undefined ? 0 : sharesOf(held.qty);
}

export function isOurs(clientOrderId: string): boolean {
  return parseClientOrderId(clientOrderId) !== undefined;
}
