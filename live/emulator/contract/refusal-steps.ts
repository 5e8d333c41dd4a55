/**
 * Orders that no broker takes, whatever the market does. None would be filled if one took it by mistake: they are limited
 * far below the market, or lack a price.
 */
import type { Expected, Step } from './run-steps.ts';
import { REFUSAL } from './wire-shapes.ts';

type Body = Readonly<Record<string, unknown>>;
type Refusal = {
  readonly order: string;
  readonly body: Body;
  readonly code: number;
  readonly message: string | RegExp;
  readonly source?: string;
};

const INVALID = 40010001;
const UNPROCESSABLE = 42210000;
const ORDERS_PAGE = 'https://docs.alpaca.markets/docs/orders-at-alpaca';
const REPORTED = 'measured and reported on paper';

/** Far below any price. */
export const FAR_LIMIT = '2.00';
const FAR_STOP = '1.00';

const LIMIT: Body = {
  side: 'buy',
  qty: '1',
  type: 'limit',
  time_in_force: 'day',
  limit_price: FAR_LIMIT,
};
const without = (name: string): Body =>
  Object.fromEntries(Object.entries(LIMIT).filter(([field]) => field !== name));

const REFUSALS: readonly Refusal[] = [
  {
    order: 'without quantity and amount',
    body: without('qty'),
    code: INVALID,
    message: 'qty or notional is required',
  },
  {
    order: 'with both quantity and amount',
    body: { ...LIMIT, notional: '10' },
    code: INVALID,
    message: 'only one of qty or notional is accepted',
  },
  { order: 'for nothing', body: { ...LIMIT, qty: '0' }, code: INVALID, message: 'qty must be > 0' },
  {
    order: 'of an unknown type',
    body: { ...LIMIT, type: 'wish' },
    code: INVALID,
    message: 'invalid order type',
  },
  {
    order: 'on no side',
    body: { ...LIMIT, side: 'hold' },
    code: INVALID,
    message: 'invalid side',
  },
  {
    order: 'with an unknown time in force',
    body: { ...LIMIT, time_in_force: 'someday' },
    code: INVALID,
    message: 'invalid time_in_force',
  },
  {
    order: 'limited without a limit',
    body: without('limit_price'),
    code: INVALID,
    message: 'limit orders require a limit price',
  },
  {
    order: 'that stops nowhere',
    body: { ...without('limit_price'), type: 'stop', side: 'buy' },
    code: INVALID,
    message: 'stop orders require a stop price',
  },
  {
    order: 'that trails by nothing',
    body: { ...without('limit_price'), type: 'trailing_stop' },
    code: INVALID,
    message: 'trailing stop orders must specify one of trail_price or trail_percent',
  },
  {
    order: 'with a client order id of 129 characters',
    body: { ...LIMIT, client_order_id: 'x'.repeat(129) },
    code: INVALID,
    message: 'client_order_id must be no more than 128 characters',
  },
  {
    order: 'between the ticks',
    body: { ...LIMIT, limit_price: '2.001' },
    code: UNPROCESSABLE,
    message:
      'invalid limit_price 2.001. sub-penny increment does not fulfill minimum pricing criteria',
    source: ORDERS_PAGE,
  },
  {
    order: 'for a symbol that does not exist',
    body: { ...LIMIT, symbol: 'NOSUCHASSET' },
    code: UNPROCESSABLE,
    message: 'asset "NOSUCHASSET" not found',
  },
  {
    order: 'for half a share until canceled',
    body: { ...LIMIT, qty: '0.5', time_in_force: 'gtc' },
    code: UNPROCESSABLE,
    message: 'fractional orders must be DAY orders',
  },
  {
    order: 'for half a share with a stop attached',
    body: {
      ...LIMIT,
      qty: '0.5',
      order_class: 'oto',
      stop_loss: { stop_price: FAR_STOP },
    },
    code: UNPROCESSABLE,
    message: 'fractional orders must be simple orders',
  },
  {
    order: 'at once or not at all in extended hours',
    body: { ...LIMIT, time_in_force: 'ioc', extended_hours: true },
    code: UNPROCESSABLE,
    message: 'extended hours order must be DAY or GTC limit orders',
  },
  {
    order: 'with a bracket that has only a stop',
    body: { ...LIMIT, order_class: 'bracket', stop_loss: { stop_price: FAR_STOP } },
    code: UNPROCESSABLE,
    message: 'bracket orders require take_profit.limit_price',
    source: 'https://github.com/TraderAlice/OpenAlice/issues/342',
  },
  {
    order: 'whose attached stop is not below its limit',
    body: { ...LIMIT, order_class: 'oto', stop_loss: { stop_price: FAR_LIMIT } },
    code: UNPROCESSABLE,
    message: 'stop_loss.stop_price must be <= base_price - 0.01',
  },
];

export const REFUSAL_STEPS: readonly Step[] = REFUSALS.map(
  ({ order, body, code, message, source }) => ({
    name: `an order ${order} is refused`,
    source: source ?? REPORTED,
    ask: ({ symbol }) => ({ method: 'POST', path: '/v2/orders', body: { symbol, ...body } }),
    expect: (): Expected => ({ status: [422], code, message, shape: REFUSAL }),
    // Accepted by mistake, it must not stay.
    learn: (reply, memory) => {
      if (typeof reply === 'object' && reply !== null && 'id' in reply) {
        memory.values.set(`stray ${order}`, String(reply.id));
      }
    },
  }),
);
