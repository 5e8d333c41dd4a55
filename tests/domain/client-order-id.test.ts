import { describe, expect, it } from 'vitest';

import {
  clientOrderId,
  parseClientOrderId,
  sideOfIntent,
} from '../../src/domain/client-order-id.ts';
import { dateOfDayNumber, sessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { fc } from '../support/fast-check.ts';

const key = {
  tradeDate: sessionDate('2015-10-23'),
  ticker: ticker('AMZN'),
  intent: 'entry',
} as const;

const anyKey = fc.record({
  tradeDate: fc.integer({ min: 7_305, max: 24_000 }).map(dateOfDayNumber),
  ticker: fc.stringMatching(/^[A-Z]{1,5}(\.[A-Z]{1,2})?$/).map(ticker),
  intent: fc.constantFrom('entry' as const, 'exit' as const, 'stop' as const),
});

describe('the client order id', () => {
  it('says session, ticker, intent and side', () => {
    expect(clientOrderId(key, 1)).toBe('20151023_AMZN_entry_buy');
    expect(clientOrderId({ ...key, intent: 'exit' }, 1)).toBe('20151023_AMZN_exit_sell');
    expect(clientOrderId({ ...key, intent: 'stop' }, 1)).toBe('20151023_AMZN_stop_sell');
  });

  it('counts later attempts from two [P14]', () => {
    expect(clientOrderId(key, 2)).toBe('20151023_AMZN_entry_buy_2');
    expect(clientOrderId(key, 99)).toBe('20151023_AMZN_entry_buy_99');
  });

  it.each([0, -1, 1.5, 100, NaN])('refuses attempt %d', (attempt) => {
    expect(() => clientOrderId(key, attempt)).toThrow('attempt must be 1–99');
  });

  it('reads back what it writes, within the 48 characters the broker allows', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 1, max: 99 }), (intent, attempt) => {
        const id = clientOrderId(intent, attempt);
        expect(parseClientOrderId(id)).toEqual({ ...intent, attempt });
        expect(id.length).toBeLessThanOrEqual(48);
      }),
    );
  });

  it('gives different intents and attempts different ids [R2] [P14]', () => {
    fc.assert(
      fc.property(
        fc.tuple(anyKey, fc.integer({ min: 1, max: 99 })),
        fc.tuple(anyKey, fc.integer({ min: 1, max: 99 })),
        ([a, n], [b, m]) => {
          const same = JSON.stringify([a, n]) === JSON.stringify([b, m]);
          expect(clientOrderId(a, n) === clientOrderId(b, m)).toBe(same);
        },
      ),
    );
  });

  it.each([
    ['a leg of the broker', '8c6b3c5e-0a5c-4f0a-9d6e-2f3c7d1b9a11'],
    ['a sell that claims to be an entry', '20151023_AMZN_entry_sell'],
    ['a date that does not exist', '20150229_AMZN_entry_buy'],
    ['a ticker that is none', '20151023_.A_entry_buy'],
    ['lower case', '20151023_amzn_entry_buy'],
    ['attempt zero', '20151023_AMZN_entry_buy_0'],
    ['attempt one spelled out', '20151023_AMZN_entry_buy_1'],
    ['attempt one hundred', '20151023_AMZN_entry_buy_100'],
    ['a leading zero', '20151023_AMZN_entry_buy_02'],
    ['something behind it', '20151023_AMZN_entry_buy_2x'],
    ['nothing', ''],
  ])('takes %s for foreign', (_what, id) => {
    expect(parseClientOrderId(id)).toBeUndefined();
  });

  it('buys to enter and sells to leave', () => {
    expect(sideOfIntent('entry')).toBe('buy');
    expect(sideOfIntent('exit')).toBe('sell');
    expect(sideOfIntent('stop')).toBe('sell');
  });
});
