import { decodeActivityQuery } from '../../src/contracts/alpaca-requests.ts';
import { parseSessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import { positionsView } from '../../src/paper-broker/account-figures.ts';
import { CALENDAR_FIRST, CALENDAR_LAST } from '../../src/rules/market-calendar.ts';
import type { Engine } from './engine.ts';
import { errorReply, jsonReply } from './replies.ts';
import type { Routes } from './routes.ts';
import { wireAccount, wireAsset, wirePosition } from './wire-account.ts';
import { wireActivities } from './wire-activity.ts';
import { queryOf, type Query, type WireReply } from './wire-call.ts';
import { wireCalendar, wireClock } from './wire-calendar.ts';

export function addAccountRoutes(routes: Routes, engine: Engine): void {
  const { market } = engine;
  routes.add('GET', '/v2/account', () => jsonReply(wireAccount(engine.state, market)));
  routes.add('GET', '/v2/account/activities', (call) => activitiesReply(engine, queryOf(call)));
  routes.add('GET', '/v2/account/activities/:type', (call, { type = '' }) =>
    activitiesReply(engine, { ...queryOf(call), activity_types: type }),
  );
  routes.add('GET', '/v2/clock', () => jsonReply(wireClock(engine.now())));
  routes.add('GET', '/v2/calendar', (call) => {
    const query = queryOf(call);
    const from = dateOr(query['start'], CALENDAR_FIRST);
    const to = dateOr(query['end'], CALENDAR_LAST);
    if (from === undefined || to === undefined) return errorReply(422, 40010001, 'invalid date');
    return jsonReply(wireCalendar(from, to));
  });
  routes.add('GET', '/v2/assets/:symbol', (_call, { symbol = '' }) =>
    jsonReply(wireAsset(symbol, market)),
  );
  routes.add('GET', '/v2/positions', () =>
    jsonReply(positionsView(engine.state, market).map(wirePosition)),
  );
  routes.add('GET', '/v2/positions/:symbol', (_call, { symbol }) => {
    const position = positionsView(engine.state, market).find((held) => held.symbol === symbol);
    if (position === undefined) return errorReply(404, 40410000, 'position does not exist');
    return jsonReply(wirePosition(position));
  });
}

function activitiesReply({ state }: Engine, query: Query): WireReply {
  const decoded = decodeActivityQuery(query);
  if (!decoded.ok) return errorReply(422, decoded.code, decoded.message);
  return jsonReply(wireActivities(state, decoded.value));
}

/** The date part of a date or an instant; the default when nothing was asked. */
function dateOr(text: string | undefined, otherwise: SessionDate): SessionDate | undefined {
  return text === undefined ? otherwise : parseSessionDate(text.slice(0, 10));
}
