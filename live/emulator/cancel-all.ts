import { workingOrders } from '../../src/paper-broker/paper-state.ts';
import type { Engine } from './engine.ts';
import { wireRefusal, type WireObject } from './replies.ts';

/** One row per open order, held legs have none. An order that another row's cancel took along is canceled as well. */
export function cancelAll(engine: Engine): readonly WireObject[] {
  return workingOrders(engine.state)
    .filter((order) => order.status !== 'held')
    .map((order) => {
      const { id } = order;
      const result = engine.cancel(id);
      if (result.kind !== 'refused' || order.status === 'canceled') return { id, status: 200 };
      return { id, status: result.httpStatus, body: wireRefusal(result) };
    });
}
