import { describe, expect, it } from 'vitest';

import { shares } from '../../src/domain/quantity.ts';
import { accountView, positionsView } from '../../src/paper-broker/account-figures.ts';
import {
  dollars,
  FRI,
  holding,
  legOf,
  MON,
  oto,
  request,
  stop,
  world,
  type World,
} from './paper-world.ts';

function buyingPower(made: World): number {
  return accountView(made.state, made.market).buyingPower;
}

describe('buying power', () => {
  it.each([
    [1, '100000'],
    [2, '200000'],
    [4, '400000'],
  ] as const)('of a flat account at multiplier %s is %s', (multiplier, power) => {
    expect(buyingPower(world({ multiplier }))).toBe(dollars(power));
  });

  it('falls by an open buy at once and rises again when it is canceled', () => {
    const made = world();
    const market = made.place(request());
    expect(buyingPower(made)).toBe(dollars('99000'));
    made.place(request({ type: 'limit', limitPrice: dollars('90') }));
    expect(buyingPower(made)).toBe(dollars('98100'));
    made.cancel(market.id);
    expect(buyingPower(made)).toBe(dollars('99100'));
  });

  it('at multiplier 1 is the cash, whatever the shares are worth', () => {
    const made = holding();
    made.advance(FRI, '15:00');
    expect(buyingPower(made)).toBe(dollars('99000'));
    expect(accountView(made.state, made.market)).toMatchObject({
      cash: dollars('99000'),
      longMarketValue: dollars('1100'),
      equity: dollars('100100'),
    });
  });

  it('is not reduced by the stop of a filled entry', () => {
    const made = world();
    made.place(oto('90'));
    expect(buyingPower(made)).toBe(dollars('99000'));
    made.advance(FRI, '09:31');
    expect(buyingPower(made)).toBe(dollars('99000'));
  });

  it('at multiplier 2 counts the equity twice and what is invested once', () => {
    const made = holding({ multiplier: 2 });
    made.advance(FRI, '15:00');
    expect(buyingPower(made)).toBe(dollars('199100'));
  });

  it('includes the proceeds of a sale in the same session', () => {
    const made = holding();
    made.advance(FRI, '15:00');
    made.place(request({ side: 'sell' }));
    expect(buyingPower(made)).toBe(dollars('100100'));
  });
});

describe('positions', () => {
  it('have fewer available shares while sells rest, and held legs reserve nothing', () => {
    const made = world();
    const entry = made.place(oto('90'));
    made.advance(FRI, '09:31');
    expect(positionsView(made.state, made.market)).toMatchObject([
      { qty: shares(10), qtyAvailable: shares(0) },
    ]);
    made.cancel(legOf(made, entry).id);
    made.place(stop('90', { qty: 3 }));
    made.place(oto('90', { qty: 5, type: 'limit', limitPrice: dollars('91') }));
    expect(positionsView(made.state, made.market)).toMatchObject([
      { qty: shares(10), qtyAvailable: shares(7) },
    ]);
  });

  it('keep their average entry price through a partial sale', () => {
    const made = holding();
    made.advance(FRI, '14:00');
    made.place(request());
    expect(positionsView(made.state, made.market)).toMatchObject([
      { qty: shares(20), avgEntryPrice: dollars('105'), costBasis: dollars('2100') },
    ]);
    made.place(request({ side: 'sell', qty: 5 }));
    expect(positionsView(made.state, made.market)).toMatchObject([
      { qty: shares(15), avgEntryPrice: dollars('105') },
    ]);
  });

  it('disappear when they are sold', () => {
    const made = holding();
    made.place(request({ side: 'sell' }));
    expect(positionsView(made.state, made.market)).toEqual([]);
  });

  it('keep their last close while the stock does not trade', () => {
    const made = world();
    made.place(request({ symbol: 'AMD' }));
    made.advance('2015-12-01', '12:00');
    expect(positionsView(made.state, made.market)).toMatchObject([
      { currentPrice: dollars('2.5') },
    ]);
  });
});

describe('the equity of the last close', () => {
  it('is taken at each close', () => {
    const made = holding();
    made.advance(FRI, '16:00');
    expect(made.state.lastEquity).toBe(dollars('100080'));
    made.advance(MON, '16:00');
    expect(made.state.lastEquity).toBe(dollars('99920'));
  });
});
