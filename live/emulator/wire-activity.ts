import type { WireActivityQuery } from '../../src/contracts/alpaca-requests.ts';
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

/** One page; the next one begins after the row whose id is `pageToken`. */
export function wireActivities(
  state: PaperBrokerState,
  query: WireActivityQuery,
): readonly WireObject[] {
  const rows = state.activities.filter((activity) => isAsked(activity, query));
  if (query.direction === 'desc') rows.reverse();
  const start = rows.findIndex((activity) => idOf(activity) === query.pageToken) + 1;
  return rows.slice(start, start + query.pageSize).map(wireActivity);
}

function isAsked(activity: PaperActivity, { types, after, until }: WireActivityQuery): boolean {
  return (
    (types === null || types.includes(typeOf(activity))) &&
    (after === null || activity.at > after) &&
    (until === null || activity.at < until)
  );
}

function wireActivity(activity: PaperActivity): WireObject {
  if (activity.kind === 'fill') return wireFill(activity);
  return activity.kind === 'split' ? wireSplit(activity) : wireOther(activity);
}

function wireFill(fill: FillActivity): WireObject {
  return {
    id: idOf(fill),
    activity_type: 'FILL',
    type: 'fill',
    transaction_time: wireTime(fill.at),
    symbol: fill.symbol,
    side: fill.side,
    qty: formatQuantity(fill.qty),
    price: formatMoney(fill.price),
    cum_qty: formatQuantity(fill.cumQty),
    leaves_qty: formatQuantity(fill.leavesQty),
    order_id: fill.orderId,
    order_status: 'filled',
  };
}

function wireSplit(split: SplitActivity): WireObject {
  return {
    id: idOf(split),
    activity_type: 'SPLIT',
    date: newYorkDate(split.at),
    net_amount: formatMoney(split.cash),
    symbol: split.symbol,
    qty: formatQuantity(subtractQuantity(split.after, split.before)),
    status: 'executed',
    created_at: wireTime(split.at),
  };
}

function wireOther(activity: DividendActivity | TickerChangeActivity): WireObject {
  return {
    id: idOf(activity),
    activity_type: typeOf(activity),
    date: newYorkDate(activity.at),
    net_amount: activity.kind === 'dividend' ? formatMoney(activity.cash) : '0',
    symbol: activity.symbol,
    qty: formatQuantity(activity.qty),
    status: 'executed',
    created_at: wireTime(activity.at),
  };
}

const TYPES = { fill: 'FILL', split: 'SPLIT', dividend: 'DIV', ticker_change: 'NC' } as const;

function typeOf(activity: PaperActivity): string {
  return TYPES[activity.kind];
}

/** The prefix is New York wall time, as Alpaca's is. */
function idOf(activity: PaperActivity): string {
  const digits = formatNewYork(activity.at).slice(0, 19).replaceAll(/\D/g, '');
  return `${digits}${String(activity.at % 1000).padStart(3, '0')}::${activity.id}`;
}
