import { describe, expect, it } from 'vitest';

import { dryRun } from '../../../live/executor/dry-run.ts';
import { openBrokerReads } from '../../../live/wiring.ts';
import { parseConfig } from '../../../src/contracts/config.ts';
import { finding } from '../../../src/domain/finding.ts';
import { shares } from '../../../src/domain/quantity.ts';
import { NO_PAINT } from '../../../src/views/paint.ts';
import { dollars } from '../../domain/sample.ts';
import { at, request } from '../../paper-broker/paper-world.ts';
import { signalPlan, type Wanted } from '../../support/signal-plan.ts';
import type { PaperDay } from '../../support/paper-day.ts';
import { tradingFolder } from '../../support/trading-folder.ts';
import { BUY_BOTH, FRIDAY, heldFriday, SELL_FALL } from './friday.ts';

async function rehearse(day: PaperDay, wanted: Wanted | null): ReturnType<typeof dryRun> {
  const signals = wanted === null ? null : signalPlan(day.store, FRIDAY, wanted);
  const refusal =
    wanted === null ? finding('error', 'SIGNALS_CHANGED', null, 'the file was edited') : null;
  const sources = await day.sources();
  return dryRun({
    ...{ signals, refusal, holiday: null, isRefused: signals === null },
    ...{ sources, splitsOf: () => [], disputed: new Set() },
  });
}

const textOf = ({ text }: Awaited<ReturnType<typeof dryRun>>): string => text(NO_PAINT);

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

describe('what a dry run says of the way to the plan', () => {
  it('a file that is refused: what rests is shown, and nothing is planned', async () => {
    const result = await rehearse(await heldFriday(), null);
    expect([result.outcome, result.json['exits'], result.json['entries']]).toEqual([
      'input-refused',
      [],
      [],
    ]);
    expect(textOf(result)).toContain('the file was edited');
  });

  it('stops that a real run would place, replace or leave', async () => {
    const day = await heldFriday();
    const [fall, held] = [...day.store.openPositions()].sort((a, b) =>
      a.ticker < b.ticker ? -1 : 1,
    );
    day.store.changePosition(held?.positionId ?? 0, { stopPrice: dollars('88.00') });
    for (const { id, type } of day.orders('FALL')) if (type === 'stop') day.engine.cancel(id);
    const result = await rehearse(day, {});
    expect(result.json['recovery']).toMatchObject([
      { kind: 'stop', ticker: 'FALL', shares: 100, stopPrice: fall?.stopPrice },
      {
        ...{ kind: 'replace', ticker: 'HELD', stopPrice: dollars('88.00') },
        fault: 'its stop rests at 90.00 instead of 88.00',
      },
    ]);
  });

  it('an order of ours that the journal does not know, and shares that differ', async () => {
    const strange = await heldFriday();
    const id = '20151022_NEWS_entry_buy';
    strange.engine.submit(request({ symbol: 'NEWS', qty: 5, clientOrderId: id }));
    const result = await rehearse(strange, {});
    expect([result.outcome, textOf(result).includes(id)]).toEqual(['mismatch', true]);
    const other = await heldFriday();
    const atBroker = other.engine.state.positions['HELD'];
    if (atBroker !== undefined) atBroker.qty = shares(60);
    expect((await rehearse(other, {})).outcome).toBe('mismatch');
  });

  it('an exit of shares that are gone meanwhile', async () => {
    const day = await heldFriday();
    const signals = signalPlan(day.store, FRIDAY, { sell: SELL_FALL });
    const sources = await day.sources();
    const store = { ...sources.store, openPositions: () => [], ordersOfSession: () => [] };
    const result = await dryRun({
      ...{ holiday: null, isRefused: false },
      ...{ signals, refusal: null, splitsOf: () => [], disputed: new Set<never>() },
      sources: { ...sources, store },
    });
    expect(result.json['exits']).toMatchObject([{ kind: 'denied', code: 'NOT_HELD' }]);
    expect(result.json['cash']).toEqual({ before: '230000.00', after: '230000.00' });
  });

  it('entries that come too late', async () => {
    const day = await heldFriday();
    day.advance(FRIDAY, '09:40');
    const late = await rehearse(day, { buy: BUY_BOTH });
    expect(late.outcome).toBe('outside-window');
    expect(textOf(late)).toContain('gate: entries end 5 minutes after the open [AFTER_CUTOFF]');
  });

  it('the worth of what has no last price, at what was paid', async () => {
    const day = await heldFriday();
    const sources = await day.sources();
    const broker = {
      ...sources.broker,
      latestPrices: () => Promise.resolve(new Map<string, never>()),
    };
    const signals = signalPlan(day.store, FRIDAY, {});
    const result = await dryRun({
      ...{ holiday: null, isRefused: false },
      ...{ signals, refusal: null, splitsOf: () => [], disputed: new Set<never>() },
      sources: { ...sources, broker },
    });
    // Two times 100 shares, bought at 100.
    expect(result.json['exposure']).toEqual({ before: '20000.00', after: '20000.00' });
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
