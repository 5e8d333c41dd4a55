/**
 * Answers of Alpaca, as far as anybody wrote them down: the examples of its reference, and what paper accounts said.
 * `documented`: an example of the documentation. `measured`: the reply of a paper account. `reported`: quoted by users.
 */
import type { RefusalReason } from '../../src/domain/refusal-reason.ts';

export type Grade = 'documented' | 'measured' | 'reported';

export type RecordedRefusal = {
  readonly name: string;
  readonly grade: Grade;
  readonly source: string;
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly reason: RefusalReason;
};

const PAPER = 'a paper account, autumn 2026';
const ORDERS_PAGE = 'https://docs.alpaca.markets/docs/orders-at-alpaca';
const SDK_TESTS = 'https://github.com/alpacahq/alpaca-py/tree/master/tests';
const EXISTING = '904837e3-3b76-47ec-b432-046db621571b';

export const RECORDED_REFUSALS: readonly RecordedRefusal[] = [
  {
    name: 'a used client order id',
    grade: 'measured',
    source: PAPER,
    status: 422,
    body: { code: 40010001, message: 'client_order_id must be unique' },
    reason: 'duplicate_client_order_id',
  },
  {
    name: 'a sale of shares that are taken',
    grade: 'documented',
    source: SDK_TESTS,
    status: 403,
    body: {
      code: 40310000,
      message: 'insufficient qty available for order (requested: 1000, available: 0)',
      symbol: 'SQQQ',
      available: '0',
      existing_qty: '1000',
      held_for_orders: '1000',
    },
    reason: 'insufficient_qty',
  },
  {
    name: 'a buy against a resting stop',
    grade: 'measured',
    source: PAPER,
    status: 403,
    body: {
      code: 40310000,
      message: 'potential wash trade detected. use complex orders',
      existing_order_id: EXISTING,
      reject_reason: 'opposite side market/stop order exists',
    },
    reason: 'wash_trade',
  },
  {
    name: 'more than the buying power',
    grade: 'measured',
    source: 'https://github.com/alpacahq/alpaca-py/issues/225',
    status: 403,
    body: {
      code: 40310000,
      message: 'insufficient buying power',
      buying_power: '100.5',
      cost_basis: '200',
    },
    reason: 'insufficient_buying_power',
  },
  {
    name: 'a fraction of what has no fractions',
    grade: 'measured',
    source: PAPER,
    status: 403,
    body: { code: 40310000, message: 'asset "OCGN" is not fractionable' },
    reason: 'asset_not_fractionable',
  },
  {
    name: 'a price between the ticks',
    grade: 'documented',
    source: ORDERS_PAGE,
    status: 422,
    body: {
      code: 42210000,
      message:
        'invalid limit_price 290.123. sub-penny increment does not fulfill minimum pricing criteria',
    },
    reason: 'sub_penny_price',
  },
  {
    name: 'a stop above the market',
    grade: 'measured',
    source: PAPER,
    status: 422,
    body: {
      code: 42210000,
      message: 'stop price must be less than current price',
      stop_price: '300',
      market_price: '290.1',
    },
    reason: 'stop_above_market',
  },
  {
    name: 'an attached stop above the entry',
    grade: 'measured',
    source: PAPER,
    status: 422,
    body: {
      code: 42210000,
      message: 'stop_loss.stop_price must be <= base_price - 0.01',
      base_price: '290.1',
    },
    reason: 'stop_above_market',
  },
  {
    name: 'a bracket with a stop alone',
    grade: 'measured',
    source: 'https://github.com/TraderAlice/OpenAlice/issues/342',
    status: 422,
    body: { code: 42210000, message: 'bracket orders require take_profit.limit_price' },
    reason: 'order_class_refused',
  },
  {
    name: 'a cancel of what is filled',
    grade: 'measured',
    source: PAPER,
    status: 422,
    body: { code: 42210000, message: 'order is already in "filled" state' },
    reason: 'not_cancelable',
  },
  {
    name: 'a replacement of what waits for the session',
    grade: 'measured',
    source: PAPER,
    status: 422,
    body: { code: 42210000, message: 'cannot replace order in accepted status' },
    reason: 'not_replaceable',
  },
  {
    name: 'day trading protection, of the years before 2026',
    grade: 'reported',
    source: 'https://alpaca.markets/learn/how-to-fix-common-trading-api-errors-at-alpaca',
    status: 403,
    body: { code: 40310100, message: 'trade denied due to pattern day trading protection' },
    reason: 'pattern_day_trading',
  },
];
