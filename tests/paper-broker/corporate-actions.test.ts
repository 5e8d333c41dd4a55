import { describe, expect, it } from 'vitest';

import { shares } from '../../src/domain/quantity.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { accountView } from '../../src/paper-broker/account-figures.ts';
import type { PaperMarketAction } from '../../src/paper-broker/paper-state.ts';
import {
  answerTo,
  at,
  bracket,
  dollars,
  FRI,
  holding,
  legsBy,
  MON,
  request,
  split,
  stop,
  told,
  TUE,
  world,
} from './paper-world.ts';

const DIVIDEND: PaperMarketAction = {
  type: 'dividend',
  ticker: ticker('AAPL'),
  exDate: sessionDate(MON),
  cash: 0.52,
};
const RENAMED: PaperMarketAction = {
  type: 'ticker_change',
  ticker: ticker('AAPL'),
  exDate: sessionDate(MON),
  newTicker: ticker('APPL'),
};
const DELISTED: PaperMarketAction = {
  type: 'delisting',
  ticker: ticker('AAPL'),
  exDate: sessionDate(MON),
};

const FLAT = [100, 101, 99, 100] as const;

describe('a cash dividend', () => {
  it('is not paid in a paper account', () => {
    const made = holding({ splits: [DIVIDEND] });
    made.advance(MON, '04:00');
    expect(made.state.cash).toBe(dollars('99000'));
  });

  it('is paid on its ex-date where the operator says so', () => {
    const made = holding({ splits: [DIVIDEND], behaviour: { dividends: 'paid' } });
    made.advance(MON, '03:59');
    expect(made.state.cash).toBe(dollars('99000'));
    made.advance(MON, '04:00');
    expect(made.state.cash).toBe(dollars('99005.20'));
    expect(made.state.activities.at(-1)).toMatchObject({
      kind: 'dividend',
      at: at(MON, '04:00'),
      qty: shares(10),
      perShare: 0.52,
      cash: dollars('5.20'),
    });
  });

  it('goes to whoever holds the stock the evening before, and to nobody else', () => {
    const made = world({ splits: [DIVIDEND], behaviour: { dividends: 'paid' } });
    made.place(request({ symbol: 'AMD', timeInForce: 'gtc' }));
    made.advance(MON, '12:00');
    expect(made.state.activities.map(({ kind }) => kind)).toEqual(['fill']);
  });
});

describe('a change of ticker', () => {
  const book = {
    AAPL: { [FRI]: FLAT },
    APPL: { [MON]: FLAT, [TUE]: [100, 101, 80, 90] as const },
  };
  const options = { book, splits: [RENAMED] };

  it('moves the position and the resting orders to the new symbol: restated, with the same ids', () => {
    const made = holding(options);
    const order = made.place(stop('95'));
    const events = made.advance(MON, '04:00');
    expect(told(events)).toEqual(['restated']);
    expect(order).toMatchObject({ symbol: 'APPL', status: 'new' });
    expect(made.state.positions).toMatchObject({ APPL: { symbol: 'APPL', qty: shares(10) } });
    expect(made.state.positions['AAPL']).toBeUndefined();
    made.advance(TUE, '16:00');
    expect(order).toMatchObject({ status: 'filled', filledAvgPrice: dollars('95') });
  });

  it('cancels the orders where the operator says so', () => {
    const made = holding({ ...options, behaviour: { tickerChange: 'canceled' } });
    const order = made.place(stop('95'));
    made.advance(MON, '04:00');
    expect(order).toMatchObject({ symbol: 'AAPL', status: 'canceled' });
  });

  it('leaves nothing to trade under the old symbol: 422 42210000 asset "AAPL" is not active', () => {
    const made = holding(options);
    made.advance(MON, '09:31');
    expect(answerTo(made.submit(request({ qty: 1 })))).toBe(
      '422 42210000 asset "AAPL" is not active',
    );
    expect(made.submit(request({ symbol: 'APPL', side: 'sell' })).kind).toBe('accepted');
  });
});

describe('a delisting', () => {
  it('cancels the orders and leaves the shares, at their last close', () => {
    const made = holding({ splits: [DELISTED], book: { AAPL: { [FRI]: FLAT } } });
    const order = made.place(stop('95'));
    made.advance(MON, '04:00');
    expect(order.status).toBe('canceled');
    made.advance('2015-12-31', '12:00');
    expect(accountView(made.state, made.market).longMarketValue).toBe(dollars('1000'));
    expect(answerTo(made.submit(request({ side: 'sell' })))).toBe(
      '422 42210000 asset "AAPL" is not active',
    );
  });
});

describe('a split', () => {
  const forward = {
    splits: [split('AAPL', MON, 2)],
    book: { AAPL: { [FRI]: FLAT, [MON]: [50, 51, 49, 50] as const } },
  };

  it('keeps the fraction of a fractional position', () => {
    const made = world({
      splits: [split('AAPL', MON, 0.25)],
      book: { AAPL: { [FRI]: FLAT, [MON]: [400, 404, 396, 400] as const } },
    });
    made.place(request({ qty: 2.5 }));
    made.advance(MON, '04:00');
    expect(made.state.positions['AAPL']).toMatchObject({
      qty: shares(0.625),
      costBasis: dollars('250'),
    });
    expect(made.state.cash).toBe(dollars('99750'));
  });

  it('leaves both legs of a bracket untouched: the stop fires at the open', () => {
    const made = world(forward);
    const entry = made.place(bracket('120', '90'));
    const { target, stopLoss } = legsBy(made, entry);
    made.advance(MON, '04:00');
    expect([target, stopLoss].map(({ status, qty }) => [status, qty])).toEqual([
      ['new', shares(10)],
      ['new', shares(10)],
    ]);
    made.advance(MON, '09:30');
    expect([target.status, stopLoss.status]).toEqual(['canceled', 'filled']);
    expect(made.state.positions['AAPL']?.qty).toBe(shares(10));
  });

  it('adjusts a plain GTC trailing stop: its trail, its best price and its trigger', () => {
    const made = world(forward);
    made.place(request());
    made.advance(FRI, '16:00');
    const trailing = { type: 'trailing_stop', trailPrice: dollars('6') } as const;
    const old = made.place(request({ side: 'sell', timeInForce: 'gtc', ...trailing }));
    made.advance(MON, '04:00');
    expect(made.order(old.replacedBy ?? '')).toMatchObject({
      qty: shares(20),
      trailPrice: dollars('3'),
      hwm: dollars('50'),
      stopPrice: dollars('47'),
      replaces: old.id,
    });
  });

  it('tells plain GTC orders as replaced, then new', () => {
    const made = world(forward);
    made.place(request());
    made.advance(FRI, '09:31');
    made.place(stop('90'));
    expect(told(made.advance(MON, '04:00'))).toEqual(['replaced', 'new']);
  });
});
