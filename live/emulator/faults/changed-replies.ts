/** Replies whose body is not what the broker said. Status and headers stay, unless a fault is about them. */
import { ConnectionLost } from '../../../src/ports/connection-lost.ts';
import type { WireObject, WireValue } from '../replies.ts';

/** The same reply around another body. A length that no longer fits would be a fault of its own. */
export function withBody(
  reply: Response,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream | null,
): Response {
  const headers = new Headers(reply.headers);
  headers.delete('Content-Length');
  return new Response(body, { status: reply.status, headers });
}

export async function withText(
  reply: Response,
  change: (text: string) => string,
): Promise<Response> {
  // A 204 can have no body to change.
  return reply.body === null ? reply : withBody(reply, change(await reply.text()));
}

/** Half of the body where no length is said. */
export function cutText(text: string, bytes: number | undefined): string {
  return text.slice(0, bytes ?? Math.floor(text.length / 2));
}

/** The first bytes arrive, then the connection breaks. */
export async function cutOff(reply: Response, bytes: number | undefined): Promise<never> {
  throw new ConnectionLost('the reply is cut off', {
    status: reply.status,
    headers: Object.fromEntries(reply.headers),
    body: cutText(await reply.text(), bytes),
  });
}

export async function dripping(
  reply: Response,
  bytes: number,
  pause: () => Promise<void>,
): Promise<Response> {
  const rest = new Uint8Array(await reply.arrayBuffer());
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent >= rest.length) {
        controller.close();
        return;
      }
      controller.enqueue(rest.slice(sent, sent + bytes));
      sent += bytes;
      await pause();
    },
  });
  return rest.length === 0 ? reply : withBody(reply, body);
}

/** Changes every object of a JSON body, inner ones too; a body that is no JSON stays as it is. */
export function withObjects(
  reply: Response,
  change: (object: WireObject) => WireObject,
): Promise<Response> {
  const changed = (value: WireValue): WireValue => {
    if (isList(value)) return value.map(changed);
    if (value === null || typeof value !== 'object') return value;
    return change(
      Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changed(inner)])),
    );
  };
  return withText(reply, (text) => {
    try {
      return JSON.stringify(changed(JSON.parse(text) as WireValue));
    } catch {
      return text;
    }
  });
}

/** The values of some fields, where they are; undefined leaves one out. */
export function changeFields(
  object: WireObject,
  fields: readonly string[],
  change: (value: WireValue, name: string) => WireValue | undefined,
): WireObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => {
      const now = fields.includes(name) ? change(value, name) : value;
      return now === undefined ? [] : [[name, now] as const];
    }),
  );
}

export function asNumber(value: WireValue): WireValue {
  if (typeof value !== 'string' || value === '') return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

export function asString(value: WireValue): WireValue {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function isList(value: WireValue): value is readonly WireValue[] {
  return Array.isArray(value);
}
