import { afterEach, describe, expect, it } from 'vitest';

import { createSend, type Exchange } from '../../src/adapters/alpaca/alpaca-http.ts';
import { inProcessTransport } from '../../src/adapters/alpaca/in-process-transport.ts';
import { Secret } from '../../src/adapters/environment/secret.ts';
import {
  parseFaultSchedule,
  type WrittenFaultSchedule,
} from '../../src/contracts/fault-schedule.ts';
import type { EmulatorWorld } from '../live/emulator/emulator-world.ts';
import { contractWorld, overHttp, type Served } from './contract-world.ts';

type Fault = NonNullable<WrittenFaultSchedule['rules']>[number]['fault'];

const ORDER = JSON.stringify({
  symbol: 'AAPL',
  side: 'buy',
  qty: '1',
  type: 'market',
  time_in_force: 'day',
});

const served: Served[] = [];
afterEach(async () => {
  await Promise.all(served.splice(0).map((one) => one.close()));
});

function behind(fault: Fault): EmulatorWorld {
  const schedule = parseFaultSchedule({ rules: [{ fault }] });
  if (schedule.kind === 'refused') throw new Error(JSON.stringify(schedule.problems));
  const world = contractWorld('10:00');
  world.emulator.setFaults(schedule.schedule);
  return world;
}

/** What our own client makes of an order behind a fault, in process and over HTTP, and whether there is an order. */
async function outcomes(fault: Fault): Promise<readonly (readonly [Exchange, number])[]> {
  const inside = behind(fault);
  const outside = behind(fault);
  const one = await overHttp(outside);
  served.push(one);
  const transport = inProcessTransport((request) => inside.fetch(request));
  const send = (world: EmulatorWorld, origin: string, how: object): Promise<Exchange> => {
    const { keyId, secretKey } = world.emulator.engine.keys ?? { keyId: '', secretKey: '' };
    const credentials = { keyId: new Secret(keyId), secretKey: new Secret(secretKey) };
    return createSend({ credentials, ...how })('POST', new URL('/v2/orders', origin), ORDER);
  };
  const orders = ({ emulator }: EmulatorWorld): number =>
    Object.keys(emulator.engine.state.orders).length;
  const here = await send(inside, 'http://localhost', { transport });
  const there = await send(outside, one.origin, {});
  return [
    [here, orders(inside)],
    [there, orders(outside)],
  ];
}

describe('a fault is the same to a client in process and over HTTP:', () => {
  const LOST = { kind: 'no_reply', message: 'POST /v2/orders: no reply (ECONNRESET)' };

  it('a lost request is a broken connection, and there is no order', async () => {
    expect(await outcomes({ kind: 'request_lost' })).toEqual([
      [LOST, 0],
      [LOST, 0],
    ]);
  });

  it('a lost reply is a broken connection, and there is an order', async () => {
    expect(await outcomes({ kind: 'reply_lost' })).toEqual([
      [LOST, 1],
      [LOST, 1],
    ]);
  });

  it('a reply that is cut off is none', async () => {
    for (const [exchange, orders] of await outcomes({ kind: 'cut_off', bytes: 40 })) {
      expect([exchange, orders]).toEqual([expect.objectContaining({ kind: 'no_reply' }), 1]);
    }
  });

  it('a reply that ends early looks whole and is no JSON', async () => {
    for (const [exchange, orders] of await outcomes({ kind: 'truncated', bytes: 40 })) {
      expect(exchange).toMatchObject({ kind: 'reply', reply: { httpStatus: 200 } });
      expect(exchange.kind === 'reply' && exchange.reply.body.length).toBe(40);
      expect(orders).toBe(1);
    }
  });

  it('a gateway’s page, a redirect that is not followed, and a reply beyond all bounds', async () => {
    for (const [exchange] of await outcomes({ kind: 'server_error', status: 504 })) {
      expect(exchange).toMatchObject({ kind: 'reply', reply: { httpStatus: 504 } });
    }
    for (const [exchange] of await outcomes({ kind: 'redirect' })) {
      expect(exchange).toMatchObject({ kind: 'reply', reply: { httpStatus: 307 } });
    }
    for (const [exchange] of await outcomes({ kind: 'oversized', bytes: 6_000_000 })) {
      expect(exchange.kind).toBe('too_large');
    }
  });
});
