/**
 * What the paper broker knows: one account with its orders, positions and activities, as plain data that survives
 * `JSON.parse(JSON.stringify(state))`. The caller owns the state; the functions of this room change it in place and
 * return what happened, so that years of sessions take seconds. Time is `state.now`, moved only by `advanceTo`; ids
 * come from the seed and a counter. Same seed, same commands, same bars: same bytes.
 */
import type { Instant } from '../domain/account.ts';
import { subtractMoney, ZERO, type Money } from '../domain/money.ts';
import { quantityFor, subtractQuantity, timesQuantity, type Quantity } from '../domain/quantity.ts';
import { deterministicId } from './deterministic-id.ts';
import { DEFAULT_BEHAVIOUR, type PaperBehaviour } from './paper-behaviour.ts';
import type { PaperActivity } from './paper-events.ts';
import { DEFAULT_ASSET, type PaperAsset, type PaperMarket } from './paper-market.ts';
import type { PaperOrder } from './paper-order.ts';

export { DEFAULT_BEHAVIOUR } from './paper-behaviour.ts';
export type {
  PaperOrderChange,
  PaperOrderRequest,
  PositionIntent,
} from '../domain/paper-request.ts';
export type { Dwell, PaperBehaviour } from './paper-behaviour.ts';
export type {
  BrokerEvent,
  DividendActivity,
  FillActivity,
  OrderEvent,
  OrderEventName,
  PaperActivity,
  SplitActivity,
  TickerChangeActivity,
} from './paper-events.ts';
export type {
  Delisting,
  KnownMarketAction,
  PaperAsset,
  PaperMarket,
  PaperMarketAction,
  TickerChange,
} from './paper-market.ts';
export type { LegRole, PaperOrder } from './paper-order.ts';

export type PaperPosition = {
  /** Changes when the company changes its ticker. */
  symbol: string;
  qty: Quantity;
  /** Dollars paid for the shares still held. */
  costBasis: Money;
  /** The last close while held, in today's share terms; the fill price until there is one. */
  lastClose: Money;
};

/** What the account holder sets. @see https://docs.alpaca.markets/reference/patchaccountconfig-1 */
export type AccountConfiguration = {
  /** Takes no new orders: shown as `trade_suspended_by_user`. */
  readonly suspendTrade: boolean;
  readonly noShorting: boolean;
  readonly fractionalTrading: boolean;
  readonly maxMarginMultiplier: 1 | 2 | 4;
  readonly tradeConfirmEmail: 'all' | 'none';
  readonly ptpNoExceptionEntry: boolean;
  readonly maxOptionsTradingLevel: number;
  readonly disableOvernightTrading: boolean;
};

/** What the broker does to an account. */
export type AccountFlags = {
  readonly tradingBlocked: boolean;
  readonly transfersBlocked: boolean;
  readonly accountBlocked: boolean;
};

export const DEFAULT_CONFIGURATION: AccountConfiguration = {
  suspendTrade: false,
  noShorting: false,
  fractionalTrading: true,
  maxMarginMultiplier: 4,
  tradeConfirmEmail: 'all',
  ptpNoExceptionEntry: false,
  maxOptionsTradingLevel: 0,
  disableOvernightTrading: false,
};

const NO_FLAGS: AccountFlags = {
  tradingBlocked: false,
  transfersBlocked: false,
  accountBlocked: false,
};

export type PaperBrokerState = {
  accountId: string;
  accountNumber: string;
  readonly seed: string;
  /** How often the account was reset: keys of an earlier generation are no keys of this account. */
  generation: number;
  readonly openingCash: Money;
  multiplier: 1 | 2 | 4;
  behaviour: PaperBehaviour;
  configuration: AccountConfiguration;
  flags: AccountFlags;
  createdAt: Instant;
  now: Instant;
  /** How many ids were given out. */
  sequence: number;
  cash: Money;
  /** Equity, maintenance margin and cash at the last close. */
  lastEquity: Money;
  lastMaintenanceMargin: Money;
  lastCash: Money;
  positions: Record<string, PaperPosition>;
  /** Every order ever accepted, by id. */
  orders: Record<string, PaperOrder>;
  orderIdByClientId: Record<string, string>;
  /** Ids of the orders without a final status, oldest first. */
  working: string[];
  activities: PaperActivity[];
  /** Stocks that are traded no more, with their successor if they have one. */
  inactiveSymbols: Record<string, string | null>;
};

export type PaperBrokerOptions = {
  readonly now: Instant;
  readonly cash: Money;
  readonly multiplier: 1 | 2 | 4;
  readonly accountNumber: string;
  readonly seed: string;
  readonly behaviour?: Partial<PaperBehaviour>;
};

