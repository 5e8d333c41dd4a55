import {
  decodeAnnouncementsQuery,
  type AnnouncementsQuery,
} from '../../src/contracts/alpaca-queries.ts';
import {
  decodeCorporateActionsQuery,
  type CorporateActionsQuery,
} from '../../src/contracts/market-data-queries.ts';
import { addDays, type SessionDate } from '../../src/domain/session-date.ts';
import { CALENDAR_FIRST, CALENDAR_LAST } from '../../src/rules/market-calendar.ts';
import { newYorkDate } from '../../src/rules/new-york-time.ts';
import type { Engine } from './engine.ts';
import { ANNOUNCED_DAYS_AHEAD, type KnownActions } from './known-actions.ts';
import { errorReply, jsonReply, type WireObject } from './replies.ts';
import type { Routes } from './routes.ts';
import { queryOf, type WireCall, type WireReply } from './wire-call.ts';
import {
  announcedType,
  cusipOf,
  GROUP_NAMES,
  wireAction,
  wireActionOf,
  wireAnnouncement,
  type WireAction,
} from './wire-corporate-action.ts';

export function addCorporateActionRoutes(
  routes: Routes,
  engine: Engine,
  actions: KnownActions,
): void {
  const list = (call: WireCall): WireReply => {
    const query = decodeCorporateActionsQuery(queryOf(call));
    if (!query.ok) return errorReply(400, query.code, query.message);
    return actionsReply(selected(engine, actions, query.value), query.value);
  };
  routes.add('GET', '/v1/corporate-actions', list);
  // Older clients ask here, and with `symbols[]`.
  routes.add('GET', '/v1beta1/corporate-actions', list);
  routes.add('GET', '/v2/corporate_actions/announcements', (call) => {
    const query = decodeAnnouncementsQuery(queryOf(call));
    if (!query.ok) return errorReply(422, query.code, query.message);
    return jsonReply(announcements(engine, actions, query.value));
  });
  routes.add('GET', '/v2/corporate_actions/announcements/:id', (_call, { id }) => {
    const found = announced(engine, actions).find((row) => row.id === id);
    if (found === undefined) return errorReply(404, 40410000, 'announcement not found');
    return jsonReply(wireAnnouncement(found, declarationDate(found)));
  });
}

/** By day of processing, and what is announced by now. */
function selected(
  engine: Engine,
  actions: KnownActions,
  query: CorporateActionsQuery,
): readonly WireAction[] {
  const today = newYorkDate(engine.now());
  const { symbols, cusips, types, ids } = query;
  const [from, to] =
    ids === null ? [query.start ?? today, query.end ?? today] : [CALENDAR_FIRST, CALENDAR_LAST];
  const rows = actions
    .between(symbols, from, earlier(to, lastAnnounced(engine)))
    .map(wireActionOf)
    .filter(({ id, type }) => (types?.includes(type) ?? true) && (ids?.includes(id) ?? true))
    .filter(({ action }) => cusips?.includes(cusipOf(action.ticker)) ?? true);
  return query.sort === 'asc' ? rows : rows.reverse();
}

/** Groups without a row are absent. A page begins after the row whose id is the token. */
function actionsReply(rows: readonly WireAction[], query: CorporateActionsQuery): WireReply {
  const { pageToken, limit } = query;
  const seen = pageToken === null ? -1 : rows.findIndex(({ id }) => btoa(id) === pageToken);
  if (pageToken !== null && seen < 0) return errorReply(400, 40010001, 'invalid page_token');
  const page = rows.slice(seen + 1, seen + 1 + limit);
  const groups: Record<string, WireObject[]> = {};
  for (const row of page) (groups[GROUP_NAMES[row.type]] ??= []).push(wireAction(row));
  const last = page.at(-1);
  const isMore = seen + 1 + limit < rows.length && last !== undefined;
  return jsonReply({
    corporate_actions: groups,
    next_page_token: isMore ? btoa(last.id) : null,
  });
}

function announcements(
  engine: Engine,
  actions: KnownActions,
  query: AnnouncementsQuery,
): readonly WireObject[] {
  const dateOf = (row: WireAction): string =>
    query.dateType === 'declaration_date' ? declarationDate(row) : row.action.exDate;
  return announced(engine, actions, query.symbol)
    .filter((row) => dateOf(row) >= query.since && dateOf(row) <= query.until)
    .filter(({ action }) => {
      const type = announcedType(action);
      return type !== undefined && query.types.includes(type);
    })
    .filter(({ action }) => query.cusip === null || query.cusip === cusipOf(action.ticker))
    .map((row) => wireAnnouncement(row, declarationDate(row)));
}

function announced(
  engine: Engine,
  actions: KnownActions,
  symbol: string | null = null,
): WireAction[] {
  const symbols = symbol === null ? null : [symbol];
  return actions.between(symbols, CALENDAR_FIRST, lastAnnounced(engine)).map(wireActionOf);
}

function lastAnnounced(engine: Engine): SessionDate {
  return addDays(newYorkDate(engine.now()), ANNOUNCED_DAYS_AHEAD);
}

function declarationDate({ action }: WireAction): string {
  return addDays(action.exDate, -ANNOUNCED_DAYS_AHEAD);
}

function earlier(a: SessionDate, b: SessionDate): SessionDate {
  return a < b ? a : b;
}
