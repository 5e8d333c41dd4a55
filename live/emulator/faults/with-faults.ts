import type { Fault, FaultSchedule } from '../../../src/contracts/fault-schedule.ts';
import { unreachable } from '../../../src/domain/invariant.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { ConnectionLost } from '../../../src/ports/connection-lost.ts';
import type { EmulatorApp } from '../app.ts';
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
import type { Past } from './past-account.ts';

/** What faults need of the world besides requests. */
export type FaultWorld = {
  readonly clock: Clock;
  /** The account as it was; without it `stale` shows the present. */
  readonly past?: Past;
};

type Deliver = () => Promise<Response>;

/**
 * The same application behind a bad line: each request meets the faults the schedule has for it, the first rule's
 * outermost. A lost request or reply throws `ConnectionLost`. The account knows nothing of all this.
 */
export function withFaults(
  app: EmulatorApp,
  schedule: FaultSchedule,
  world: FaultWorld,
): EmulatorApp {
  const choose = faultChooser(schedule);
  const deliverTo =
    (request: Request): Deliver =>
    async () => {
      const reply = await app.fetch(request);
      if (request.method !== 'GET') world.past?.note();
      return reply;
    };
  return {
    fetch: async (request) => {
      const body = await request.clone().text();
      const { method } = request;
      const path = new URL(request.url).pathname;
      const faults = choose({ method, path, body, at: world.clock.now() });
      return faults.reduceRight<Deliver>(
        (deliver, fault) => () => happen(fault, { request, deliver, world }),
        deliverTo(request),
      )();
    },
  };
}

type Hit = { readonly request: Request; readonly deliver: Deliver; readonly world: FaultWorld };

async function happen(fault: Fault, hit: Hit): Promise<Response> {
  const { deliver, world } = hit;
  switch (fault.kind) {
    case 'request_lost':
      throw new ConnectionLost('the request is lost');
    case 'reply_lost':
      await deliver();
      throw new ConnectionLost('the reply is lost');
    case 'server_error':
      if (fault.acted) await deliver();
      return serverError(fault);
    case 'rate_limited':
      return rateLimited(fault, world.clock.now());
    case 'answer':
      return ownAnswer(fault);
    case 'redirect':
      return redirect(fault);
    case 'slow':
      return delay(fault, hit);
    case 'stale':
      return (await world.past?.reply(hit.request, fault.seconds, deliver)) ?? deliver();
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
      return changed(fault, await deliver(), world.clock);
    default:
      return unreachable(fault);
  }
}

async function delay(
  { ms, before }: Extract<Fault, { readonly kind: 'slow' }>,
  { deliver, world }: Hit,
): Promise<Response> {
  if (before === 'request') await world.clock.sleep(ms);
  const reply = await deliver();
  if (before === 'reply') await world.clock.sleep(ms);
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
