import axios, { type AxiosAdapter } from 'axios';

import type { WireReply } from '../../contracts/alpaca-refusals.ts';
import { InvariantError } from '../../domain/invariant.ts';
import type { Credentials } from '../environment/credentials.ts';

export type HttpOptions = {
  readonly credentials: Credentials;
  /** How long the connection may be silent. Default 10 s. */
  readonly timeoutMs?: number;
  /** How long a call may take in all, its retries and a dripping body included. Default 60 s. */
  readonly deadlineMs?: number;
  /** In place of a socket: see `inProcessTransport`. */
  readonly transport?: AxiosAdapter;
  /** In place of the whole HTTP client: whoever answers in this process. It throws `ConnectionLost` for no reply. */
  readonly answer?: Answer;
};

export type Asked = {
  readonly method: 'GET' | WriteMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
export type Answered = {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};
export type Answer = (asked: Asked) => Promise<Answered>;

/** What came of a call: a reply of any status, none at all, or one too large to be read. Nothing is thrown. */
export type Exchange =
  | { readonly kind: 'reply'; readonly reply: WireReply }
  | { readonly kind: 'no_reply'; readonly message: string }
  | { readonly kind: 'too_large'; readonly message: string };

/** A client that can ask and nothing else. */
export type Get = (url: URL, signal: AbortSignal) => Promise<Exchange>;
export type Send = (method: WriteMethod, url: URL, body?: string) => Promise<Exchange>;
export type WriteMethod = 'POST' | 'PATCH' | 'DELETE';

export const DEFAULT_TIMEOUT_MS = 10_000;
export const DEFAULT_DEADLINE_MS = 60_000;
const MAX_REPLY_BYTES = 5 * 1024 * 1024;
const SHORTEST_SECRET = 12;

export function createGet(options: HttpOptions): Get {
  const call = createCall(options);
  return (url, signal) => call({ method: 'GET', url, signal });
}

/** Sends once. Whether to send again is never decided here: a lost reply may hide an order. */
export function createSend(options: HttpOptions): Send {
  const call = createCall(options);
  return (method, url, body) => {
    const signal = AbortSignal.timeout(options.deadlineMs ?? DEFAULT_DEADLINE_MS);
    return call({ method, url, signal, ...(body !== undefined && { body }) });
  };
}

type Call = {
  readonly method: 'GET' | WriteMethod;
  readonly url: URL;
  readonly signal: AbortSignal;
  readonly body?: string;
};

function createCall(options: HttpOptions): (call: Call) => Promise<Exchange> {
  const ask = options.answer ?? overHttp(options);
  return async ({ method, url, signal, body }) => {
    const { keyId, secretKey } = options.credentials;
    try {
      const headers = {
        Accept: 'application/json',
        'APCA-API-KEY-ID': keyId.reveal(),
        'APCA-API-SECRET-KEY': secretKey.reveal(),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      };
      const answered = await ask({ method, url, headers, body: body ?? '' }, signal);
      return exchangeOf(answered, options.credentials);
    } catch (error) {
      if (error instanceof InvariantError) throw error;
      return failureOf(error, `${method} ${url.pathname}`);
    }
  };
}

function overHttp({ timeoutMs, transport }: HttpOptions) {
  const http = axios.create({
    timeout: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    // A redirect would carry the key headers to another host; a proxy from the environment would see them.
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    // Axios would hand over unreadable JSON as if it were text we had asked for.
    transformResponse: [(body: unknown) => body],
    maxContentLength: MAX_REPLY_BYTES,
    validateStatus: () => true,
    ...(transport !== undefined && { adapter: transport }),
  });
  return async ({ method, url, headers, body }: Asked, signal: AbortSignal): Promise<Answered> => {
    const response = await http.request<unknown>({
      method,
      url: url.href,
      signal,
      headers,
      ...(body !== '' && { data: body }),
    });
    return {
      status: response.status,
      body: typeof response.data === 'string' ? response.data : '',
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
      ),
    };
  };
}

function exchangeOf({ status, body, headers }: Answered, credentials: Credentials): Exchange {
  if (body.length > MAX_REPLY_BYTES) return tooLarge('the reply');
  const scrubbed = Object.entries(headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    scrub(value, credentials),
  ]);
  return {
    kind: 'reply',
    reply: {
      httpStatus: status,
      body: scrub(body, credentials),
      headers: Object.fromEntries(scrubbed),
    },
  };
}

/** Built anew from the error's code: axios errors carry the request, and the request carries the keys. */
function failureOf(error: unknown, call: string): Exchange {
  if (axios.isAxiosError(error) && error.message.startsWith('maxContentLength')) {
    return tooLarge(call);
  }
  const code = axios.isAxiosError(error) ? (error.code ?? 'no code') : 'connection lost';
  return { kind: 'no_reply', message: `${call}: no reply (${code})` };
}

function tooLarge(what: string): Exchange {
  return { kind: 'too_large', message: `${what}: more than ${MAX_REPLY_BYTES} bytes` };
}

/** A gateway's error page may echo the request. A stand-in as short as a word is no secret and may occur in any text. */
function scrub(text: string, { keyId, secretKey }: Credentials): string {
  return [secretKey.reveal(), keyId.reveal()]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((scrubbed, secret) => scrubbed.replaceAll(secret, '[redacted]'), text);
}
