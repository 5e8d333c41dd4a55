import { afterAll, describe, expect, it } from 'vitest';

import { CONTRACT_STEPS, runContract } from '../../live/emulator/contract/contract.ts';
import { runSteps } from '../../live/emulator/contract/run-steps.ts';
import { TRADE_STEPS } from '../../live/emulator/contract/trade-steps.ts';
import { parseFaultSchedule } from '../../src/contracts/fault-schedule.ts';
import { contractWorld, inProcess, memory, overHttp, type Served } from './contract-world.ts';

const TIMES = [
  ['before the open', '09:15'],
  ['in the session', '10:00'],
  ['after the close', '16:30'],
] as const;

describe('the contract of the broker', () => {
  const served: Served[] = [];
  afterAll(async () => {
    await Promise.all(served.map((one) => one.close()));
  });

  it.each(TIMES)('holds in process, %s', async (_name, time) => {
    const run = await runContract(inProcess(contractWorld(time)), memory());
    expect(run.differences).toEqual([]);
    expect(run.steps).toBeGreaterThan(CONTRACT_STEPS.length - 3);
  });

  it.each(TIMES)('holds over HTTP, %s', async (_name, time) => {
    const one = await overHttp(contractWorld(time));
    served.push(one);
    const run = await runContract(one.client, memory());
    expect(run.differences).toEqual([]);
  });

  it('holds through a trade, in process and over HTTP', async () => {
    const one = await overHttp(contractWorld('10:00'));
    served.push(one);
    for (const client of [inProcess(contractWorld('10:00')), one.client]) {
      const run = await runSteps(TRADE_STEPS, client, memory());
      expect(run.differences).toEqual([]);
      expect(run.steps).toBe(TRADE_STEPS.length);
    }
  });

  it('leaves no open order behind', async () => {
    const world = contractWorld('10:00');
    const { engine } = world.emulator;
    await runContract(inProcess(world), memory());
    engine.advanceTo(engine.now() + 60_000);
    expect(engine.state.working).toEqual([]);
    expect(Object.keys(engine.state.orders).length).toBeGreaterThan(2);
  });

  it('shows what is otherwise, field by field', async () => {
    const world = contractWorld('10:00');
    const schedule = parseFaultSchedule({
      rules: [
        { match: { path: '/v2/clock' }, fault: { kind: 'fields_missing', fields: ['is_open'] } },
        {
          match: { path: '/v2/account' },
          fault: { kind: 'fields_as_numbers', fields: ['cash'] },
        },
        {
          match: { method: 'POST', body: '"qty":"0"' },
          fault: { kind: 'fields_set', fields: { code: 42210000, message: 'no' } },
        },
        { match: { path: '/v2/positions' }, fault: { kind: 'server_error' } },
      ],
    });
    if (schedule.kind === 'refused') throw new Error('the schedule is wrong');
    const faults = schedule.schedule;
    world.emulator.setFaults(faults);
    const { differences } = await runSteps(CONTRACT_STEPS, inProcess(world), memory());
    const rows = differences.map(({ field, expected, got }) => [field, expected, got]);
    expect(rows).toEqual([
      ['cash', 'decimal', '100000'],
      ['is_open', 'boolean', 'not there'],
      ['HTTP status', '200', expect.stringMatching(/^502 <html>/) as string],
      ['code', '40010001', '42210000'],
      ['message', 'qty must be > 0', 'no'],
    ]);
  });
});
