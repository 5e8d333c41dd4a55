/** Orders on the wire, as clients send them, and how a test says that one is refused. */
import { expect } from 'vitest';

import type { Answer, EmulatorWorld } from '../live/emulator/emulator-world.ts';
import {
  parseFaultSchedule,
  type WrittenFaultSchedule,
} from '../../src/contracts/fault-schedule.ts';
import { contractWorld } from './contract-world.ts';

export type Body = Readonly<Record<string, unknown>>;

export const BUY: Body = {
  symbol: 'AAPL',
  side: 'buy',
  qty: '10',
  type: 'market',
  time_in_force: 'day',
};
export const SELL: Body = { ...BUY, side: 'sell' };
export const LIMIT: Body = { ...BUY, type: 'limit', limit_price: '50.00' };
export const STOP: Body = { ...SELL, type: 'stop', stop_price: '90.00', time_in_force: 'gtc' };
export const OTO: Body = { ...BUY, order_class: 'oto', stop_loss: { stop_price: '90.00' } };
export const UUID = '00000000-0000-4000-8000-000000000000';
export const ID = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;

/** 10:00 in the session, ten AAPL held. */
export async function holding(): Promise<EmulatorWorld> {
  const world = contractWorld('09:15');
  await post(world, BUY);
  world.emulator.passTime({ kind: 'by', milliseconds: 45 * 60_000 });
  return world;
}

export const post = (world: EmulatorWorld, body: Body): Promise<Answer> =>
  world.call('POST', '/v2/orders', body);

export async function placed(world: EmulatorWorld, body: Body): Promise<string> {
  const { status, body: order, text } = await post(world, body);
  if (status !== 200) throw new Error(text);
  return String((order as Body)['id']);
}

/** Refuses all of it. */
export async function refused(
  answer: Promise<Answer> | Answer,
  [status, code, message]: readonly [status: number, code: number | undefined, message: string],
  fields: Body = {},
): Promise<void> {
  const { status: httpStatus, body } = await answer;
  const said = { ...(code !== undefined && { code }), message, ...fields };
  expect({ httpStatus, body }).toMatchObject({ httpStatus: status, body: said });
  if (code === undefined) expect(body).not.toHaveProperty('code');
}

export function withFault(
  fault: NonNullable<WrittenFaultSchedule['rules']>[number]['fault'],
): EmulatorWorld {
  const schedule = parseFaultSchedule({ rules: [{ fault }] });
  if (schedule.kind === 'refused') throw new Error(JSON.stringify(schedule.problems));
  const world = contractWorld('10:00');
  world.emulator.setFaults(schedule.schedule);
  return world;
}
