/**
 * Order updates as server-sent events, which can be read again from a point in the past. With an end the reply ends
 * there; without one it goes on with what happens.
 *
 * @see https://github.com/alpacahq/alpaca-trade-api-go
 */
import {
  decodeTradeEventsQuery,
  type TradeEventsQuery,
} from '../../src/contracts/trade-events-query.ts';
import type { Emulator } from './emulator.ts';
import { refuseKeys } from './keys.ts';
import { errorReply } from './replies.ts';
import { wireUpdate, type TradeUpdate } from './stream-updates.ts';
import { callOf, queryOf, responseOf, type WireCall } from './wire-call.ts';

const HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };
/** Bytes that may wait for a reader who does not read; then the reply ends. */
const MOST_WAITING_BYTES = 4_194_304;

export async function streamTradeEvents(emulator: Emulator, request: Request): Promise<Response> {
  const call = await callOf(request);
  emulator.keepUp();
  const reply = replyTo(emulator, call);
  const { method, path, query } = call;
  const target = query === '' ? path : `${path}?${query}`;
  const at = emulator.engine.now();
  emulator.log.addRequest({ at, method, path: target, status: reply.status, code: null });
  return reply;
}

function replyTo(emulator: Emulator, call: WireCall): Response {
  const refusal = refuseKeys(emulator.engine.keys, call);
  if (refusal !== undefined) return responseOf(refusal);
  if (call.method !== 'GET') return responseOf(errorReply(405, 40510000, 'method not allowed'));
  const query = decodeTradeEventsQuery(queryOf(call));
  if (query === undefined) return responseOf(errorReply(422, 40010001, 'invalid since or until'));
  const past = emulator.updates.history().filter((update) => isAsked(update, query));
  const hasEnd = query.until !== null || query.untilId !== null;
  const wantsPast = query.since !== null || query.sinceId !== null;
  const body = hasEnd ? past.map(lineOf).join('') : follow(emulator, wantsPast ? past : []);
  return new Response(body, { headers: HEADERS });
}

function follow({ updates }: Emulator, past: readonly TradeUpdate[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stopListening = (): void => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start: (reader) => {
        const send = (sent: readonly TradeUpdate[]): void => {
          for (const update of sent) reader.enqueue(encoder.encode(lineOf(update)));
          if ((reader.desiredSize ?? 0) < 0) end();
        };
        const end = (): void => {
          stopListening();
          reader.close();
        };
        stopListening = updates.subscribe({ heard: send, ended: end });
        // A first line lets the reader know that it is connected.
        reader.enqueue(encoder.encode(': connected\n\n'));
        send(past);
      },
      cancel: () => {
        stopListening();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING_BYTES }),
  );
}

function isAsked({ id, event }: TradeUpdate, query: TradeEventsQuery): boolean {
  return (
    (query.since === null || event.at >= query.since) &&
    (query.until === null || event.at <= query.until) &&
    (query.sinceId === null || id > query.sinceId) &&
    (query.untilId === null || id <= query.untilId)
  );
}

function lineOf(update: TradeUpdate): string {
  return `data: ${JSON.stringify(wireUpdate(update))}\n\n`;
}
