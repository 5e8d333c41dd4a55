import { describe, expect, it } from 'vitest';

import { parseConfig } from '../../src/contracts/config.ts';
import { checkManifest, COMPARED_FIELDS } from '../../src/contracts/run-manifest.ts';

const parsed = parseConfig({});
if (parsed.kind === 'refused') throw new Error('the defaults are refused');
const live = parsed.config.trading;

const TESTED = {
  position_size: 10_000,
  stop_loss: 10,
  slippage: 0.5,
  max_holding: null,
  stop_mode: 'intraday',
  entry_mode: 'report_open',
  max_positions: 20,
  trailing_transition_weeks: 2,
};
const check = (config: unknown) => checkManifest(JSON.stringify({ config }), live);

describe('the manifest of a backtest', () => {
  it('agrees with the live rules in eight fields', () => {
    expect([...COMPARED_FIELDS].sort()).toEqual(Object.keys(TESTED).sort());
    expect(check(TESTED)).toEqual({ kind: 'equal' });
  });

  it('may say more than is compared', () => {
    const text = JSON.stringify({ run: 'x', config: { ...TESTED, seed: 7 } });
    expect(checkManifest(text, live)).toEqual({ kind: 'equal' });
  });

  it.each([
    ['position_size', 20_000, '20000', '10000'],
    ['stop_loss', '10', '"10"', '10'],
    ['slippage', 0, '0', '0.5'],
    ['max_holding', 90, '90', 'null'],
    ['stop_mode', 'close', '"close"', '"intraday"'],
    ['entry_mode', 'next_day_open', '"next_day_open"', '"report_open"'],
    ['max_positions', 19, '19', '20'],
    ['trailing_transition_weeks', 3, '3', '2'],
  ])('that differs in %s is told with both values', (field, value, backtest, own) => {
    expect(check({ ...TESTED, [field]: value })).toEqual({
      kind: 'different',
      differences: [{ field, backtest, live: own }],
    });
  });

  it.each(Object.keys(TESTED))('that lacks %s differs in it, null or not', (field) => {
    const rest = Object.fromEntries(Object.entries(TESTED).filter(([name]) => name !== field));
    expect(check(rest)).toMatchObject({
      kind: 'different',
      differences: [{ field, backtest: 'missing' }],
    });
  });

  it('tells every difference', () => {
    const result = check({ ...TESTED, stop_loss: 8, slippage: 1 });
    expect(result).toMatchObject({
      differences: [{ field: 'stop_loss' }, { field: 'slippage' }],
    });
  });

  it.each(['', '{', 'null', '[]', '{}', '{"config": []}', '{"config": null}', '{"config": 5}'])(
    'that reads %j is unreadable',
    (text) => {
      expect(checkManifest(text, live).kind).toBe('unreadable');
    },
  );
});
