import type { Fault, FaultSchedule } from '../../../src/contracts/fault-schedule.ts';
import { unreachable } from '../../../src/domain/invariant.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { ConnectionLost } from '../../../src/ports/connection-lost.ts';
import type { EmulatorApp } from '../app.ts';
import type { Engine } from '../engine.ts';
import { responseOf } from '../wire-call.ts';
import {
  asNumber,
  asString,
  changeFields,
  cutOff,
  cutText,
  dripping,
  withBody,
  withObjects,
  withText,
} from './changed-replies.ts';
import { faultChooser } from './fault-choice.ts';
import { ownAnswer, rateLimited, redirect, serverError } from './own-replies.ts';
import { pastOf, type Past } from './past-account.ts';

/** What faults need of the world besides requests. */
export type FaultWorld = {
  /** Tells the time of rules, and passes it for what is slow. */
  readonly clock: Clock;
  /** Remembered, where the schedule has stale reads. */
  readonly engine: Engine;
};

type Deliver = () => Promise<Response>;

/**
 * The same application behind a bad line: each request to `fetch` meets the faults the schedule has for it, the first
 * rule's outermost. A lost request or reply throws `ConnectionLost`. The account knows nothing of all this, and calls to
 * `answer` go past it.
 */
export function withFaults(
  app: EmulatorApp,
  schedule: FaultSchedule,
  world: FaultWorld,
): EmulatorApp {
  const choose = faultChooser(schedule);
  const { clock } = world;
  const past = pastOf(world.engine, schedule);
  const deliverTo =
    (request: Request): Deliver =>
    async () => {
      const reply = await app.fetch(request);
      if (request.method !== 'GET') past?.note();
      return reply;
    };
  return {
    ...app,
    fetch: async (request) => {
      const body = await request.clone().text();
      const { method } = request;
      const path = new URL(request.url).pathname;
      const faults = choose({ method, path, body, at: clock.now() });
      return faults.reduceRight<Deliver>(
        (deliver, fault) => () => happen(fault, { request, deliver, clock, past }),
        deliverTo(request),
      )();
    },
  };
}

type Hit = {
  readonly request: Request;
  readonly deliver: Deliver;
  readonly clock: Clock;
  readonly past: Past | undefined;
};

async function happen(fault: Fault, hit: Hit): Promise<Response> {
  const { request, deliver, clock, past } = hit;
  switch (fault.kind) {
    case 'request_lost':
      throw new ConnectionLost('the request is lost');
    case 'reply_lost':
      await deliver();
      throw new ConnectionLost('the reply is lost');
    case 'server_error':
      if (fault.acted) await deliver();
      return responseOf(serverError(fault));
    case 'rate_limited':
      return responseOf(rateLimited(fault, clock.now()));
    case 'answer':
      return responseOf(ownAnswer(fault));
    case 'redirect':
      return responseOf(redirect(fault));
    case 'slow':
      return delay(fault, hit);
    case 'stale':
      return (await past?.reply(request, fault.seconds, deliver)) ?? deliver();
    case 'content_type':
    case 'cut_off':
    case 'dripping':
    case 'duplicate_field':
    case 'fields_added':
    case 'fields_as_numbers':
    case 'fields_as_strings':
    case 'fields_missing':
    case 'fields_set':
    case 'malformed':
    case 'oversized':
    case 'truncated':
      return changed(fault, await deliver(), clock);
    default:
      return unreachable(fault);
  }
}

async function delay(
  { ms, before }: Extract<Fault, { readonly kind: 'slow' }>,
  { deliver, clock }: Hit,
): Promise<Response> {
  if (before === 'request') await clock.sleep(ms);
  const reply = await deliver();
  if (before === 'reply') await clock.sleep(ms);
  return reply;
}

type ChangeOfReply = Exclude<
  Fault,
  {
    readonly kind:
      | 'request_lost'
      | 'reply_lost'
      | 'server_error'
      | 'rate_limited'
      | 'answer'
      | 'redirect'
      | 'slow'
      | 'stale';
  }
>;

async function changed(fault: ChangeOfReply, reply: Response, clock: Clock): Promise<Response> {
  switch (fault.kind) {
    case 'truncated':
      return withText(reply, (text) => cutText(text, fault.bytes));
    case 'cut_off':
      return cutOff(reply, fault.bytes);
    case 'dripping':
      return dripping(reply, fault.bytes, () => clock.sleep(fault.ms));
    case 'malformed':
      return withText(reply, () => fault.text);
    case 'oversized':
      return withText(reply, (text) => text.padEnd(fault.bytes));
    case 'content_type': {
      const mislabelled = withBody(reply, reply.body);
      mislabelled.headers.set('Content-Type', fault.type);
      return mislabelled;
    }
    case 'duplicate_field': {
      const twice = `{"${fault.field}":${JSON.stringify(fault.value)},`;
      return withText(reply, (text) => text.replace(/\{(?=")/, () => twice));
    }
    case 'fields_missing':
      return withObjects(reply, (object) => changeFields(object, fault.fields, () => undefined));
    case 'fields_set':
      return withObjects(reply, (object) =>
        changeFields(object, Object.keys(fault.fields), (_value, name) => fault.fields[name]),
      );
    case 'fields_added':
      return withObjects(reply, (object) => ({ ...object, ...fault.fields }));
    case 'fields_as_numbers':
      return withObjects(reply, (object) => changeFields(object, fault.fields, asNumber));
    case 'fields_as_strings':
      return withObjects(reply, (object) => changeFields(object, fault.fields, asString));
    default:
      return unreachable(fault);
  }
}
