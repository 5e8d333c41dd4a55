import { describe, expect, it } from 'vitest';

import type { OrderType, TimeInForce } from '../../src/domain/order.ts';
import {
  answerTo,
  bracket,
  dollars,
  holding,
  oco,
  oto,
  request,
  stop,
  titled,
  world,
  type Asked,
} from './paper-world.ts';

/** A sell of five held shares of every type; the last trade is 100. */
const TYPES: Readonly<Record<OrderType, Asked>> = {
  market: { type: 'market' },
  limit: { type: 'limit', limitPrice: dollars('120') },
  stop: { type: 'stop', stopPrice: dollars('90') },
  stop_limit: { type: 'stop_limit', stopPrice: dollars('90'), limitPrice: dollars('89') },
  trailing_stop: { type: 'trailing_stop', trailPercent: 10 },
};
const TIMES: readonly TimeInForce[] = ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'];
const AT_ONCE_OR_AUCTION = new Set<TimeInForce>(['opg', 'cls', 'ioc', 'fok']);

const CASES = (Object.keys(TYPES) as OrderType[]).flatMap((type) =>
  TIMES.map((timeInForce) => {
    const isRefused = AT_ONCE_OR_AUCTION.has(timeInForce) && type !== 'market' && type !== 'limit';
    const refusal = `422 42210000 ${type.replace('_', ' ')} orders must be DAY or GTC orders`;
    return [type, timeInForce, isRefused ? refusal : 'accepted'] as const;
  }),
);

describe('type and time in force', () => {
  it.each(CASES)('%s %s is answered: %s', (type, timeInForce, answer) => {
    const made = holding();
    made.advance('2015-10-23', '20:30');
    const asked = request({ side: 'sell', qty: 5, timeInForce, ...TYPES[type] });
    expect(answerTo(made.submit(asked))).toBe(answer);
  });
});

describe('classes', () => {
  it.each(
    titled('422 42210000', [
      [
        'a bracket with only a stop',
        bracket('120', '90', { takeProfitPrice: null }),
        'bracket orders require take_profit.limit_price',
      ],
      [
        'a bracket with only a target',
        bracket('120', '90', { stopLossPrice: null }),
        'bracket orders require stop_loss.stop_price',
      ],
      [
        'a bracket that sells',
        bracket('120', '90', { side: 'sell' }),
        'bracket orders must be entry orders',
      ],
      [
        'a bracket with a stop entry',
        bracket('120', '90', { type: 'stop', stopPrice: dollars('105') }),
        'bracket orders require a market or limit entry',
      ],
      [
        'a bracket for the opening auction',
        bracket('120', '90', { timeInForce: 'opg' }),
        'bracket orders must be DAY or GTC orders',
      ],
      ['an oto at once', oto('90', { timeInForce: 'ioc' }), 'oto orders must be DAY or GTC orders'],
      [
        'an oto without a leg',
        oto('90', { stopLossPrice: null }),
        'oto orders require take_profit.limit_price or stop_loss.stop_price',
      ],
      [
        'an oto with both legs',
        oto('90', { takeProfitPrice: dollars('120') }),
        'oto orders require only one of take_profit or stop_loss',
      ],
      [
        'an oco at the market',
        oco('120', '90', { type: 'market' }),
        'oco orders must be limit orders',
      ],
      [
        'an oco without a stop',
        oco('120', '90', { stopLossPrice: null }),
        'oco orders require stop_loss.stop_price',
      ],
      ['an oco that buys', oco('120', '90', { side: 'buy' }), 'oco orders must be exit orders'],
      [
        'an oco for a closing auction',
        oco('120', '90', { timeInForce: 'cls' }),
        'oco orders must be DAY or GTC orders',
      ],
      [
        'a trailing stop in a group',
        oto('90', { type: 'trailing_stop', trailPercent: 5 }),
        'trailing stop orders must be simple orders',
      ],
      [
        'a group for extended hours',
        bracket('120', '90', { type: 'limit', limitPrice: dollars('99'), extendedHours: true }),
        'extended hours order must be simple orders',
      ],
    ]),
  )('refuse %s', (_title, [, asked, message]) => {
    expect(answerTo(holding().submit(asked))).toBe(`422 42210000 ${message}`);
  });

  it('oco needs a position: 422 oco orders must be exit orders', () => {
    expect(answerTo(world().submit(oco('120', '90')))).toBe(
      '422 42210000 oco orders must be exit orders',
    );
  });

  it('bracket orders must be entry orders where the operator lets them open positions only', () => {
    const made = holding({ behaviour: { bracket: 'refused-when-held' } });
    expect(answerTo(made.submit(bracket('120', '90')))).toBe(
      '422 42210000 bracket orders must be entry orders',
    );
    const never = world({ behaviour: { bracket: 'refused' } });
    expect(answerTo(never.submit(bracket('120', '90')))).toBe(
      '422 42210000 bracket orders are not allowed',
    );
  });

  it('simple ignores what is meant for groups, as at Alpaca', () => {
    const asked = request({ takeProfitPrice: dollars('120'), stopLossPrice: dollars('90') });
    expect(world().place(asked).legIds).toEqual([]);
  });
});

