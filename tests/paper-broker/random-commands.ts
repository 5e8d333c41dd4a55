/** Commands to a paper broker, as anybody might send them: sensible ones most of the time. */
import { parseMoney, type Money } from '../../src/domain/money.ts';
import { shares } from '../../src/domain/quantity.ts';
import { availableQty } from '../../src/paper-broker/account-figures.ts';
import { cancelOrder, replaceOrder, submitOrder } from '../../src/paper-broker/paper-broker.ts';
import {
  configureAccount,
  type PaperBrokerState,
  type PaperMarket,
  type PaperOrderRequest,
} from '../../src/paper-broker/paper-state.ts';
import type { CommandOutcome } from './ledger.ts';
import { change, dollars, request, type Asked } from './paper-world.ts';

/** Evenly spread over 0 to 1; the sequence of a seed is always the same. */
export type Dice = {
  readonly next: () => number;
  readonly below: (count: number) => number;
  readonly of: <T>(...choices: readonly [T, ...T[]]) => T;
};

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return { next, below, of: (...choices) => choices[below(choices.length)] ?? choices[0] };
}

export type Bench = {
  readonly state: PaperBrokerState;
  readonly market: PaperMarket;
  readonly symbols: readonly [string, ...string[]];
  /** About what a share costs now; undefined where nobody knows. */
  readonly priceOf: (symbol: string) => number | undefined;
  readonly roll: Dice;
};

/** A command of any kind but the passing of time. */
export function anyCommand(bench: Bench): CommandOutcome {
  const { state, market, roll } = bench;
  const what = roll.next();
  if (what < 0.6) return result(submitOrder(state, anOrder(bench), market));
  if (what < 0.66) return result(submitOrder(state, closing(bench), market));
  const id = anId(bench);
  if (what < 0.8) return result(cancelOrder(state, id, market));
  if (what < 0.96) {
    const price = near(bench, state.orders[id]?.symbol ?? bench.symbols[0]);
    const changes = change({
      ...(roll.next() < 0.3 && { qty: 1 + roll.below(40) }),
      ...(roll.next() < 0.5 && { limitPrice: price }),
      ...(roll.next() < 0.5 && { stopPrice: price }),
      ...(roll.next() < 0.1 && { trail: 2 }),
      ...(roll.next() < 0.1 && { timeInForce: roll.of('day', 'gtc') }),
    });
    return result(replaceOrder(state, id, changes, market));
  }
  configureAccount(state, {
    configuration: { maxMarginMultiplier: roll.of(1, 2, 4), suspendTrade: roll.next() < 0.1 },
    behaviour: { haltedSymbols: roll.next() < 0.3 ? [roll.of(...bench.symbols)] : [] },
  });
  return { kind: 'settings', events: [] };
}

function result(done: {
  readonly kind: 'accepted' | 'refused';
  readonly events?: CommandOutcome['events'];
}): CommandOutcome {
  return { kind: done.kind, events: done.events ?? [] };
}

function anId({ state, roll }: Bench): string {
  const { working } = state;
  const all = Object.keys(state.orders);
  const from = roll.next() < 0.9 && working.length > 0 ? working : all;
  return from[roll.below(from.length)] ?? 'none';
}

/** A price within an eighth of what a share costs, in cents. */
function near({ priceOf, roll }: Bench, symbol: string): Money {
  const price = priceOf(symbol) ?? 50;
  return parseMoney((price * (0.875 + roll.next() * 0.25)).toFixed(2)) ?? dollars('50');
}

function anOrder(bench: Bench): PaperOrderRequest {
  const { state, roll } = bench;
  const symbol = roll.of(...bench.symbols);
  const held = availableQty(state, symbol);
  const side = held > 0 ? roll.of('buy', 'sell', 'sell') : roll.of('buy', 'buy', 'buy', 'sell');
  const type = roll.of('market', 'market', 'limit', 'limit', 'stop', 'stop_limit', 'trailing_stop');
  const price = (): Money => near(bench, symbol);
  const amount = roll.next();
  const asked: Asked = {
    symbol,
    side,
    type,
    timeInForce: roll.of('day', 'day', 'gtc', 'gtc', 'opg', 'cls', 'ioc', 'fok'),
    qty: amount < 0.7 ? 1 + roll.below(60) : null,
    limitPrice: type === 'limit' || type === 'stop_limit' ? price() : null,
    stopPrice: type === 'stop' || type === 'stop_limit' ? price() : null,
    ...(type === 'trailing_stop' && { trailPercent: 1 + roll.below(8) }),
    extendedHours: roll.next() < 0.05,
  };
  if (amount >= 0.7) return request(inFractions(asked, amount, roll));
  return request(roll.next() < 0.35 ? asGroup(asked, price, roll) : asked);
}

/** Of nine decimals, or for so many dollars. */
function inFractions(asked: Asked, amount: number, roll: Dice): Asked {
  const day = { ...asked, timeInForce: 'day' as const };
  return amount < 0.85
    ? { ...day, qty: Math.floor(roll.next() * 30e9) / 1e9 }
    : { ...day, notional: dollars((1 + roll.next() * 3000).toFixed(2)) };
}

function asGroup(asked: Asked, price: () => Money, roll: Dice): Asked {
  const timeInForce = roll.of('day', 'gtc');
  const [a, b] = [price(), price()];
  const [low, high] = a < b ? [a, b] : [b, a];
  const [takeProfitPrice, stopLossPrice] = asked.side === 'sell' ? [low, high] : [high, low];
  const exits = { takeProfitPrice, stopLossPrice };
  const orderClass = roll.of('oto', 'oto', 'bracket', 'oco');
  if (orderClass === 'oco') {
    const sold = { takeProfitPrice: high, stopLossPrice: low };
    return {
      ...asked,
      ...sold,
      side: 'sell',
      type: 'limit',
      orderClass,
      timeInForce,
      limitPrice: null,
      stopPrice: null,
    };
  }
  const entry: Asked = { ...asked, timeInForce, type: roll.of('market', 'limit'), stopPrice: null };
  const limitPrice = entry.type === 'limit' ? price() : null;
  const legs = orderClass === 'oto' ? { stopLossPrice } : exits;
  return { ...entry, limitPrice, orderClass, ...legs };
}

/** What closing a position sends: all shares that are free, at the market. */
function closing({ state, symbols, roll }: Bench): PaperOrderRequest {
  const symbol = roll.of(...symbols);
  return request({ symbol, side: 'sell', qty: availableQty(state, symbol) / shares(1) });
}
