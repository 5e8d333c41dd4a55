/**
 * One Friday with a sale, an entry whose stop must move, and an entry that waits for the sale; again and again, each
 * time with one request that fails, or at which the process dies: here at each third request, by each fault at others; the
 * campaign does it at all of them, and with more faults. Whatever happened, the runs after it end with the
 * same book at the broker and in the ledger, every share protected once, and nothing bought or sold twice.
 */
import { describe, expect, it } from 'vitest';

import { InvariantError } from '../../../src/domain/invariant.ts';
import type { PaperBehaviour } from '../../../src/paper-broker/paper-state.ts';
import { ConnectionLost } from '../../../src/ports/connection-lost.ts';
import { signalPlan } from '../../support/signal-plan.ts';
import { bookOf, FRIDAY, heldFriday, SELL_FALL } from './friday.ts';
import { faultsOf } from './what-is-wrong.ts';

const BUY = { JUMP: [90, '100.00', '90.00'], NEWS: [100, '50.00', '45.00'] } as const;
const RUNS_TO_CONVERGE = 3;

type Deliver = () => Promise<Response>;
type Fault = (deliver: Deliver) => Promise<Response>;
const FAULTS: Readonly<Record<string, Fault>> = {
  'the request is lost': () => Promise.reject(new ConnectionLost('lost')),
  'the reply is lost': async (deliver) => {
    await deliver();
    throw new ConnectionLost('lost');
  },
  'the process dies before it': () => Promise.reject(new InvariantError('killed')),
  'the process dies after it': async (deliver) => {
    await deliver();
    throw new InvariantError('killed');
  },
};

/** Runs the Friday with a fault at its n-th request, then without faults until it is done. */
async function liveThrough(at: number, fault: Fault, behaviour: Partial<PaperBehaviour>) {
  const day = await heldFriday({ behaviour, rules: { maxPositions: 3 } });
  const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL, buy: BUY });
  const counter = day.network.failAt(at, fault);
  try {
    await day.execute(signals);
  } catch (error) {
    if (!(error instanceof InvariantError) || error.message !== 'killed') throw error;
  }
  const requests = counter();
  const outcomes: string[] = [];
  for (let run = 0; run < RUNS_TO_CONVERGE && outcomes.at(-1) !== 'done'; run += 1) {
    outcomes.push((await day.execute(signals)).outcome);
  }
  return { day, outcomes, requests };
}

const BROKERS: Readonly<Record<string, Partial<PaperBehaviour>>> = {
  'takes groups and moves legs': {},
  'takes groups and moves no legs': { legReplace: 'refused' },
  'takes no groups': { oto: 'refused' },
};

const STRIDE = 3;

describe.each(Object.entries(BROKERS))('at a broker that %s', (_broker, behaviour) => {
  it.each(Object.entries(FAULTS))(
    '%s, at any request of a day: the next runs converge [F36] [I16] [I20]',
    async (name, fault) => {
      const undisturbed = await liveThrough(Infinity, fault, behaviour);
      expect(undisturbed.requests).toBeGreaterThan(20);
      expect(bookOf(undisturbed.day)).toHaveLength(3);
      const wrong: string[] = [];
      const first = 1 + (Object.keys(FAULTS).indexOf(name) % STRIDE);
      for (let at = first; at <= undisturbed.requests; at += STRIDE) {
        const { day, outcomes } = await liveThrough(at, fault, behaviour);
        const faults = faultsOf(day);
        if (faults.length > 0 || outcomes.at(-1) !== 'done')
          wrong.push(`request ${at}: ${outcomes.join(', ')}: ${faults.join('; ')}`);
      }
      expect(wrong).toEqual([]);
    },
  );
});
