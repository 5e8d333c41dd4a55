/**
 * One Friday on a bad line: by the throw of a dice requests and replies are lost, answered by a gateway, cut, mangled or
 * old. Whatever happened, the runs after it end with the same book at the broker and in the ledger.
 */
import { describe, expect, it } from 'vitest';

import {
  parseFaultSchedule,
  type FaultSchedule,
  type WrittenFaultSchedule,
} from '../../../src/contracts/fault-schedule.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { FRIDAY, heldFriday, SELL_FALL } from './friday.ts';
import { faultsOf } from './what-is-wrong.ts';

const BUY = { JUMP: [90, '100.00', '90.00'], NEWS: [100, '50.00', '45.00'] } as const;
const RUNS = 4;
const SEEDS = [1, 2, 3, 4, 5, 6];
/** Where no run got through in time, nothing was begun, and at 10:00 nothing is. */
const SETTLED = ['done', 'outside-window'];

type Fault = NonNullable<WrittenFaultSchedule['rules']>[number]['fault'];
const KINDS: Readonly<Record<string, readonly Fault[]>> = {
  'lost requests and replies': [{ kind: 'request_lost' }, { kind: 'reply_lost' }],
  'a gateway that gives up': [
    { kind: 'server_error', status: 504, acted: true },
    { kind: 'server_error', status: 502 },
    { kind: 'rate_limited', headers: false },
  ],
  'bodies nobody can read': [
    { kind: 'truncated' },
    { kind: 'malformed' },
    { kind: 'cut_off' },
    { kind: 'content_type' },
  ],
  'words nobody knows': [
    { kind: 'fields_set', fields: { status: 'under_water' } },
    { kind: 'fields_missing', fields: ['status', 'qty'] },
    { kind: 'fields_as_numbers', fields: ['qty', 'filled_qty', 'stop_price', 'cash'] },
  ],
  'reads of eight seconds ago': [{ kind: 'stale', seconds: 8 }],
};

/** Each kind hits one request in twelve, until 09:50. */
function schedule(seed: number, kinds: readonly Fault[]): FaultSchedule {
  const match = {
    chance: 1 / 12,
    since: '2015-10-23T09:15:00-04:00',
    until: '2015-10-23T09:50:00-04:00',
  };
  const made = parseFaultSchedule({ seed, rules: kinds.map((fault) => ({ match, fault })) });
  if (made.kind === 'refused') throw new Error(JSON.stringify(made.problems));
  return made.schedule;
}

/** Two runs on the bad line, then as many as it takes when it is good again. */
async function liveThrough(seed: number, kinds: readonly Fault[]): Promise<string> {
  const faults = schedule(seed, kinds);
  const day = await heldFriday({ faults, rules: { maxPositions: 3 } });
  const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY });
  const outcomes: string[] = [];
  for (let run = 0; run < RUNS && outcomes.at(-1) !== 'done'; run += 1) {
    if (run === 2) day.advance(FRIDAY, '10:00');
    outcomes.push(
      await day.execute(signals).then(
        ({ outcome }) => outcome,
        (error: unknown) => String(error),
      ),
    );
  }
  const wrong = faultsOf(day);
  return SETTLED.includes(outcomes.at(-1) ?? '') && wrong.length === 0
    ? ''
    : `seed ${seed}: ${outcomes.join(', ')}: ${wrong.join('; ')}`;
}

describe('a Friday on a bad line', () => {
  it.each(Object.entries(KINDS))('with %s converges [I16] [F37]', async (_name, kinds) => {
    const wrong: string[] = [];
    for (const seed of SEEDS) wrong.push(await liveThrough(seed, kinds));
    expect(wrong.filter((one) => one !== '')).toEqual([]);
  });
});
