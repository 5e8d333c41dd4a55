/** Alpaca's own client, as it is; it comes without types worth the name, so those used here are written down. */
import { createRequire } from 'node:module';

import type { ServedWorld } from './served-world.ts';

export type Row = Readonly<Record<string, unknown>>;

export type AlpacaSdk = {
  getAccount(): Promise<Row>;
  getClock(): Promise<Row>;
  getCalendar(range: Row): Promise<readonly Row[]>;
  getAsset(symbol: string): Promise<Row>;
  getMultiBarsV2(symbols: readonly string[], options: Row): Promise<Map<string, readonly Row[]>>;
  getLatestTrades(symbols: readonly string[]): Promise<Map<string, Row>>;
  createOrder(order: Row): Promise<Row>;
  getOrders(query?: Row): Promise<readonly Row[]>;
  getOrder(id: unknown): Promise<Row>;
  getOrderByClientId(id: string): Promise<Row>;
  replaceOrder(id: unknown, change: Row): Promise<Row>;
  cancelOrder(id: unknown): Promise<unknown>;
  cancelAllOrders(): Promise<readonly Row[]>;
  getPositions(): Promise<readonly Row[]>;
  getPosition(symbol: string): Promise<Row>;
  closePosition(symbol: string): Promise<Row>;
  closeAllPositions(): Promise<readonly Row[]>;
  readonly trade_ws: AlpacaSdkStream;
};

export type AlpacaSdkStream = {
  onConnect(listener: () => void): void;
  onDisconnect(listener: () => void): void;
  onError(listener: (message: string) => void): void;
  onOrderUpdate(listener: (update: Row) => void): void;
  connect(): void;
  subscribe(streams: readonly string[]): void;
  disconnect(): void;
};

type Constructor = new (options: Row) => AlpacaSdk;

const load = createRequire(import.meta.url);

export function alpacaSdk({ origin, emulator }: ServedWorld, changes: Row = {}): AlpacaSdk {
  const Alpaca = load('@alpacahq/alpaca-trade-api') as Constructor;
  const { keys } = emulator.engine;
  return new Alpaca({
    keyId: keys?.keyId,
    secretKey: keys?.secretKey,
    baseUrl: origin,
    dataBaseUrl: origin,
    dataStreamUrl: origin,
    feed: 'sip',
    ...changes,
  });
}
