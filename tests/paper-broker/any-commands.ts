import fc from 'fast-check';

import type { Money } from '../../src/domain/money.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import { advanceTo } from '../../src/paper-broker/advance-time.ts';
import {
  cancelOrder,
  closePosition,
  replaceOrder,
  submitOrder,
} from '../../src/paper-broker/paper-broker.ts';
import {
  createPaperBroker,
  type BrokerEvent,
  type PaperBehaviour,
  type PaperBrokerState,
  type PaperMarket,
  type PaperMarketAction,
  type PaperOrderRequest,
} from '../../src/paper-broker/paper-state.ts';
import { sessionsBetween } from '../../src/rules/market-calendar.ts';
import {
  at,
  change,
  dollars,
  paperMarket,
  request,
  type Book,
  type Prices,
} from './paper-world.ts';

export const SYMBOLS = ['AAPL', 'AMD', 'MSFT'] as const;
const SESSIONS = sessionsBetween(sessionDate('2015-10-01'), sessionDate('2016-03-31'));
const CASH = dollars('50000');

const submit = fc.record({
  kind: fc.constant('submit' as const),
  symbol: fc.constantFrom(...SYMBOLS),
  side: fc.constantFrom('buy', 'buy', 'sell'),
  type: fc.constantFrom('market', 'market', 'limit', 'stop', 'stop_limit', 'trailing_stop'),
  timeInForce: fc.constantFrom('day', 'gtc', 'gtc', 'opg', 'cls', 'ioc', 'fok'),
  orderClass: fc.constantFrom('simple', 'simple', 'oto', 'oco', 'bracket'),
  qty: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(0.5, 2.123456789)),
  notional: fc.option(fc.integer({ min: 1, max: 5_000 }), { freq: 8 }),
  percent: fc.integer({ min: 80, max: 120 }),
  extendedHours: fc.constantFrom(false, false, false, true),
});

const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), minutes: fc.nat(3000) }),
  },
  { weight: 7, arbitrary: submit },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(40) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      pick: fc.nat(40),
      percent: fc.integer({ min: 80, max: 120 }),
      qty: fc.option(fc.integer({ min: 1, max: 60 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('close' as const),
      symbol: fc.constantFrom(...SYMBOLS),
      percentage: fc.integer({ min: 1, max: 100 }),
    }),
  },
);

export type Command = typeof command extends fc.Arbitrary<infer One> ? One : never;

export const anyCommands = fc.array(command, { minLength: 5, maxLength: 60 });

/** Whole-dollar prices around 100 so that splits and fractional orders are the only sources of fractions. */
export const anyBook: fc.Arbitrary<Book> = fc
  .array(fc.integer({ min: 80, max: 120 }), { minLength: 30, maxLength: 60 })
  .map((prices) =>
    Object.fromEntries(
      SYMBOLS.map((symbol, shift) => [
        symbol,
        Object.fromEntries(
          SESSIONS.filter((_date, index) => (index + shift) % 11 !== 7).map((date, index) => {
            const price = (offset: number): number =>
              prices[(index * 3 + shift + offset) % prices.length] ?? 100;
            const [open, close] = [price(0), price(1)];
            const high = Math.max(open, close, price(2));
            const bar: Prices = [open, high, Math.min(open, close, price(2)), close];
            return [date, bar];
          }),
        ),
      ]),
    ),
  );

/** From the tidy world to one where nothing comes at once. */
export const anyBehaviour: fc.Arbitrary<Partial<PaperBehaviour>> = fc.constantFrom<
  Partial<PaperBehaviour>[]
>(
  {},
  { partialFillChance: 0.5, cancelDwell: 3 * 60 * 60_000 },
  { partialFillChance: 0.1, stopLegFill: 'replaced', restingLegs: 'exempt' },
  { cancelDwell: 'stuck', dayLeftover: 'canceled', buyStopCollar: 'none', dividends: 'paid' },
  { tickerChange: 'canceled', nightReplace: 'refused', notionalDecimals: 4 },
);

export type Life = {
  readonly book: Book;
  readonly commands: readonly Command[];
  readonly actions: readonly PaperMarketAction[];
  readonly behaviour: Partial<PaperBehaviour>;
};

export type Run = {
  readonly state: PaperBrokerState;
  readonly events: readonly BrokerEvent[];
  readonly cash: Money;
};

/** Lives through the commands, refused ones included, and looks at the account after each. */
export function run(
  { book, commands, actions, behaviour }: Life,
  look: (state: PaperBrokerState, events: readonly BrokerEvent[]) => void = () => undefined,
): Run {
  const market = paperMarket(book, actions);
  const state = createPaperBroker({
    now: at('2015-10-23', '09:15'),
    cash: CASH,
    multiplier: 2,
    accountNumber: 'PA1',
    seed: 'property',
    behaviour,
  });
  const events: BrokerEvent[] = [];
  for (const step of commands) {
    const happened = follow(state, step, market);
    events.push(...happened);
    look(state, happened);
  }
  return { state, events, cash: CASH };
}

function follow(
  state: PaperBrokerState,
  step: Command,
  market: PaperMarket,
): readonly BrokerEvent[] {
  if (step.kind === 'advance') {
    return advanceTo(state, state.now + step.minutes * 60_000, market);
  }
  const result = carryOut(state, step, market);
  return result.kind === 'accepted' ? result.events : [];
}

function carryOut(
  state: PaperBrokerState,
  step: Exclude<Command, { readonly kind: 'advance' }>,
  market: PaperMarket,
) {
  if (step.kind === 'submit') return submitOrder(state, requestOf(step), market);
  if (step.kind === 'close') {
    return closePosition(state, step.symbol, { percentage: step.percentage }, market);
  }
  const ids = Object.keys(state.orders);
  const id = ids[step.pick % Math.max(ids.length, 1)] ?? 'none';
  if (step.kind === 'cancel') return cancelOrder(state, id, market);
  const type = state.orders[id]?.type;
  const price = dollars(String(step.percent));
  const changes = change({
    ...(step.qty !== null && { qty: step.qty }),
    stopPrice: type === 'stop' || type === 'stop_limit' ? price : null,
    limitPrice: type === 'limit' || type === 'stop_limit' ? price : null,
  });
  return replaceOrder(state, id, changes, market);
}

/** Sensible prices around `percent` for whatever the type and the class ask for. */
function requestOf(step: Extract<Command, { readonly kind: 'submit' }>): PaperOrderRequest {
  const { kind: _kind, percent, notional, qty, ...said } = step;
  const exit = { side: 'sell', type: 'limit', timeInForce: 'gtc' } as const;
  const rest = said.orderClass === 'oco' ? { ...said, ...exit } : said;
  const price = dollars(String(percent));
  const hasLimit = rest.type === 'limit' || rest.type === 'stop_limit';
  const hasStop = rest.type === 'stop' || rest.type === 'stop_limit';
  const isGroup = rest.orderClass !== 'simple';
  return request({
    ...rest,
    qty: notional === null || isGroup ? qty : null,
    notional: notional === null || isGroup ? null : dollars(String(notional)),
    limitPrice: hasLimit ? price : null,
    stopPrice: hasStop ? price : null,
    trailPercent: rest.type === 'trailing_stop' ? 5 : null,
    takeProfitPrice: isGroup && rest.orderClass !== 'oto' ? dollars('118') : null,
    stopLossPrice: isGroup ? dollars('82') : null,
    stopLossLimitPrice: isGroup && percent % 2 === 0 ? dollars('81') : null,
  });
}
