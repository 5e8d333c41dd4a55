/** What the page shows, gathered from the account. */
import type { Instant } from '../../src/domain/account.ts';
import { formatMoney, moneyToNumber, ZERO } from '../../src/domain/money.ts';
import { isTerminal } from '../../src/domain/order.ts';
import { formatQuantity } from '../../src/domain/quantity.ts';
import { accountView, positionsView } from '../../src/paper-broker/account-figures.ts';
import { currentOrNextSession, tradingPhase } from '../../src/paper-broker/session-times.ts';
import { workingOrders, type PaperOrder } from '../../src/paper-broker/paper-state.ts';
import { formatNewYork } from '../../src/rules/new-york-time.ts';
import type {
  EmulatorPage,
  PageAccount,
  PageClock,
  PageOrder,
  PagePosition,
} from '../../src/views/emulator-page/page-facts.ts';
import type { Emulator } from './emulator.ts';

const OPEN_ORDERS = 100;
const RECENT_ORDERS = 20;
const LAST_REQUESTS = 20;
/** Characters of a command that are shown. */
const SHOWN_BODY = 120;
const MARKETS = {
  core: 'open',
  early: 'pre-market',
  late: 'after-hours',
  queued: 'closed',
} as const;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export function pageFacts(emulator: Emulator, version: string): EmulatorPage {
  const { state } = emulator.engine;
  const open = workingOrders(state);
  const ended = Object.values(state.orders).filter(({ status }) => isTerminal(status));
  return {
    version,
    clock: clockOf(emulator),
    account: accountOf(emulator),
    positions: positionsOf(emulator),
    openCount: open.length,
    openOrders: newestFirst(open).slice(0, OPEN_ORDERS),
    recentOrders: newestFirst(ended).slice(0, RECENT_ORDERS),
    requests: emulator.log.lastRequests(LAST_REQUESTS).map(({ at, body = '', ...request }) => ({
      ...request,
      body: body.length > SHOWN_BODY ? `${body.slice(0, SHOWN_BODY)}…` : body,
      time: newYork(at).time,
    })),
  };
}

function clockOf({ engine, isRealTime }: Emulator): PageClock {
  const now = engine.now();
  const phase = tradingPhase(now);
  const session = currentOrNextSession(now);
  const next =
    phase === 'core'
      ? ({ what: 'Closes', at: session.close } as const)
      : ({ what: 'Opens', at: session.open } as const);
  return {
    ...newYork(now),
    market: MARKETS[phase],
    next: { what: next.what, at: momentText(next.at) },
    isReal: isRealTime,
  };
}

function accountOf({ engine }: Emulator): PageAccount {
  const { state, market, keys } = engine;
  const { cash, equity, buyingPower, longMarketValue } = accountView(state, market);
  return {
    number: state.accountNumber,
    keyId: keys?.keyId ?? 'any',
    multiplier: state.multiplier,
    equity: moneyToNumber(equity),
    lastEquity: moneyToNumber(state.lastEquity),
    cash: moneyToNumber(cash),
    buyingPower: moneyToNumber(buyingPower),
    marketValue: moneyToNumber(longMarketValue),
  };
}

function positionsOf({ engine: { state, market } }: Emulator): PagePosition[] {
  return positionsView(state, market).map((position) => ({
    symbol: position.symbol,
    qty: Number(formatQuantity(position.qty)),
    available: Number(formatQuantity(position.qtyAvailable)),
    entryPrice: moneyToNumber(position.avgEntryPrice),
    price: moneyToNumber(position.currentPrice),
    value: moneyToNumber(position.marketValue),
    profit: moneyToNumber(position.marketValue) - moneyToNumber(position.costBasis),
  }));
}

function newestFirst(orders: readonly PaperOrder[]): PageOrder[] {
  return [...orders].sort((a, b) => b.sequence - a.sequence).map(orderOf);
}

function orderOf(order: PaperOrder): PageOrder {
  const { filledAvgPrice, parentId, orderClass } = order;
  return {
    at: momentText(order.submittedAt),
    symbol: order.symbol,
    side: order.side,
    ...amountOf(order),
    what: typeOf(order),
    timeInForce: order.timeInForce,
    group: parentId === null ? (orderClass === 'simple' ? '' : orderClass) : `leg of ${orderClass}`,
    status: order.status,
    price: filledAvgPrice === null ? null : moneyToNumber(filledAvgPrice),
    clientOrderId: order.clientOrderId,
  };
}

function amountOf({ qty, notional, filledQty }: PaperOrder): Pick<PageOrder, 'amount' | 'outOf'> {
  const asked = qty === null ? `$${formatMoney(notional ?? ZERO)}` : formatQuantity(qty);
  const isWhole = filledQty === 0 || filledQty === qty;
  return isWhole
    ? { amount: asked, outOf: '' }
    : { amount: formatQuantity(filledQty), outOf: asked };
}

function typeOf({ type, limitPrice, stopPrice }: PaperOrder): string {
  const stop = stopPrice === null ? '' : ` ${formatMoney(stopPrice)}`;
  const limit = limitPrice === null ? '' : ` ${formatMoney(limitPrice)}`;
  return `${type.replaceAll('_', ' ')}${stop}${limit}`;
}

function momentText(at: Instant): string {
  const { weekday, date, time } = newYork(at);
  return `${weekday} ${date} ${time.slice(0, 5)}`;
}

function newYork(at: Instant): { date: string; time: string; weekday: string } {
  const text = formatNewYork(at);
  const date = text.slice(0, 10);
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? '';
  return { date, time: text.slice(11, 19), weekday };
}
