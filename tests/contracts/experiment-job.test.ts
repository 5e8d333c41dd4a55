import { describe, expect, it } from 'vitest';

import { parseJob, parseJobResult } from '../../src/contracts/experiment-job.ts';

const JOB = {
  id: 'a'.repeat(64),
  version: '1.2.3',
  inputs: { prices: 'b'.repeat(64) },
  load_lookback_days: 400,
  work: {
    ...{ kind: 'simulate', config: { stop_loss: 5 }, fewest_trades: 10, detail: false },
    window: { from: '2015-01-02', to: '2015-06-30' },
  },
};

const read = (raw: unknown) => parseJob(JSON.stringify(raw));

describe('a job from another machine', () => {
  it('is what was sent', () => {
    expect(read(JOB)).toEqual({ ok: true, value: JOB });
  });

  it.each([
    ['an id that is no hash', { ...JOB, id: '../../etc' }, 'id'],
    ['work of an unknown kind', { ...JOB, work: { kind: 'shell' } }, 'work'],
    ['more than it may carry', { ...JOB, prices: '/etc' }, 'prices'],
    ['a span that is no span', { ...JOB, work: { ...JOB.work, window: { from: 'x' } } }, 'window'],
  ])('with %s is refused', (_, raw, named) => {
    const parsed = read(raw);
    expect(parsed.ok ? '' : parsed.problem).toContain(named);
  });

  it('that is no JSON is refused, not thrown', () => {
    expect(parseJob('{"id":')).toMatchObject({ ok: false });
  });
});

describe('a result', () => {
  const of = (done: unknown) => parseJobResult(JSON.stringify({ id: 'x', done }));

  it('keeps numbers, reasons and what is infinite', () => {
    const done = {
      ...{ kind: 'simulated', exits: { stop_loss: 2 }, skipped: 1 },
      figures: { trades: 3, profit_factor: 'infinite', sharpe: 'not enough sessions' },
    };
    expect(of(done)).toEqual({ ok: true, value: { id: 'x', done } });
  });

  it('that is cut off or of another shape is refused', () => {
    expect(of({ kind: 'resampled', runs: [[1, 2]] })).toMatchObject({ ok: false });
    expect(parseJobResult('{"id":"x","done":{"kind":"resam')).toMatchObject({ ok: false });
  });
});
