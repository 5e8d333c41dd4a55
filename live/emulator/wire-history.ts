/**
 * The value of the account over time, one point a session, as columns of numbers. Profit is counted from the close
 * before the first point; the point of a session is stamped with midnight UTC of its date.
 *
 * @see https://docs.alpaca.markets/reference/getaccountportfoliohistory-1
 */
import type { HistoryQuery } from '../../src/contracts/account-queries.ts';
import {
  addMoney,
  moneyToNumber,
  subtractMoney,
  ZERO,
  type Money,
} from '../../src/domain/money.ts';
import {
  addDays,
  dayNumber,
  parseSessionDate,
  type SessionDate,
} from '../../src/domain/session-date.ts';
import {
  cashOf,
  equityHistory,
  openingCash,
  type EquityAtClose,
} from '../../src/paper-broker/equity-history.ts';
import type { PaperBrokerState, PaperMarket } from '../../src/paper-broker/paper-state.ts';
import { CALENDAR_FIRST, CALENDAR_LAST, isInCalendar } from '../../src/rules/market-calendar.ts';
import { newYorkDate } from '../../src/rules/new-york-time.ts';
import type { WireObject } from './replies.ts';
import { typeOf } from './wire-activity.ts';

const SECONDS_PER_DAY = 86_400;
/** January of the first year of the calendar, in months. */
const FIRST_MONTH = 1990 * 12;

export function wireHistory(
  state: PaperBrokerState,
  market: PaperMarket,
  query: HistoryQuery,
): WireObject {
  const all = equityHistory(state, market);
  const points = within(all, query, newYorkDate(state.now));
  const first = points[0];
  const before = first === undefined ? undefined : all[all.indexOf(first) - 1];
  const base = before?.equity ?? openingCash(state);
  return {
    timestamp: points.map(({ date }) => dayNumber(date) * SECONDS_PER_DAY),
    equity: points.map(({ equity }) => moneyToNumber(equity)),
    profit_loss: points.map(({ equity }) => moneyToNumber(subtractMoney(equity, base))),
    profit_loss_pct: points.map(({ equity }) => (base === 0 ? null : (equity - base) / base)),
    base_value: moneyToNumber(base),
    ...(before !== undefined && { base_value_asof: before.date }),
    timeframe: '1D',
    ...(query.cashflowTypes !== null && {
      cashflow: cashflows(state, points, query.cashflowTypes),
    }),
  };
}

/** A period counts back from the end, or on from the start. Days of a period are sessions. */
function within(
  all: readonly EquityAtClose[],
  { period, start, end }: HistoryQuery,
  today: SessionDate,
): readonly EquityAtClose[] {
  const from =
    start ?? (period === null || period.unit === 'D' ? null : shifted(end ?? today, period, -1));
  const to =
    end ??
    (start === null || period === null || period.unit === 'D' ? null : shifted(start, period, 1));
  const points = all.filter(
    ({ date }) =>
      (from === null || (start === null ? date > from : date >= from)) &&
      (to === null || date <= to),
  );
  if (period?.unit !== 'D') return points;
  return start === null ? points.slice(-period.count) : points.slice(0, period.count);
}

function shifted(
  date: SessionDate,
  { count, unit }: NonNullable<HistoryQuery['period']>,
  sign: 1 | -1,
): SessionDate {
  if (unit === 'W') return inCalendar(addDays(date, sign * count * 7));
  const months = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
  const moved = months + sign * count * (unit === 'A' ? 12 : 1);
  if (moved < FIRST_MONTH) return CALENDAR_FIRST;
  const month = `${Math.floor(moved / 12)}-${String((moved % 12) + 1).padStart(2, '0')}`;
  // A month may have no such day: then it is its last.
  for (let day = Number(date.slice(8)); day > 0; day -= 1) {
    const found = parseSessionDate(`${month}-${String(day).padStart(2, '0')}`);
    if (found !== undefined) return inCalendar(found);
  }
  return CALENDAR_LAST;
}

function inCalendar(date: SessionDate): SessionDate {
  if (isInCalendar(date)) return date;
  return date < CALENDAR_FIRST || date.startsWith('-') ? CALENDAR_FIRST : CALENDAR_LAST;
}

/** What each point's session brought in dollars, by type; trades are none. */
function cashflows(
  state: PaperBrokerState,
  points: readonly EquityAtClose[],
  asked: readonly string[] | 'ALL',
): WireObject {
  const byType = new Map<string, Money[]>();
  const indexByDate = new Map(points.map(({ date }, at) => [date, at]));
  for (const activity of state.activities) {
    const type = typeOf(activity);
    const at = indexByDate.get(newYorkDate(activity.at));
    if (at === undefined || type === 'FILL' || cashOf(activity) === 0) continue;
    if (asked !== 'ALL' && !asked.includes(type)) continue;
    const column = byType.get(type) ?? points.map(() => ZERO);
    column[at] = addMoney(column[at] ?? ZERO, cashOf(activity));
    byType.set(type, column);
  }
  return Object.fromEntries([...byType].map(([type, column]) => [type, column.map(moneyToNumber)]));
}
