import type { Bar, Split } from '../../src/domain/bar.ts';
import { parseMoney, type Money } from '../../src/domain/money.ts';
import { PLAIN_MARKET_ORDER } from '../../src/domain/paper-request.ts';
import { shares } from '../../src/domain/quantity.ts';
import { sessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import { ticker } from '../../src/domain/ticker.ts';
import { advanceTo } from '../../src/paper-broker/advance-time.ts';
import {
  cancelOrder,
  replaceOrder,
  submitOrder,
  type PaperSubmitResult,
} from '../../src/paper-broker/paper-broker.ts';
import {
  createPaperBroker,
  orderById,
  type BrokerEvent,
  type PaperAsset,
  type PaperBehaviour,
  type PaperBrokerState,
  type PaperMarket,
  type PaperMarketAction,
  type PaperOrder,
  type PaperOrderChange,
  type PaperOrderRequest,
} from '../../src/paper-broker/paper-state.ts';
import { newYorkInstant } from '../../src/rules/new-york-time.ts';

/** Open, high, low, close. */
export type Prices = readonly [number, number, number, number];
export type Book = Readonly<Record<string, Readonly<Record<string, Prices>>>>;

/** Thursday, Friday, Monday, Tuesday; the times below are New York's. */
export const THU = '2015-10-22';
export const FRI = '2015-10-23';
export const MON = '2015-10-26';
export const TUE = '2015-10-27';

/** Rises on Friday (100 → low 95 → high 110 → 108) and falls on Monday (107 → high 109 → low 90 → 92). */
export const BOOK: Book = {
  AAPL: {
    [THU]: [99, 101, 98, 100],
    [FRI]: [100, 110, 95, 108],
    [MON]: [107, 109, 90, 92],
    [TUE]: [91, 94, 91, 93],
  },
  AMD: { [THU]: [2, 2.2, 1.9, 2], [FRI]: [2, 2.5, 1.9, 2.4], [MON]: [2.4, 2.6, 2.2, 2.5] },
  PENNY: { [THU]: [0.5, 0.6, 0.4, 0.5], [FRI]: [0.5, 0.6, 0.4, 0.5] },
};

export function at(date: string, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return newYorkInstant(sessionDate(date), hours * 60 + minutes);
}

export function dollars(text: string): Money {
  const money = parseMoney(text);
  if (money === undefined) throw new Error(`not dollars: ${text}`);
  return money;
}

export function paperMarket(
  book: Book,
  actions: readonly PaperMarketAction[] = [],
  assets: Readonly<Record<string, Partial<PaperAsset>>> = {},
): PaperMarket {
  return {
    bar: (symbol: string, date: SessionDate): Bar | undefined => {
      const prices = book[symbol]?.[date];
      if (prices === undefined) return undefined;
      const [open, high, low, close] = prices;
      return { date, open, high, low, close, volume: 1_000_000 };
    },
    actionsOn: (date, symbols) =>
      actions.filter(({ exDate, ticker }) => exDate === date && symbols.includes(ticker)),
    isKnown: (symbol) => Object.hasOwn(book, symbol),
    asset: (symbol) => assets[symbol],
  };
}

export function split(symbol: string, exDate: string, ratio: number): Split {
  return { type: 'split', ticker: ticker(symbol), exDate: sessionDate(exDate), ratio };
}

/** A request as a test writes it: shares as a plain number, dollars as text. */
export type Asked = Partial<Omit<PaperOrderRequest, 'qty'>> & { readonly qty?: number | null };

export function request({ qty = 10, ...changes }: Asked = {}): PaperOrderRequest {
  return {
    ...PLAIN_MARKET_ORDER,
    symbol: 'AAPL',
    side: 'buy',
    qty: qty === null ? null : shares(qty),
    ...changes,
  };
}

/** A market entry with its stop. */
export function oto(stop: string, changes: Asked = {}): PaperOrderRequest {
  return request({
    orderClass: 'oto',
    timeInForce: 'gtc',
    stopLossPrice: dollars(stop),
    ...changes,
  });
}

/** A resting good-till-canceled sell stop. */
export function stop(price: string, changes: Asked = {}): PaperOrderRequest {
  return request({
    side: 'sell',
    type: 'stop',
    timeInForce: 'gtc',
    stopPrice: dollars(price),
    ...changes,
  });
}

/** A change as a test writes it. */
export type Changed = Partial<Omit<PaperOrderChange, 'qty'>> & { readonly qty?: number };

export function change({ qty, ...changes }: Changed): PaperOrderChange {
  return {
    clientOrderId: null,
    qty: qty === undefined ? null : shares(qty),
    limitPrice: null,
    stopPrice: null,
    trail: null,
    timeInForce: null,
    ...changes,
  };
}

export type World = {
  readonly state: PaperBrokerState;
  readonly market: PaperMarket;
  advance(date: string, time: string): BrokerEvent[];
  submit(request: PaperOrderRequest): PaperSubmitResult;
  /** Submits what must be accepted and returns the living order. */
  place(request: PaperOrderRequest): PaperOrder;
  cancel(id: string): ReturnType<typeof cancelOrder>;
  replace(id: string, change: Changed): PaperSubmitResult;
  order(id: string): PaperOrder;
};

export type WorldOptions = {
  readonly start?: readonly [string, string];
  readonly cash?: string;
  readonly multiplier?: 1 | 2 | 4;
  readonly book?: Book;
  readonly splits?: readonly PaperMarketAction[];
  readonly behaviour?: Partial<PaperBehaviour>;
  readonly assets?: Readonly<Record<string, Partial<PaperAsset>>>;
};

/** A flat account of 100,000 without margin at 09:15 on Friday, unless told otherwise. */
export function world(options: WorldOptions = {}): World {
  const [date, time] = options.start ?? [FRI, '09:15'];
  const market = paperMarket(options.book ?? BOOK, options.splits, options.assets);
  const state = createPaperBroker({
    now: at(date, time),
    cash: dollars(options.cash ?? '100000'),
    multiplier: options.multiplier ?? 1,
    accountNumber: 'PA0000000001',
    seed: 'tests',
    ...(options.behaviour !== undefined && { behaviour: options.behaviour }),
  });
  const order = (id: string): PaperOrder => {
    const found = orderById(state, id);
    if (found === undefined) throw new Error(`no order ${id}`);
    return found;
  };
  const submit = (asked: PaperOrderRequest): PaperSubmitResult => submitOrder(state, asked, market);
  return {
    state,
    market,
    order,
    submit,
    advance: (day, clock) => advanceTo(state, at(day, clock), market),
    place: (asked) => {
      const result = submit(asked);
      if (result.kind === 'refused') throw new Error(result.message);
      return order(result.order.id);
    },
    cancel: (id) => cancelOrder(state, id, market),
    replace: (id, changes) => replaceOrder(state, id, change(changes), market),
  };
}

/** Friday 09:31, holding 10 AAPL bought at the open of 100. */
export function holding(options: WorldOptions = {}): World {
  const made = world(options);
  made.place(request());
  made.advance(FRI, '09:31');
  return made;
}

/** A buy at the market, or as asked, with target and stop. */
export function bracket(target: string, stopAt: string, changes: Asked = {}): PaperOrderRequest {
  return request({
    orderClass: 'bracket',
    timeInForce: 'gtc',
    takeProfitPrice: dollars(target),
    stopLossPrice: dollars(stopAt),
    ...changes,
  });
}

/** A target and a stop for shares that are held. */
export function oco(target: string, stopAt: string, changes: Asked = {}): PaperOrderRequest {
  return request({
    side: 'sell',
    type: 'limit',
    orderClass: 'oco',
    timeInForce: 'gtc',
    takeProfitPrice: dollars(target),
    stopLossPrice: dollars(stopAt),
    ...changes,
  });
}

/** The events of orders, by name: what a stream would tell. */
export function told(events: readonly BrokerEvent[]): string[] {
  return events.flatMap((event) => (event.kind === 'order' ? [event.event] : []));
}

/** Why a request was refused, or `accepted`. */
export function answerTo(result: PaperSubmitResult): string {
  return result.kind === 'refused'
    ? `${result.httpStatus} ${result.code} ${result.message}`
    : 'accepted';
}

/** Rows of a table with the answer in their title: a list of titles is then a list of refusals. */
export function titled<Row extends readonly [string, PaperOrderRequest, string, ...unknown[]]>(
  code: string,
  rows: readonly Row[],
) {
  return rows.map((row) => [`${row[0]}: ${code} ${row[2]}`, row] as const);
}

/** The legs of a group by what they do. */
export function legsBy(made: World, entry: PaperOrder) {
  const leg = (role: PaperOrder['role']): PaperOrder => {
    const found = entry.legIds.map((id) => made.order(id)).find((order) => order.role === role);
    if (found === undefined) throw new Error(`no ${role} leg`);
    return found;
  };
  return { target: leg('take_profit'), stopLoss: leg('stop_loss') };
}

/** The only leg of a group. */
export function legOf(made: World, entry: PaperOrder): PaperOrder {
  return made.order(entry.legIds[0] ?? 'none');
}
