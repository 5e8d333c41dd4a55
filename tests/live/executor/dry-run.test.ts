import { describe, expect, it } from 'vitest';

import { dryRun } from '../../../live/executor/dry-run.ts';
import { openBrokerReads } from '../../../live/wiring.ts';
import { parseConfig } from '../../../src/contracts/config.ts';
import { NO_PAINT } from '../../../src/views/paint.ts';
import { at } from '../../paper-broker/paper-world.ts';
import { signalPlan, type Wanted } from '../../support/signal-plan.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { tradingFolder } from '../../support/trading-folder.ts';
import { BUY_BOTH, FRIDAY, heldFriday, SELL_FALL } from './friday.ts';

async function rehearse(day: PaperDay, wanted: Wanted): ReturnType<typeof dryRun> {
  const signals = signalPlan(day.store, FRIDAY, wanted);
  const sources = await day.sources();
  return dryRun({ signals, refusal: null, sources, splitsOf: () => [], disputed: new Set() });
}

describe('dryRun', () => {
  it('asks and never acts: no request of it could change anything', async () => {
    const day = await heldFriday();
    const before = day.engine.mutations();
    const { outcome, text } = await rehearse(day, { sell: SELL_FALL, buy: BUY_BOTH });
    expect(day.engine.mutations()).toBe(before);
    expect(outcome).toBe('done');
    expect(text(NO_PAINT)).toContain('FALL   cancel its stop at 90.00');
    expect(text(NO_PAINT)).toContain('FALL   sell 100 at the market');
    expect(text(NO_PAINT)).toContain('MORE   buy 100 at the market near 20.00');
  });

  it('shows cash and exposure before and after, at the last prices', async () => {
    const day = await heldFriday();
    const { json } = await rehearse(day, { sell: SELL_FALL, buy: BUY_BOTH });
    // 250,000 less 200 shares at 100; FALL would bring 9,500, NEWS and MORE cost 5,000 and 2,000.
    expect(json['cash']).toEqual({ before: '230000.00', after: '232500.00' });
    expect(json['exposure']).toEqual({ before: '19500.00', after: '17000.00' });
  });

  it('names the gate that is closed and ends as the run would', async () => {
    const day = await heldFriday();
    day.store.setKillSwitch('no-entries', 'drill', day.clock.now());
    const { outcome, text } = await rehearse(day, { buy: BUY_BOTH });
    expect(outcome).toBe('kill-switch');
    expect(text(NO_PAINT)).toContain('gate: the kill switch is at no-entries');
  });
});

describe('openBrokerReads', () => {
  it('gives a broker that has no way to send anything, by type and in fact', async () => {
    const folder = tradingFolder({ HELD: { steady: 100 } });
    const parsed = parseConfig(undefined);
    if (parsed.kind === 'refused') throw new Error(parsed.problems.join());
    const { broker, close } = await openBrokerReads({
      environment: 'emulator',
      stateDb: `${folder.path}/live/state.db`,
      prices: `${folder.path}/prices`,
      config: parsed.config,
      startAt: at(FRIDAY, '09:05'),
      dryRun: true,
    });
    // @ts-expect-error -- reads cannot submit
    expect(broker.submit).toBeUndefined();
    // @ts-expect-error -- reads cannot cancel
    expect(broker.cancel).toBeUndefined();
    // @ts-expect-error -- reads cannot replace
    expect(broker.replaceStop).toBeUndefined();
    close();
    folder.remove();
  });
});
