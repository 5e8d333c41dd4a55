import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { CONTRACT_STEPS } from '../../live/emulator/contract/contract.ts';
import type { Expected } from '../../live/emulator/contract/run-steps.ts';
import { shapeProblems, type Shape } from '../../live/emulator/contract/shapes.ts';
import { TRADE_STEPS } from '../../live/emulator/contract/trade-steps.ts';
import {
  ACCOUNT,
  ASSET,
  CLOCK,
  ORDER,
  POSITION,
  REFUSAL,
  SESSION,
} from '../../live/emulator/contract/wire-shapes.ts';
import { createAlpacaBroker } from '../../src/adapters/alpaca/alpaca-broker.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { alpacaOptions, fixtureText, TRADING } from '../adapters/alpaca/alpaca-fixture.ts';
import { contractWorld, memory } from './contract-world.ts';
import { RECORDED_REFUSALS } from './recorded-answers.ts';
import { nockTheNetwork } from '../support/nocked-network.ts';

const DOCUMENTED: readonly (readonly [string, string, Shape])[] = [
  ['account', '/v2/account', ACCOUNT],
  ['clock', '/v2/clock', CLOCK],
  ['calendar', '/v2/calendar?start=2015-11-25&end=2015-11-27', SESSION],
  ['asset', '/v2/assets/AAPL', ASSET],
  ['positions', '/v2/positions', POSITION],
  ['order-oto', '/v2/orders?status=all&nested=true', ORDER],
  ['order-simple-filled', '/v2/orders?status=all', ORDER],
  ['order-replaced', '/v2/orders?status=all', ORDER],
];
/** Fields that examples and recordings do not all have. */
const SOMETIMES = ['subtag', 'source', 'expires_at', 'position_intent'];

const rowsOf = (text: string): readonly Readonly<Record<string, unknown>>[] => {
  const body = JSON.parse(text) as unknown;
  return (Array.isArray(body) ? body : [body]) as readonly Readonly<Record<string, unknown>>[];
};

nockTheNetwork();

describe('documented answers of Alpaca', () => {
  it.each(DOCUMENTED)(
    '%s: what they have has the shape the contract asks for',
    (name, _path, shape) => {
      const wrong = rowsOf(fixtureText(name)).flatMap((row) =>
        shapeProblems(row, shape).filter(({ got }) => got !== 'not there'),
      );
      expect(wrong).toEqual([]);
    },
  );

  it.each(DOCUMENTED)('%s: the emulator leaves out no field of them', async (name, path) => {
    const world = contractWorld('09:31');
    const order = { symbol: 'AAPL', side: 'buy', qty: '1', type: 'market', time_in_force: 'day' };
    await world.call('POST', '/v2/orders', order);
    world.emulator.engine.advanceTo(world.emulator.engine.now() + 60_000);
    const [ours] = rowsOf((await world.call('GET', path)).text);
    const missing = Object.keys(rowsOf(fixtureText(name))[0] ?? {}).filter(
      (field) => !SOMETIMES.includes(field) && !Object.hasOwn(ours ?? {}, field),
    );
    expect(missing).toEqual([]);
  });
});

describe('recorded refusals of Alpaca', () => {
  const expectations: readonly Expected[] = [...CONTRACT_STEPS, ...TRADE_STEPS].map((step) =>
    step.expect(memory()),
  );

  it.each(RECORDED_REFUSALS)('$name ($grade): our adapter knows the reason', async (recorded) => {
    nock(TRADING).post('/v2/orders').reply(recorded.status, recorded.body);
    const broker = createAlpacaBroker(alpacaOptions());
    const result = await broker.submit({
      clientOrderId: 'x',
      symbol: ticker('AAPL'),
      side: 'sell',
      qty: 1,
      type: 'market',
      timeInForce: 'day',
      orderClass: 'simple',
      stopPrice: null,
      stopLossPrice: null,
    });
    expect(result).toMatchObject({
      kind: 'refused',
      reason: recorded.reason,
      httpStatus: recorded.status,
      code: recorded.body['code'],
    });
    expect(shapeProblems(recorded.body, REFUSAL)).toEqual([]);
  });

  it.each(RECORDED_REFUSALS)(
    '$name ($grade): where the contract has these words, it has this status and code',
    (recorded) => {
      const { status, body } = recorded;
      const same = expectations.filter(({ message }) =>
        message instanceof RegExp ? false : message === body['message'],
      );
      for (const expected of same) {
        expect(expected.status).toEqual([status]);
        expect(expected.code).toBe(body['code']);
      }
    },
  );
});
