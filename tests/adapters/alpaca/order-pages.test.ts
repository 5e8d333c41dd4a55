import { describe, expect, it } from 'vitest';

import { readAllOrders } from '../../../src/adapters/alpaca/order-pages.ts';
import { decodeOrder } from '../../../src/contracts/alpaca-wire.ts';
import type { BrokerOrder } from '../../../src/domain/order.ts';
import { fixtureRow } from './alpaca-fixture.ts';

function order(id: string, second: number): BrokerOrder {
  const submitted_at = new Date(Date.UTC(2015, 9, 23) + second * 1_000).toISOString();
  const decoded = decodeOrder(fixtureRow('order-simple-filled', { id, submitted_at }));
  if (!decoded.ok) throw new Error(decoded.problem);
  return decoded.value;
}

describe('reading all orders', () => {
  it('counts legs inside their parents: a page of 250 pairs may hide more', async () => {
    const pairs = Array.from({ length: 250 }, (_, n) => ({
      ...order(`parent-${n}`, n),
      legs: [order(`leg-${n}`, n)],
    }));
    const asked: (string | undefined)[] = [];
    const orders = await readAllOrders((until) => {
      asked.push(until);
      return Promise.resolve(until === undefined ? pairs : []);
    });
    expect(orders).toHaveLength(250);
    expect(asked).toEqual([undefined, '2015-10-23T00:00:00.001Z']);
  });

  it('keeps the later reading of an order that is shown twice', async () => {
    const first = Array.from({ length: 500 }, (_, n) => order(`id-${n}`, n));
    const again = { ...order('id-0', 0), filledQty: 7 };
    const orders = await readAllOrders((until) =>
      Promise.resolve(until === undefined ? first : [again]),
    );
    expect(orders.find(({ id }) => id === 'id-0')?.filledQty).toBe(7);
  });

  it('gives up after forty pages [F15] [I18]', async () => {
    let next = 1_000_000;
    const page = (): Promise<BrokerOrder[]> => {
      next -= 500;
      return Promise.resolve(Array.from({ length: 500 }, (_, n) => order(`id-${next + n}`, next)));
    };
    await expect(readAllOrders(page)).rejects.toThrow('more than 40 pages');
  });
});
