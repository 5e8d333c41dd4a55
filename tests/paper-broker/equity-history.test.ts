import { describe, expect, it } from 'vitest';

import { formatMoney } from '../../src/domain/money.ts';
import { equityHistory, openingCash } from '../../src/paper-broker/equity-history.ts';
import { resetAccount } from '../../src/paper-broker/paper-state.ts';
import {
  dollars,
  FRI,
  holding,
  MON,
  request,
  split,
  TUE,
  world,
  type World,
} from './paper-world.ts';

function history({ state, market }: World): readonly (readonly [string, string])[] {
  return equityHistory(state, market).map(({ date, equity }) => [date, formatMoney(equity)]);
}

describe('the history of the equity', () => {
  it('is empty until the account has seen a close', () => {
    expect(history(holding())).toEqual([]);
  });

  it('values what is held at each close, and cash alone when it is sold', () => {
    const made = holding();
    made.advance(MON, '09:00');
    made.place(request({ side: 'sell' }));
    made.advance(TUE, '20:00');
    // 10 at 100, the close of Friday at 108, sold at Monday's open of 107.
    expect(history(made)).toEqual([
      [FRI, '100080.00'],
      [MON, '100070.00'],
      [TUE, '100070.00'],
    ]);
  });

  it('equals the equity that the account kept at the last close', () => {
    const made = holding({ splits: [split('AAPL', MON, 2)] });
    made.advance(TUE, '16:00');
    expect(history(made).at(-1)?.[1]).toBe(formatMoney(made.state.lastEquity));
  });

  it('values a stock without a bar at its last close, in the terms after a split', () => {
    const made = holding({
      book: { AAPL: { '2015-10-22': [100, 100, 100, 100], [FRI]: [100, 110, 95, 108] } },
      splits: [split('AAPL', MON, 3)],
    });
    made.advance(MON, '16:00');
    expect(history(made).at(-1)).toEqual([MON, '100080.00']);
  });

  it('begins anew with a reset, also with other cash', () => {
    const made = holding();
    made.advance(MON, '09:00');
    resetAccount(made.state, dollars('500'));
    made.advance(MON, '16:00');
    expect(history(made)).toEqual([[MON, '500.00']]);
    expect(openingCash(world().state)).toBe(dollars('100000'));
  });
});
