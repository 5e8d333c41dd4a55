import { describe, expect, it } from 'vitest';

import { classifyReply, type Classified } from '../../src/contracts/alpaca-refusals.ts';
import type { RefusalReason } from '../../src/domain/refusal-reason.ts';
import { fc } from '../support/fast-check.ts';

type Fields = Readonly<Record<string, unknown>>;

function classify(httpStatus: number, body: string | Fields, headers = {}): Classified {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classifyReply({ httpStatus, body: text, headers });
}

function reasonOf(verdict: Classified): string {
  return verdict.kind === 'refused' ? verdict.reason : verdict.kind;
}

describe('the code of a refusal', () => {
  it.each([
    ['40010001', 40_010_001],
    [40_010_001, 40_010_001],
    ['many', null],
    [1.5, null],
  ])('that is %j is %j', (code, known) => {
    expect(classify(422, { code, message: 'qty must be > 0' })).toMatchObject({ code: known });
  });
});

const WASH = { existing_order_id: '61e6', reject_reason: 'opposite side market/stop order exists' };
const HELD = { symbol: 'SQQQ', available: '0', existing_qty: '9', held_for_orders: '9' };

type Row = readonly [RefusalReason, number, number | null, string, Fields?];

const REFUSALS: readonly Row[] = [
  ['duplicate_client_order_id', 422, 40010001, 'client_order_id must be unique'],
  ['duplicate_client_order_id', 409, null, 'Client order ID must be unique.'],
  ['invalid_request', 422, 40010001, 'client_order_id must be no more than 128 characters'],
  ['invalid_request', 422, 40010001, 'qty must be > 0'],
  ['invalid_request', 422, 40010001, 'order_id is missing'],
  ['invalid_request', 400, null, 'bad value'],
  ['insufficient_buying_power', 403, 40310000, 'insufficient buying power', { buying_power: '1' }],
  ['insufficient_buying_power', 403, 40310000, 'insufficient day trading buying power'],
  ['insufficient_buying_power', 403, 40310000, 'new words', { buying_power: '1' }],
  ['insufficient_qty', 403, 40310000, 'insufficient qty available for order (requested: 9)', HELD],
  ['insufficient_qty', 403, 40310000, 'new words', HELD],
  ['wash_trade', 403, 40310000, 'potential wash trade detected. use complex orders', WASH],
  ['wash_trade', 422, 42210000, 'potential wash trade detected. use complex orders'],
  ['wash_trade', 403, 40310000, 'new words', WASH],
  ['account_restricted', 403, 40310000, 'account is not allowed to short'],
  ['account_restricted', 403, 40310000, 'account is not authorized to trade'],
  ['account_restricted', 403, 40310000, 'account is restricted to liquidation only'],
  ['asset_not_fractionable', 403, 40310000, 'asset "OCGN" is not fractionable'],
  ['asset_not_fractionable', 403, 40310000, 'requested asset is not fractionable'],
  ['short_sale', 403, 40310000, 'cannot open a short sell while a long buy order is open'],
  ['data_not_subscribed', 403, 42210000, 'subscription does not permit querying recent SIP data'],
  ['pattern_day_trading', 403, 40310100, 'trade denied due to pattern day trading protection'],
  ['pattern_day_trading', 403, 40310100, 'new words'],
  ['stop_above_market', 422, 42210000, 'stop price must be less than current price'],
  ['stop_above_market', 422, 42210000, 'stop_loss.stop_price must be <= base_price - 0.01'],
  ['other', 422, 42210000, 'take_profit.limit_price must be > stop_loss.stop_price'],
  [
    'sub_penny_price',
    422,
    42210000,
    'invalid stop_price 290.123. sub-penny increment does not fulfill minimum pricing criteria',
  ],
  ['order_class_refused', 422, 42210000, 'bracket orders require take_profit.limit_price'],
  ['order_class_refused', 422, 42210000, 'bracket orders must be entry orders'],
  ['order_class_refused', 422, 42210000, 'oto orders must be entry orders'],
  ['order_class_refused', 422, 42210000, 'fractional orders must be simple orders'],
  ['not_cancelable', 422, 42210000, 'order is already in "filled" state'],
  ['not_cancelable', 422, 42210000, 'order is already in "canceled" state'],
  ['not_cancelable', 422, 42210000, 'order pending cancel'],
  ['not_replaceable', 422, 42210000, 'cannot replace order in accepted status'],
  ['not_replaceable', 422, 42210000, 'cannot replace order in pending_cancel status'],
  ['not_replaceable', 422, 42210000, 'order already replaced'],
  ['not_replaceable', 422, 42210000, 'order chain not fully replaced'],
  ['not_replaceable', 422, 42210000, 'order parameters are not changed'],
  ['asset_not_tradable', 422, 42210000, 'asset "ZZZZ" not found'],
  ['asset_not_tradable', 422, 42210000, 'could not find asset "ZZZZ"'],
  ['asset_not_tradable', 422, 42210000, 'symbol not found or not tradable'],
  ['not_found', 404, 40410000, 'order not found for 61e69015-8549-4bfd-b9c3-01e75843f47d'],
  ['not_found', 404, null, 'position does not exist'],
  ['other', 404, 40410000, 'endpoint not found'],
  ['unauthorized', 401, null, 'unauthorized.'],
  ['unauthorized', 403, null, 'forbidden.'],
  ['other', 403, 40310000, 'a reason nobody has seen yet'],
  ['other', 422, 42210000, 'limit price is too far away'],
];

