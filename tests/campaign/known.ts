/** The account as anybody who asks sees it at one moment. */
import { sharesOf, subtractQuantity } from '../../src/domain/quantity.ts';
import { workingOrders } from '../../src/paper-broker/paper-state.ts';
import type { World } from './world.ts';

export type Known = {
  /** Working sells at the broker that can fill, by ticker. */
  readonly offered: Readonly<Record<string, number>>;
  readonly atBroker: Readonly<Record<string, number>>;
  readonly killSwitch: string;
};

export function lookAt(world: World): Known {
  const { store, engine } = world;
  return {
    offered: offeredOf(world),
    atBroker: Object.fromEntries(
      Object.values(engine.state.positions).map(({ symbol, qty }) => [symbol, sharesOf(qty)]),
    ),
    killSwitch: store.killSwitch().level,
  };
}

export function offeredOf({ engine }: Pick<World, 'engine'>): Record<string, number> {
  const offered: Record<string, number> = {};
  for (const order of workingOrders(engine.state)) {
    if (order.side !== 'sell' || order.status === 'held' || order.qty === null) continue;
    const left = sharesOf(subtractQuantity(order.qty, order.filledQty));
    offered[order.symbol] = (offered[order.symbol] ?? 0) + left;
  }
  return offered;
}
