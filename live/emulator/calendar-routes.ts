import { decodeCalendarQuery } from '../../src/contracts/alpaca-queries.ts';
import type { Engine } from './engine.ts';
import { errorReply, jsonReply } from './replies.ts';
import type { Routes } from './routes.ts';
import { queryOf } from './wire-call.ts';
import { wireCalendar, wireClock } from './wire-calendar.ts';

export function addCalendarRoutes(routes: Routes, engine: Engine): void {
  routes.add('GET', '/v2/clock', () => jsonReply(wireClock(engine.now())));
  routes.add('GET', '/v2/calendar', (call) => {
    const query = decodeCalendarQuery(queryOf(call));
    if (!query.ok) return errorReply(422, query.code, query.message);
    return jsonReply(wireCalendar(query.value));
  });
}