describe('the prices of a group', () => {
  const limit = { type: 'limit', limitPrice: dollars('95') } as const;
  it.each(
    titled('422 42210000', [
      [
        'a target at the market',
        bracket('100', '90'),
        'take_profit.limit_price must be >= base_price + 0.01',
        { base_price: '100' },
      ],
      [
        'a target at the limit of the entry',
        bracket('95', '90', limit),
        'take_profit.limit_price must be >= base_price + 0.01',
        { base_price: '95' },
      ],
      [
        'a stop at the limit of the entry',
        bracket('120', '95', limit),
        'stop_loss.stop_price must be <= base_price - 0.01',
        { base_price: '95' },
      ],
      [
        'an oco stop at the market',
        oco('120', '100'),
        'stop_loss.stop_price must be <= base_price - 0.01',
        { base_price: '100' },
      ],
      [
        'a target below the stop',
        bracket('90', '91'),
        'take_profit.limit_price must be > stop_loss.stop_price',
        {},
      ],
    ]),
  )('refuse %s', (_title, [, asked, message, details]) => {
    expect(holding().submit(asked)).toMatchObject({
      httpStatus: 422,
      code: 42210000,
      message,
      details,
    });
  });

  it('may be one tick away on both sides', () => {
    expect(answerTo(world().submit(bracket('100.01', '99.99')))).toBe('accepted');
    expect(answerTo(world().submit(bracket('95.01', '94.99', limit)))).toBe('accepted');
  });
});

describe('the fields of a request', () => {
  it.each(
    titled('422 40010001', [
      [
        'a limit order with a stop price',
        request({ ...TYPES.limit, stopPrice: dollars('90') }),
        'limit orders require no stop price',
      ],
      [
        'a stop order with a limit price',
        stop('90', { limitPrice: dollars('89') }),
        'stop orders require no limit price',
      ],
      [
        'a trail on a market order',
        request({ trailPrice: dollars('1') }),
        'market orders must not have trail_price',
      ],
      [
        'a trailing stop without a trail',
        request({ type: 'trailing_stop' }),
        'trailing stop orders must specify one of trail_price or trail_percent',
      ],
      [
        'a trailing stop with two trails',
        request({ type: 'trailing_stop', trailPrice: dollars('1'), trailPercent: 1 }),
        'trailing stop orders must specify one of trail_price or trail_percent',
      ],
      [
        'a trail of everything',
        request({ type: 'trailing_stop', trailPercent: 100 }),
        'trail_percent must be > 0 and < 100',
      ],
      ['a target of nothing', bracket('0', '90'), 'take_profit.limit_price must be > 0'],
    ]),
  )('refuse %s', (_title, [, asked, message]) => {
    expect(answerTo(holding().submit(asked))).toBe(`422 40010001 ${message}`);
  });

  it('refuse a position intent that the order does not have: 422 42210000 position intent mismatch', () => {
    expect(answerTo(world().submit(request({ positionIntent: 'sell_to_open' })))).toBe(
      '422 42210000 position intent mismatch, inferred: buy_to_open, specified: sell_to_open',
    );
    expect(world().submit(request({ positionIntent: 'buy_to_open' })).kind).toBe('accepted');
  });

  it('refuse a value beyond all means instead of losing count', () => {
    const asked = request({ type: 'limit', limitPrice: dollars('99999999999'), qty: 9_000_000 });
    expect(answerTo(world().submit(asked))).toBe('403 40310000 insufficient buying power');
  });
});
