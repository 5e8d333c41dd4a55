/** What can be asked of an account at any time, and what it says to those who ask for nothing that is there. */
import type { Step } from './run-steps.ts';
import {
  ACCOUNT,
  ASSET,
  CLOCK,
  CONFIGURATION,
  ORDER,
  PORTFOLIO_HISTORY,
  POSITION,
  SESSION,
} from './wire-shapes.ts';

const REFERENCE = 'https://docs.alpaca.markets/reference';
const MEASURED = 'measured on paper';
const NOBODY = '00000000-0000-4000-8000-000000000000';
/** The test symbol of the exchanges, which no account holds. */
const UNHELD = 'ZVZZT';

export const READ_STEPS: readonly Step[] = [
  {
    name: 'the account has its figures as decimal strings',
    source: `${REFERENCE}/getaccount-1`,
    ask: () => ({ method: 'GET', path: '/v2/account' }),
    expect: () => ({
      status: [200],
      shape: ACCOUNT,
      fields: { currency: 'USD' },
      headers: ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
    }),
  },
  {
    name: 'keys that nobody has are refused with 401',
    source: `${REFERENCE}/authentication-2`,
    ask: () => ({ method: 'GET', path: '/v2/account', isStranger: true }),
    expect: () => ({ status: [401], message: /unauthorized|not authorized/i }),
  },
  {
    name: 'the configuration of the account is one object',
    source: `${REFERENCE}/getaccountconfig-1`,
    ask: () => ({ method: 'GET', path: '/v2/account/configurations' }),
    expect: () => ({ status: [200], shape: CONFIGURATION }),
  },
  {
    name: 'the clock tells New York time with its offset',
    source: `${REFERENCE}/getclock-1`,
    ask: () => ({ method: 'GET', path: '/v2/clock' }),
    expect: () => ({ status: [200], shape: CLOCK }),
  },
  {
    name: 'the calendar has one row per session',
    source: `${REFERENCE}/getcalendar-1`,
    ask: () => ({ method: 'GET', path: '/v2/calendar?start=2015-11-25&end=2015-11-27' }),
    expect: () => ({ status: [200], body: 'list', shape: SESSION }),
  },
  {
    name: 'an asset is found by its symbol',
    source: `${REFERENCE}/get-v2-assets-symbol_or_asset_id`,
    ask: ({ symbol }) => ({ method: 'GET', path: `/v2/assets/${symbol}` }),
    expect: ({ symbol }) => ({
      status: [200],
      shape: ASSET,
      fields: { symbol, class: 'us_equity', status: 'active', tradable: true },
    }),
  },
  {
    name: 'an asset that does not exist is 404',
    source: `${REFERENCE}/get-v2-assets-symbol_or_asset_id`,
    ask: () => ({ method: 'GET', path: '/v2/assets/NOSUCHASSET' }),
    expect: () => ({ status: [404], code: 40410000 }),
  },
  {
    name: 'positions are a list',
    source: `${REFERENCE}/getallopenpositions`,
    ask: () => ({ method: 'GET', path: '/v2/positions' }),
    expect: () => ({ status: [200], body: 'list', shape: POSITION }),
  },
  {
    name: 'a position that is not held is 404 with code 40410000',
    source: `${REFERENCE}/getopenposition`,
    ask: () => ({ method: 'GET', path: `/v2/positions/${UNHELD}` }),
    expect: () => ({
      status: [404],
      code: 40410000,
      message: /^position does not exist$|^symbol not found/,
    }),
  },
  {
    name: 'orders are a list',
    source: `${REFERENCE}/getallorders`,
    ask: () => ({ method: 'GET', path: '/v2/orders?status=all&limit=5&nested=true' }),
    expect: () => ({ status: [200], body: 'list', shape: ORDER }),
  },
  {
    name: 'an order that does not exist is 404 with its id in the message',
    source: MEASURED,
    ask: () => ({ method: 'GET', path: `/v2/orders/${NOBODY}` }),
    expect: () => ({
      status: [404],
      code: 40410000,
      message: `order not found for ${NOBODY}`,
    }),
  },
  {
    name: 'an order id that is no UUID is 422',
    source: MEASURED,
    ask: () => ({ method: 'GET', path: '/v2/orders/not-an-id' }),
    expect: () => ({ status: [422], code: 40010001, message: 'order_id is missing' }),
  },
  {
    name: 'a client order id that was never used is 404',
    source: `${REFERENCE}/getorderbyclientorderid`,
    ask: ({ runId }) => ({ method: 'GET', path: byClientId(`${runId}-none`) }),
    expect: () => ({ status: [404], code: 40410000, message: /^order not found/ }),
  },
  {
    name: 'activities are a list',
    source: `${REFERENCE}/getaccountactivities-2`,
    ask: () => ({ method: 'GET', path: '/v2/account/activities?page_size=5' }),
    expect: () => ({ status: [200], body: 'list', shape: { id: 'text', activity_type: 'text' } }),
  },
  {
    name: 'the history of the account is columns of one length',
    source: `${REFERENCE}/getaccountportfoliohistory-1`,
    ask: () => ({
      method: 'GET',
      path: '/v2/account/portfolio/history?period=1M&timeframe=1D',
    }),
    expect: () => ({ status: [200], shape: PORTFOLIO_HISTORY }),
  },
  {
    name: 'a path that does not exist is 404',
    source: 'reported by users',
    ask: () => ({ method: 'GET', path: '/v2/nowhere' }),
    expect: () => ({ status: [404] }),
  },
];

/** The colon is part of the name. */
export function byClientId(clientOrderId: string): string {
  return `/v2/orders:by_client_order_id?client_order_id=${clientOrderId}`;
}
