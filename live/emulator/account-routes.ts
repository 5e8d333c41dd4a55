import type { Hono } from 'hono';

import { decodeActivityQuery } from '../../src/contracts/alpaca-requests.ts';
import { parseSessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import { positionsView } from '../../src/paper-broker/account-figures.ts';
import { CALENDAR_FIRST, CALENDAR_LAST } from '../../src/rules/market-calendar.ts';
import type { Engine } from './engine.ts';
import { errorReply } from './replies.ts';
import { wireAccount, wireAsset, wirePosition } from './wire-account.ts';
import { wireActivities } from './wire-activity.ts';
import { wireCalendar, wireClock } from './wire-calendar.ts';

export function addAccountRoutes(app: Hono, engine: Engine): void {
  const { state, market } = engine;
  app.get('/v2/account', () => Response.json(wireAccount(state, market)));
  app.get('/v2/account/activities', ({ req }) => activitiesReply(engine, req.query()));
  app.get('/v2/account/activities/:type', ({ req }) =>
    activitiesReply(engine, { ...req.query(), activity_types: req.param('type') }),
  );
  app.get('/v2/clock', () => Response.json(wireClock(engine.now())));
  app.get('/v2/calendar', ({ req }) => {
    const from = dateOr(req.query('start'), CALENDAR_FIRST);
    const to = dateOr(req.query('end'), CALENDAR_LAST);
    if (from === undefined || to === undefined) return errorReply(422, 40010001, 'invalid date');
    return Response.json(wireCalendar(from, to));
  });
  app.get('/v2/assets/:symbol', ({ req }) => Response.json(wireAsset(req.param('symbol'), market)));
  app.get('/v2/positions', () => Response.json(positionsView(state, market).map(wirePosition)));
  app.get('/v2/positions/:symbol', ({ req }) => {
    const symbol = req.param('symbol');
    const position = positionsView(state, market).find((held) => held.symbol === symbol);
    if (position === undefined) return errorReply(404, 40410000, 'position does not exist');
    return Response.json(wirePosition(position));
  });
}

function activitiesReply({ state }: Engine, query: Readonly<Record<string, string>>): Response {
  const decoded = decodeActivityQuery(query);
  if (!decoded.ok) return errorReply(422, decoded.code, decoded.message);
  return Response.json(wireActivities(state, decoded.value));
}

/** The date part of a date or an instant; the default when nothing was asked. */
function dateOr(text: string | undefined, otherwise: SessionDate): SessionDate | undefined {
  return text === undefined ? otherwise : parseSessionDate(text.slice(0, 10));
}
