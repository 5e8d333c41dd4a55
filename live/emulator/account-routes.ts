import {
  decodeActivityQuery,
  decodeConfigurationBody,
  decodeHistoryQuery,
} from '../../src/contracts/account-queries.ts';
import type { Engine } from './engine.ts';
import { errorReply, jsonReply } from './replies.ts';
import { withBody } from './request-body.ts';
import type { Routes } from './routes.ts';
import { wireAccount } from './wire-account.ts';
import { wireActivities } from './wire-activity.ts';
import { queryOf, type Query, type WireReply } from './wire-call.ts';
import { configurationPatch, wireConfiguration } from './wire-configuration.ts';
import { wireHistory } from './wire-history.ts';

export function addAccountRoutes(routes: Routes, engine: Engine): void {
  routes.add('GET', '/v2/account', () => jsonReply(wireAccount(engine.state, engine.market)));
  routes.add('GET', '/v2/account/configurations', () =>
    jsonReply(wireConfiguration(engine.state.configuration)),
  );
  routes.add('PATCH', '/v2/account/configurations', (call) =>
    withBody(call, { decode: decodeConfigurationBody, refusedWith: 400 }, (body) => {
      engine.configure({ configuration: configurationPatch(body) });
      return jsonReply(wireConfiguration(engine.state.configuration));
    }),
  );
  routes.add('GET', '/v2/account/activities', (call) => activitiesReply(engine, queryOf(call)));
  routes.add('GET', '/v2/account/activities/:type', (call, { type = '' }) =>
    activitiesReply(engine, { ...queryOf(call), activity_types: type }),
  );
  routes.add('GET', '/v2/account/portfolio/history', (call) => {
    const query = decodeHistoryQuery(queryOf(call));
    if (!query.ok) return errorReply(422, query.code, query.message);
    return jsonReply(wireHistory(engine.state, engine.market, query.value));
  });
}

function activitiesReply({ state }: Engine, query: Query): WireReply {
  const decoded = decodeActivityQuery(query);
  if (!decoded.ok) return errorReply(422, decoded.code, decoded.message);
  const rows = wireActivities(state, decoded.value);
  return rows === undefined ? errorReply(422, 40010001, 'invalid page_token') : jsonReply(rows);
}
