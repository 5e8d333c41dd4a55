import { describe, expect, it } from 'vitest';

import { passTime, type TimeStep } from '../../../live/emulator/virtual-time.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';
import { at, FRI, MON, request, THU } from '../../paper-broker/paper-world.ts';
import { emulatorWorld } from './emulator-world.ts';

/** Where these steps lead from Friday, 09:15. */
function after(...steps: readonly TimeStep[]): number {
  const { engine } = emulatorWorld().emulator;
  for (const step of steps) expect(passTime(engine, step)).toMatchObject({ kind: 'passed' });
  return engine.now();
}

describe('time as it is moved', () => {
  it('passes by a duration, to an instant, or to the morning of a date', () => {
    expect(after({ kind: 'by', milliseconds: 60_000 })).toBe(at(FRI, '09:16'));
    expect(after({ kind: 'to', instant: at(FRI, '12:34') })).toBe(at(FRI, '12:34'));
    expect(after({ kind: 'date', date: sessionDate(MON) })).toBe(at(MON, '09:15'));
  });

  it('jumps to the next open and the next close, over a weekend and an early close', () => {
    expect(after({ kind: 'next-open' })).toBe(at(FRI, '09:30'));
    expect(after({ kind: 'next-open' }, { kind: 'next-open' })).toBe(at(MON, '09:30'));
    expect(after({ kind: 'next-close' })).toBe(at(FRI, '16:00'));
    expect(after({ kind: 'next-close' }, { kind: 'next-close' })).toBe(at(MON, '16:00'));
    const thanksgiving = { kind: 'date', date: sessionDate('2015-11-26') } as const;
    expect(after(thanksgiving, { kind: 'next-close' })).toBe(at('2015-11-27', '13:00'));
  });

  it('jumps to the next event: an order that waits for the open fills there', () => {
    const { engine } = emulatorWorld().emulator;
    engine.submit(request());
    expect(passTime(engine, { kind: 'next-event' })).toEqual({
      kind: 'passed',
      from: at(FRI, '09:15'),
      to: at(FRI, '09:30'),
    });
    expect(engine.state.positions['AAPL']).toBeDefined();
  });

  it('ends a jump to the next event at the close when nothing happens', () => {
    expect(after({ kind: 'next-event' })).toBe(at(FRI, '16:00'));
  });

  it('never runs back, and never beyond the calendar', () => {
    const { engine } = emulatorWorld().emulator;
    expect(passTime(engine, { kind: 'to', instant: at(THU, '12:00') })).toEqual({
      kind: 'refused',
      message: 'time runs forward: it is 2015-10-23T13:15:00.000Z already',
    });
    expect(passTime(engine, { kind: 'to', instant: Date.parse('2040-01-02T12:00:00Z') })).toEqual({
      kind: 'refused',
      message: 'the calendar ends on 2035-12-31',
    });
    expect(engine.now()).toBe(at(FRI, '09:15'));
  });
});