export function createPaperBroker(options: PaperBrokerOptions): PaperBrokerState {
  const { now, cash, multiplier, accountNumber, seed } = options;
  return {
    accountId: deterministicId(seed, 0),
    accountNumber,
    seed,
    generation: 0,
    openingCash: cash,
    multiplier,
    behaviour: { ...DEFAULT_BEHAVIOUR, ...options.behaviour },
    configuration: DEFAULT_CONFIGURATION,
    flags: NO_FLAGS,
    createdAt: now,
    now,
    sequence: 0,
    cash,
    lastEquity: cash,
    lastMaintenanceMargin: ZERO,
    lastCash: cash,
    positions: {},
    orders: {},
    orderIdByClientId: {},
    working: [],
    activities: [],
    inactiveSymbols: {},
  };
}

/** What a change of settings may name; what it does not name stays. */
export type AccountPatch = {
  readonly behaviour?: Partial<PaperBehaviour>;
  readonly configuration?: Partial<AccountConfiguration>;
  readonly flags?: Partial<AccountFlags>;
};

export function configureAccount(state: PaperBrokerState, patch: AccountPatch): void {
  state.behaviour = { ...state.behaviour, ...patch.behaviour };
  state.configuration = { ...state.configuration, ...patch.configuration };
  state.flags = { ...state.flags, ...patch.flags };
}

/**
 * The account ends and another one begins in its place, at the same time: new id, new number, opening cash (or `cash`),
 * no history. Behaviour stays; keys of the generation before are to be refused.
 *
 * @see https://docs.alpaca.markets/docs/paper-trading (reset)
 */
export function resetAccount(state: PaperBrokerState, cash: Money = state.openingCash): void {
  const generation = state.generation + 1;
  const accountId = deterministicId(`${state.seed}/account/${generation}`, 0);
  Object.assign(state, {
    ...createPaperBroker({ ...state, cash }),
    openingCash: state.openingCash,
    generation,
    accountId,
    accountNumber: `PA${accountId.replaceAll('-', '').slice(0, 10).toUpperCase()}`,
    // Ids are never given out twice, also not to two accounts in a row.
    sequence: state.sequence,
  } satisfies PaperBrokerState);
}

/** Margin multiplier after the account holder's own limit. */
export function effectiveMultiplier({ multiplier, configuration }: PaperBrokerState): 1 | 2 | 4 {
  return multiplier < configuration.maxMarginMultiplier
    ? multiplier
    : configuration.maxMarginMultiplier;
}

/** A stock as the account sees it; undefined when nobody knows the symbol. */
export function assetOf(
  state: PaperBrokerState,
  symbol: string,
  market: PaperMarket,
): (PaperAsset & { readonly isActive: boolean }) | undefined {
  if (!market.isKnown(symbol)) return undefined;
  const asset = { ...DEFAULT_ASSET, ...market.asset?.(symbol) };
  const isActive = !Object.hasOwn(state.inactiveSymbols, symbol);
  const isUntradable = state.behaviour.untradableSymbols.includes(symbol);
  return { ...asset, tradable: asset.tradable && isActive && !isUntradable, isActive };
}

export function nextSequence(state: PaperBrokerState): number {
  state.sequence += 1;
  return state.sequence;
}

export function nextId(state: PaperBrokerState): string {
  return deterministicId(state.seed, nextSequence(state));
}

export function orderById(state: PaperBrokerState, id: string): PaperOrder | undefined {
  return own(state.orders, id);
}

export function orderByClientId(
  state: PaperBrokerState,
  clientOrderId: string,
): PaperOrder | undefined {
  const id = own(state.orderIdByClientId, clientOrderId);
  return id === undefined ? undefined : orderById(state, id);
}

export function positionOf(state: PaperBrokerState, symbol: string): PaperPosition | undefined {
  return own(state.positions, symbol);
}

export function workingOrders(state: PaperBrokerState): PaperOrder[] {
  return state.working.flatMap((id) => orderById(state, id) ?? []);
}

export function legsOf(state: PaperBrokerState, order: PaperOrder): PaperOrder[] {
  return order.legIds.flatMap((id) => orderById(state, id) ?? []);
}

/** Shares of a working order that are still to be traded; a notional order counts at the price it was made at. */
export function openQty(order: PaperOrder): Quantity {
  if (order.qty !== null) return subtractQuantity(order.qty, order.filledQty);
  return quantityFor(openNotional(order), order.reservePrice);
}

/** Dollars of a notional order that are still to be traded. */
export function openNotional(order: PaperOrder): Money {
  const open = subtractMoney(order.notional ?? ZERO, order.filledValue);
  return open > 0 ? open : ZERO;
}

/** Dollars an open buy takes out of the buying power. */
export function reservedBy(order: PaperOrder | undefined): Money {
  if (order === undefined || order.status === 'held' || order.side === 'sell') return ZERO;
  if (order.notional !== null) return openNotional(order);
  return timesQuantity(order.reservePrice, openQty(order));
}

/** Names come from clients: `constructor` is no position. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
