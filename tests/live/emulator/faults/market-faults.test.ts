import { describe, expect, it } from 'vitest';

import { createEngine, type Engine } from '../../../../live/emulator/engine.ts';
import { withMarketFaults } from '../../../../live/emulator/faults/market-faults.ts';
import {
  parseFaultSchedule,
  type WrittenFaultSchedule,
} from '../../../../src/contracts/fault-schedule.ts';
import { at, FRI, holding, request, stop } from '../../../paper-broker/paper-world.ts';

const SINCE_TEN = '2015-10-23T10:00:00-04:00';

/** Ten AAPL at 09:31 on Friday, in a market with these changes. */
function market(...changes: NonNullable<WrittenFaultSchedule['market']>): Engine {
  const result = parseFaultSchedule({ market: changes });
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
  const made = holding();
  const engine = createEngine({ state: made.state, market: made.market });
  return withMarketFaults(engine, result.schedule);
}

describe('faults of the market', () => {
  it('without an instant are there from the start', () => {
    const { state } = market({ halted: ['AAPL'], partial_fill_chance: 0.5, account_blocked: true });
    expect(state.behaviour.haltedSymbols).toEqual(['AAPL']);
    expect(state.behaviour.partialFillChance).toBe(0.5);
    expect(state.flags.accountBlocked).toBe(true);
  });

  it('begin and end at their instants, however far time moves in one step', () => {
    const engine = market(
      { since: '2015-10-23T16:00:00-04:00', halted: [] },
      { since: SINCE_TEN, halted: ['AAPL'] },
    );
    expect(engine.state.behaviour.haltedSymbols).toEqual([]);
    engine.advanceTo(at(FRI, '10:00'));
    expect(engine.state.behaviour.haltedSymbols).toEqual(['AAPL']);
    engine.advanceTo(at(FRI, '17:00'));
    expect(engine.state.behaviour.haltedSymbols).toEqual([]);
    expect(engine.now()).toBe(at(FRI, '17:00'));
  });

  it('change what they name and nothing else', () => {
    const engine = market({ untradable: ['AMD'] }, { since: SINCE_TEN, trading_blocked: true });
    engine.advanceTo(at(FRI, '10:00'));
    expect(engine.state.behaviour.untradableSymbols).toEqual(['AMD']);
    expect(engine.state.flags).toEqual({
      tradingBlocked: true,
      transfersBlocked: false,
      accountBlocked: false,
    });
  });

  it('keep a cancel pending: stuck pending_cancel', () => {
    const engine = market({ cancel_dwell_ms: 'stuck' });
    const placed = engine.submit(stop('90.00'));
    if (placed.kind === 'refused') throw new Error(placed.message);
    engine.cancel(placed.order.id);
    engine.advanceTo(at(FRI, '15:00'));
    expect(engine.state.orders[placed.order.id]?.status).toBe('pending_cancel');
  });

  it('let a halted stock trade nothing: orders rest', () => {
    const engine = market({ since: SINCE_TEN, halted: ['AAPL'] });
    engine.advanceTo(at(FRI, '10:01'));
    const placed = engine.submit(request({ side: 'sell' }));
    if (placed.kind === 'refused') throw new Error(placed.message);
    engine.advanceTo(at(FRI, '15:59'));
    expect(engine.state.orders[placed.order.id]?.status).toBe('new');
  });

  it('refuse an untradable asset, and every order of a blocked account', () => {
    const untradable = market({ untradable: ['AAPL'] });
    expect(untradable.submit(request())).toMatchObject({ kind: 'refused', httpStatus: 422 });
    const blocked = market({ account_blocked: true });
    expect(blocked.submit(request())).toMatchObject({
      kind: 'refused',
      httpStatus: 403,
      code: 40310000,
    });
  });
});
