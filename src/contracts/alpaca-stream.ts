/**
 * What clients say on the stream of order updates, in both forms that are known.
 *
 * @see https://docs.alpaca.markets/docs/websocket-streaming
 */
import * as z from 'zod';

export type StreamRequest =
  | { readonly action: 'authenticate'; readonly keyId: string; readonly secretKey: string }
  | { readonly action: 'listen'; readonly streams: readonly string[] };

const request = z.union([
  z
    .object({
      action: z.literal('authenticate'),
      data: z.object({ key_id: z.string(), secret_key: z.string() }),
    })
    .transform(({ data }): StreamRequest => ({
      action: 'authenticate',
      keyId: data.key_id,
      secretKey: data.secret_key,
    })),
  z
    .object({ action: z.literal('auth'), key: z.string(), secret: z.string() })
    .transform(({ key, secret }): StreamRequest => ({
      action: 'authenticate',
      keyId: key,
      secretKey: secret,
    })),
  z
    .object({ action: z.literal('listen'), data: z.object({ streams: z.array(z.string()) }) })
    .transform(({ data }): StreamRequest => ({ action: 'listen', streams: data.streams })),
]);

/** Undefined when the text is no request that is known. */
export function parseStreamRequest(text: string): StreamRequest | undefined {
  try {
    return request.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
