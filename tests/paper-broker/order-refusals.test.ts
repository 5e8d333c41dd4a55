import { describe, expect, it } from 'vitest';

import type { PaperOrderRequest } from '../../src/paper-broker/paper-state.ts';
import {
  BOOK,
  dollars,
  FRI,
  holding,
  oto,
  request,
  stop,
  world,
  type World,
} from './paper-world.ts';

type Row = readonly [
  title: string,
  asked: PaperOrderRequest,
  httpStatus: number,
  code: number,
  message: string,
];

const INVALID = [422, 40010001] as const;
const UNPROCESSABLE = [422, 42210000] as const;
const FORBIDDEN = [403, 40310000] as const;

/** Friday 09:31 with 10 AAPL; the last trade of AAPL is 100. */
const ROWS: readonly Row[] = [
  ['no shares', request({ qty: 0 }), ...INVALID, 'qty must be > 0'],
  [
    'a limit order without a limit',
    request({ type: 'limit' }),
    ...INVALID,
    'limit orders require a limit price',
  ],
  [
    'a stop order without a trigger',
    request({ type: 'stop' }),
    ...INVALID,
    'stop orders require a stop price',
  ],
  [
    'a stop-limit order with one price',
    request({ type: 'stop_limit', stopPrice: dollars('90') }),
    ...INVALID,
    'stop limit orders require both stop and limit price',
  ],
  [
    'a market order with a price',
    request({ limitPrice: dollars('99') }),
    ...INVALID,
    'market orders require no stop or limit price',
  ],
  [
    'a limit of zero',
    request({ type: 'limit', limitPrice: dollars('0') }),
    ...INVALID,
    'limit price must be > 0',
  ],
  [
    'an id of 129 characters',
    request({ clientOrderId: 'x'.repeat(129) }),
    ...INVALID,
    'client_order_id must be no more than 128 characters',
  ],
  ['an unknown symbol', request({ symbol: 'NOPE' }), ...UNPROCESSABLE, 'asset "NOPE" not found'],
  [
    'a name every object has',
    request({ symbol: 'constructor' }),
    ...UNPROCESSABLE,
    'asset "constructor" not found',
  ],
  [
    'a market order for extended hours',
    request({ extendedHours: true }),
    ...UNPROCESSABLE,
    'extended hours order must be DAY or GTC limit orders',
  ],
  [
    'a bracket with only a stop',
    request({ orderClass: 'bracket', stopLossPrice: dollars('90') }),
    ...UNPROCESSABLE,
    'bracket orders require take_profit.limit_price',
  ],
  [
    'a group without a stop',
    request({ orderClass: 'oto' }),
    ...UNPROCESSABLE,
    'oto orders require take_profit.limit_price or stop_loss.stop_price',
  ],
  [
    'a group that sells',
    oto('90', { side: 'sell' }),
    ...UNPROCESSABLE,
    'oto orders must be entry orders',
  ],
  [
    'a group with a fraction of a share',
    oto('90', { qty: 1.5 }),
    ...UNPROCESSABLE,
    'fractional orders must be simple orders',
  ],
  [
    'a fraction good till canceled',
    request({ qty: 1.5, timeInForce: 'gtc' }),
    ...UNPROCESSABLE,
    'fractional orders must be DAY orders',
  ],
  [
    'a limit between two ticks',
    request({ type: 'limit', limitPrice: dollars('90.123') }),
    ...UNPROCESSABLE,
    'invalid limit_price 90.123. sub-penny increment does not fulfill minimum pricing criteria',
  ],
  [
    'a stop between two ticks',
    stop('90.123'),
    ...UNPROCESSABLE,
    'invalid stop_price 90.123. sub-penny increment does not fulfill minimum pricing criteria',
  ],
  [
    'a sell stop at the market',
    stop('100'),
    ...UNPROCESSABLE,
    'stop price must be less than current price',
  ],
  [
    'a buy stop at the market',
    stop('100', { side: 'buy' }),
    ...UNPROCESSABLE,
    'stop price must be greater than current price',
  ],
  [
    'a stop leg less than a cent below the market',
    oto('100'),
    ...UNPROCESSABLE,
    'stop_loss.stop_price must be <= base_price - 0.01',
  ],
  [
    'a stop leg at the limit of its entry',
    oto('95', { type: 'limit', limitPrice: dollars('95') }),
    ...UNPROCESSABLE,
    'stop_loss.stop_price must be <= base_price - 0.01',
  ],
  [
    'selling what is not held',
    request({ symbol: 'AMD', side: 'sell' }),
    ...FORBIDDEN,
    'account is not allowed to short',
  ],
  [
    'selling more than is held',
    request({ side: 'sell', qty: 11 }),
    ...FORBIDDEN,
    'insufficient qty available for order (requested: 11, available: 10)',
  ],
  [
    'buying more than the money allows',
    request({ qty: 991 }),
    ...FORBIDDEN,
    'insufficient buying power',
  ],
];

function refusalOf(made: World, asked: PaperOrderRequest) {
  const result = made.submit(asked);
  if (result.kind === 'accepted') throw new Error(`accepted ${result.order.id}`);
  return result;
}