describe('a refusal', () => {
  const rows = REFUSALS.map(([reason, httpStatus, code, message, extra]) => ({
    proof: { reason, httpStatus, code, message },
    body: { code, message, ...extra },
  }));

  it.each(rows)(
    'is $proof.reason for $proof.httpStatus/$proof.code "$proof.message"',
    ({ proof, body }) => {
      expect(classify(proof.httpStatus, body)).toMatchObject({ kind: 'refused', ...proof });
    },
  );

  it('is unauthorized for a 401 in any shape, and for a plain 403', () => {
    expect(reasonOf(classify(401, '<html>401</html>'))).toBe('unauthorized');
    expect(reasonOf(classify(403, 'forbidden.\n'))).toBe('unauthorized');
  });

  it('keeps the extra fields as text and the request id', () => {
    const body = {
      code: 40310000,
      message: 'insufficient qty',
      available: 0,
      held_for_orders: '9',
    };
    expect(classify(403, body, { 'x-request-id': 'r1' })).toMatchObject({
      details: { available: '0', held_for_orders: '9', request_id: 'r1' },
    });
  });
});

describe('an unknown outcome', () => {
  it.each([
    ['429', 429, { code: 42910000, message: 'rate limit exceeded' }],
    ['408', 408, { message: 'request timeout' }],
    ['500', 500, { code: 50010000, message: 'internal server error occurred' }],
    ['502 as HTML', 502, '<html><h1>502 Bad Gateway</h1></html>'],
    ['503', 503, ''],
    ['504', 504, { message: 'timeout' }],
    ['a redirect', 302, ''],
    ['a 200 that was cut off', 200, '{"id":"61e69015-8549'],
    ['a 200 of HTML', 200, '<html>welcome to the hotel</html>'],
    ['a 403 of HTML', 403, '<html>blocked by the firewall</html>'],
    ['a 404 of HTML', 404, '<html>no such page</html>'],
    ['a 422 that was cut off', 422, '{"code":40010001,"message":"client_order'],
    ['a 422 without a message', 422, { code: 42210000 }],
    ['a 422 whose code is that of a rate limit', 422, { code: 42910000, message: 'slow down' }],
    ['a 403 whose code is that of a failure', 403, { code: 50010000, message: 'oops' }],
    ['a 4xx of JSON that is no object', 422, '"no"'],
  ])('is what %s leaves behind [R3] [F12]', (_, httpStatus, body) => {
    expect(classify(httpStatus, body).kind).toBe('unknown');
  });

  it('is never taken for a refusal outside 400–499, whatever the body says [R3]', () => {
    const status = fc.integer({ min: 100, max: 599 }).filter((n) => n < 400 || n >= 500);
    fc.assert(
      fc.property(
        status,
        fc.constantFrom(...REFUSALS),
        (httpStatus, [, , code, message]) =>
          classify(httpStatus, { code, message }).kind !== 'refused',
      ),
    );
  });

  it('does not repeat a foreign body in its message', () => {
    expect(classify(502, '<html>echo of the request</html>')).toEqual({
      kind: 'unknown',
      message: 'HTTP 502: no proof that nothing happened',
    });
  });
});

describe('an accepted reply', () => {
  it('carries the parsed body, or undefined for a 204', () => {
    expect(classify(200, { id: 'x' })).toEqual({ kind: 'accepted', value: { id: 'x' } });
    expect(classify(204, '')).toEqual({ kind: 'accepted', value: undefined });
  });
});
