import { describe, expect, it } from 'vitest';

import {
  bracket,
  dollars,
  FRI,
  holding,
  oco,
  request,
  stop,
  world,
  type Asked,
} from './paper-world.ts';

const sell = (changes: Asked) => request({ side: 'sell', qty: 1, ...changes });
const buy = (changes: Asked) => request({ qty: 1, ...changes });

const at = (price: string) => ({ type: 'limit', limitPrice: dollars(price) }) as const;
const stopLimitAt = (trigger: string, price: string) =>
  ({ type: 'stop_limit', stopPrice: dollars(trigger), limitPrice: dollars(price) }) as const;

/** What rests, before the open, in an account that holds ten shares; the last trade is 100. */
const EXISTING = {
  market: sell({}),
  stop: sell({ type: 'stop', stopPrice: dollars('90') }),
  'limit 120': sell(at('120')),
  'stop_limit 120': sell(stopLimitAt('90', '120')),
} as const;

const NEW = {
  market: buy({}),
  'limit 120': buy(at('120')),
  'limit 119.99': buy(at('119.99')),
  stop: buy({ type: 'stop', stopPrice: dollars('110') }),
  'stop_limit 120': buy(stopLimitAt('110', '120')),
  'stop_limit 119.99': buy(stopLimitAt('110', '119.99')),
} as const;

const MARKET_STOP = 'opposite side market/stop order exists';
const LIMIT = 'opposite side limit order exists';

/** The table of the documentation: a limit against a limit is refused only where they could trade. */
const TABLE: readonly (readonly [keyof typeof EXISTING, keyof typeof NEW, string | null])[] = [
  ...(Object.keys(NEW) as (keyof typeof NEW)[]).flatMap((asked) => [
    ['market', asked, MARKET_STOP] as const,
    ['stop', asked, MARKET_STOP] as const,
  ]),
  ['limit 120', 'market', LIMIT],
  ['limit 120', 'limit 120', LIMIT],
  ['limit 120', 'limit 119.99', null],
  ['limit 120', 'stop', LIMIT],
  ['limit 120', 'stop_limit 120', LIMIT],
  ['limit 120', 'stop_limit 119.99', null],
  ['stop_limit 120', 'market', LIMIT],
  ['stop_limit 120', 'limit 120', LIMIT],
  ['stop_limit 120', 'limit 119.99', null],
  ['stop_limit 120', 'stop', LIMIT],
  ['stop_limit 120', 'stop_limit 120', LIMIT],
  ['stop_limit 120', 'stop_limit 119.99', null],
];

describe('the wash-trade matrix', () => {
  it.each(TABLE)(
    'a resting sell %s and a new buy %s: 403 40310000 %s',
    (resting, asked, reason) => {
      const made = holding();
      made.advance(FRI, '20:30');
      const existing = made.place(EXISTING[resting]);
      const result = made.submit(NEW[asked]);
      if (reason === null) {
        expect(result.kind).toBe('accepted');
        return;
      }
      expect(result).toMatchObject({
        httpStatus: 403,
        code: 40310000,
        message: 'potential wash trade detected. use complex orders',
        details: { existing_order_id: existing.id, reject_reason: reason },
      });
    },
  );

  it('works the other way round: a resting buy blocks a sell', () => {
    const made = holding();
    const resting = made.place(buy(at('90')));
    expect(made.submit(sell({}))).toMatchObject({
      details: { existing_order_id: resting.id, reject_reason: LIMIT },
    });
    expect(made.submit(sell(at('90.01'))).kind).toBe('accepted');
  });

  it('exempts brackets, oco orders and trailing stops, new and resting', () => {
    const made = holding();
    const trailing = made.place(sell({ type: 'trailing_stop', trailPercent: 10 }));
    expect(made.submit(buy(at('80'))).kind).toBe('accepted');
    made.cancel(trailing.id);
    expect(made.submit(oco('120', '70', { qty: 1 })).kind).toBe('accepted');
    expect(made.submit(bracket('130', '85', { qty: 1 })).kind).toBe('accepted');
  });

  it('counts the active legs of a group, unless the operator exempts them', () => {
    const blocked = world();
    blocked.place(bracket('120', '90'));
    blocked.advance(FRI, '09:31');
    expect(blocked.submit(buy({})).kind).toBe('refused');
    const exempt = world({ behaviour: { restingLegs: 'exempt' } });
    exempt.place(bracket('120', '90'));
    exempt.advance(FRI, '09:31');
    expect(exempt.submit(buy({})).kind).toBe('accepted');
    exempt.place(stop('80', { symbol: 'AMD', side: 'buy', qty: 1 }));
  });

  it('does not mind orders of other stocks or of the same side', () => {
    const made = holding();
    made.place(stop('90', { qty: 5 }));
    expect(made.submit(buy({ symbol: 'AMD' })).kind).toBe('accepted');
    expect(made.submit(sell(at('120'))).kind).toBe('accepted');
  });
});
