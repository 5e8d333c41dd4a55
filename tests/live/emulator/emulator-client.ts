import {
  createEmulatorApp,
  type EmulatorApp,
  type EmulatorAppOptions,
} from '../../../live/emulator/app.ts';
import { createEngine, type Engine, type EngineOptions } from '../../../live/emulator/engine.ts';
import { createPaperBroker } from '../../../src/paper-broker/paper-state.ts';
import { at, BOOK, dollars, FRI, MON, paperMarket, split } from '../../paper-broker/paper-world.ts';

type Reply = { readonly status: number; readonly headers: Headers; readonly body: unknown };
export type Row = Readonly<Record<string, unknown>>;

export type Client = {
  readonly engine: Engine;
  readonly app: EmulatorApp;
  call(method: string, path: string, body?: unknown): Promise<Reply>;
  get(path: string): Promise<unknown>;
  rows(path: string): Promise<readonly Row[]>;
  post(body: Row): Promise<Row>;
};

const KEYS = { 'APCA-API-KEY-ID': 'PK1', 'APCA-API-SECRET-KEY': 'secret' };

/** An account of 250,000 at multiplier 2, at 09:15 on Friday; AAPL splits 2:1 on Monday. */
export function client(
  options: Partial<EngineOptions> = {},
  appOptions: EmulatorAppOptions = {},
): Client {
  const engine = createEngine({
    state: createPaperBroker({
      now: at(FRI, '09:15'),
      cash: dollars('250000'),
      multiplier: 2,
      accountNumber: 'PA0000000001',
      seed: 'app',
    }),
    market: paperMarket(BOOK, [split('AAPL', MON, 2)]),
    ...options,
  });
  const app = createEmulatorApp(engine, appOptions);
  const call = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const init = { method, headers: KEYS, ...(body !== undefined && { body: textOf(body) }) };
    const response = await app.fetch(new Request(`http://emulator${path}`, init));
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  };
  const get = async (path: string): Promise<unknown> => (await call('GET', path)).body;
  return {
    engine,
    app,
    call,
    get,
    rows: async (path) => (await get(path)) as readonly Row[],
    post: async (body) => (await call('POST', '/v2/orders', body)).body as Row,
  };
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

export const MARKET = {
  symbol: 'AAPL',
  side: 'buy',
  qty: '10',
  type: 'market',
  time_in_force: 'day',
};
export const GROUP = {
  ...MARKET,
  time_in_force: 'gtc',
  order_class: 'oto',
  client_order_id: '20151023_AAPL_entry_buy',
  stop_loss: { stop_price: '94.00' },
};
