import type { WireActivityQuery } from '../../src/contracts/account-queries.ts';
import { formatMoney } from '../../src/domain/money.ts';
import { formatQuantity, subtractQuantity } from '../../src/domain/quantity.ts';
import type {
  DividendActivity,
  FillActivity,
  PaperActivity,
  PaperBrokerState,
  SplitActivity,
  TickerChangeActivity,
} from '../../src/paper-broker/paper-state.ts';
import { formatNewYork, newYorkDate } from '../../src/rules/new-york-time.ts';
import { wireTime, type WireObject } from './replies.ts';

/** One page; the next one begins after the row whose id is `pageToken`. Undefined when no row has that id. */
export function wireActivities(
  state: PaperBrokerState,
  query: WireActivityQuery,
): readonly WireObject[] | undefined {
  const { activities } = state;
  const isAscending = query.direction === 'asc';
  const step = isAscending ? 1 : -1;
  let at = isAscending ? 0 : activities.length - 1;
  if (query.pageToken !== null) {
    const seen = activities.findIndex((activity) => idOf(activity) === query.pageToken);
    if (seen < 0) return undefined;
    at = seen + step;
  }
  const page: WireObject[] = [];
  for (; page.length < query.pageSize; at += step) {
    const activity = activities[at];
    if (activity === undefined) break;
    if (isAsked(activity, query)) page.push(wireActivity(activity));
  }
  return page;
}

export function typeOf(activity: PaperActivity): 'FILL' | 'SPLIT' | 'DIV' | 'NC' {
  switch (activity.kind) {
    case 'fill':
      return 'FILL';
    case 'split':
      return 'SPLIT';
    case 'dividend':
      return 'DIV';
    case 'ticker_change':
      return 'NC';
  }
}

function isAsked(activity: PaperActivity, query: WireActivityQuery): boolean {
  const { types, category, date, after, until } = query;
  return (
    (types === null || types.includes(typeOf(activity))) &&
    (category === null || (category === 'trade_activity') === (activity.kind === 'fill')) &&
    (date === null || newYorkDate(activity.at) === date) &&
    (after === null || activity.at > after) &&
    (until === null || activity.at < until)
  );
}

function wireActivity(activity: PaperActivity): WireObject {
  switch (activity.kind) {
    case 'fill':
      return wireFill(activity);
    case 'split':
      return wireSplit(activity);
    case 'dividend':
      return wireDividend(activity);
    case 'ticker_change':
      return wireTickerChange(activity);
  }
}

function wireFill(fill: FillActivity): WireObject {
  const isLast = fill.leavesQty === 0;
  return {
    id: idOf(fill),
    activity_type: 'FILL',
    type: isLast ? 'fill' : 'partial_fill',
    transaction_time: wireTime(fill.at),
    symbol: fill.symbol,
    side: fill.side,
    qty: formatQuantity(fill.qty),
    price: formatMoney(fill.price),
    cum_qty: formatQuantity(fill.cumQty),
    leaves_qty: formatQuantity(fill.leavesQty),
    order_id: fill.orderId,
    order_status: isLast ? 'filled' : 'partially_filled',
  };
}

function wireSplit(split: SplitActivity): WireObject {
  return {
    ...nonTrade(split),
    net_amount: formatMoney(split.cash),
    qty: formatQuantity(subtractQuantity(split.after, split.before)),
    description: `split of ${split.symbol}: ${formatQuantity(split.before)} shares became ${formatQuantity(split.after)}`,
  };
}

function wireDividend(dividend: DividendActivity): WireObject {
  return {
    ...nonTrade(dividend),
    activity_sub_type: 'CDIV',
    net_amount: formatMoney(dividend.cash),
    qty: formatQuantity(dividend.qty),
    per_share_amount: String(dividend.perShare),
    description: `cash dividend of ${dividend.symbol}`,
  };
}

function wireTickerChange(change: TickerChangeActivity): WireObject {
  return {
    ...nonTrade(change),
    net_amount: '0',
    qty: formatQuantity(change.qty),
    description: `${change.symbol} is ${change.newSymbol}`,
  };
}

function nonTrade(activity: PaperActivity): WireObject {
  return {
    id: idOf(activity),
    activity_type: typeOf(activity),
    date: newYorkDate(activity.at),
    symbol: activity.symbol,
    status: 'executed',
    currency: 'USD',
    created_at: wireTime(activity.at),
  };
}

/** The prefix is New York wall time, as Alpaca's is. */
function idOf(activity: PaperActivity): string {
  const digits = formatNewYork(activity.at).slice(0, 19).replaceAll(/\D/g, '');
  return `${digits}${String(activity.at % 1000).padStart(3, '0')}::${activity.id}`;
}