describe('the paper broker refuses', () => {
  const rows = ROWS.map((row) => [`${row[0]}: ${row[2]} ${row[3]} ${row[4]}`, row] as const);
  it.each(rows)('%s', (_title, [, asked, httpStatus, code, message]) => {
    const made = holding();
    const before = JSON.stringify(made.state);
    expect(refusalOf(made, asked)).toMatchObject({ httpStatus, code, message });
    expect(JSON.stringify(made.state), 'a refusal changes nothing').toBe(before);
  });

  it('a used client order id for ever, also after its order was filled or canceled', () => {
    const made = world();
    made.place(request({ clientOrderId: 'filled-one' }));
    const canceled = made.place(
      request({ clientOrderId: 'canceled-one', symbol: 'AMD', timeInForce: 'gtc' }),
    );
    made.cancel(canceled.id);
    made.advance('2015-12-01', '10:00');
    for (const clientOrderId of ['filled-one', 'canceled-one']) {
      const again = request({ clientOrderId, symbol: 'PENNY', qty: 1 });
      expect(refusalOf(made, again)).toMatchObject({
        httpStatus: 422,
        code: 40010001,
        message: 'client_order_id must be unique',
      });
    }
  });

  it('nothing for an id that only a refused request used', () => {
    const made = world();
    refusalOf(made, request({ clientOrderId: 'mine', qty: 0 }));
    expect(made.submit(request({ clientOrderId: 'mine' })).kind).toBe('accepted');
  });

  it('a stock that has not traded for two weeks', () => {
    const made = world({ start: ['2015-11-20', '09:15'] });
    expect(refusalOf(made, request()).message).toBe('asset "AAPL" is not tradable');
  });

  it('below a dollar only what has more than four decimals', () => {
    const made = world();
    const limit = { symbol: 'PENNY', type: 'limit' } as const;
    expect(made.submit(request({ ...limit, limitPrice: dollars('0.1234') })).kind).toBe('accepted');
    expect(refusalOf(made, request({ ...limit, limitPrice: dollars('1.2345') })).message).toContain(
      'sub-penny',
    );
  });

  it('with the numbers a client needs in extra fields', () => {
    const made = holding();
    const resting = made.place(stop('90', { qty: 4 }));
    expect(refusalOf(made, request({ side: 'sell', qty: 7 })).details).toEqual({
      symbol: 'AAPL',
      available: '6',
      existing_qty: '10',
      held_for_orders: '4',
    });
    expect(refusalOf(made, request({ symbol: 'AMD', qty: 50_000 })).details).toEqual({
      buying_power: '99000.00',
      cost_basis: '100000.00',
    });
    expect(refusalOf(made, stop('100.5')).details).toEqual({
      stop_price: '100.5',
      market_price: '100',
    });
    expect(refusalOf(made, oto('99.995')).message).toContain('stop_loss.stop_price 99.995');
    expect(refusalOf(made, oto('100')).details).toEqual({ base_price: '100' });
    expect(refusalOf(made, request()).details).toEqual({
      existing_order_id: resting.id,
      reject_reason: 'opposite side market/stop order exists',
    });
  });
});

describe('the wash-trade check', () => {
  const sellLimit = request({ side: 'sell', type: 'limit', limitPrice: dollars('120'), qty: 5 });
  const buyLimit = (price: string): PaperOrderRequest =>
    request({ type: 'limit', limitPrice: dollars(price), qty: 1 });
  const cases: readonly (readonly [string, PaperOrderRequest, PaperOrderRequest, boolean])[] = [
    ['a market buy against a resting stop', stop('90', { qty: 5 }), request({ qty: 1 }), true],
    ['a limit buy against a resting stop', stop('90', { qty: 5 }), buyLimit('80'), true],
    ['a market buy against a resting limit', sellLimit, request({ qty: 1 }), true],
    ['a limit buy at the resting limit', sellLimit, buyLimit('120'), true],
    ['a limit buy below the resting limit', sellLimit, buyLimit('119.99'), false],
    ['a stop buy against a resting limit', sellLimit, stop('105', { side: 'buy', qty: 1 }), true],
    ['an entry with its stop against a resting stop', stop('90'), oto('90', { qty: 1 }), false],
    ['the same side', sellLimit, stop('90', { qty: 1 }), false],
  ];

  it.each(cases)('decides about %s', (_title, resting, asked, isRefused) => {
    const made = holding();
    made.place(resting);
    const result = made.submit(asked);
    expect(result.kind).toBe(isRefused ? 'refused' : 'accepted');
    if (result.kind === 'refused') {
      expect(result.message).toBe('potential wash trade detected. use complex orders');
    }
  });

  it('counts an active stop leg as a blocker, a held one not', () => {
    const made = world();
    made.place(oto('90'));
    expect(made.submit(request({ qty: 1 })).kind).toBe('accepted');
    made.advance(FRI, '09:31');
    expect(refusalOf(made, request({ qty: 1 })).details['reject_reason']).toBe(
      'opposite side market/stop order exists',
    );
  });

  it('stands before a queued market buy when a stop for its shares is asked for', () => {
    const made = world();
    made.place(request());
    expect(refusalOf(made, stop('90')).message).toContain('wash trade');
  });

  it('can be made to count entries with their stop', () => {
    const made = holding({ behaviour: { otoWashTrade: 'checked' } });
    made.place(stop('90'));
    expect(refusalOf(made, oto('90', { qty: 1 })).message).toContain('wash trade');
  });
});

describe('groups of entry and stop', () => {
  it('are refused where the operator said so', () => {
    const never = world({ behaviour: { oto: 'refused' } });
    expect(refusalOf(never, oto('90')).message).toBe('oto orders are not allowed');
    const held = holding({ behaviour: { oto: 'refused-when-held' } });
    expect(refusalOf(held, oto('90')).message).toBe('oto orders must be entry orders');
    expect(held.submit(oto('1.5', { symbol: 'AMD' })).kind).toBe('accepted');
  });

  it('may have their stop exactly one tick below the market', () => {
    expect(world().submit(oto('99.99')).kind).toBe('accepted');
    expect(world({ book: BOOK }).submit(oto('0.4999', { symbol: 'PENNY' })).kind).toBe('accepted');
  });
});
