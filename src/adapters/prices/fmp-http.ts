import axios, { type AxiosAdapter } from 'axios';

import { DEFAULT_TIMEOUT_MS, type Get } from '../alpaca/alpaca-http.ts';
import type { Secret } from '../environment/secret.ts';

export type FmpHttpOptions = {
  readonly apiKey: Secret;
  /** How long the connection may be silent. Default 10 s. */
  readonly timeoutMs?: number;
  /** In place of a socket: see `inProcessTransport`. */
  readonly transport?: AxiosAdapter;
};

const MAX_REPLY_BYTES = 5 * 1024 * 1024;

/**
 * Adds the key, which travels in the query, at the last moment: no address, message or error that the rest of the
 * program sees has ever held it, and a reply that echoes it is scrubbed.
 */
export function createFmpGet({ apiKey, timeoutMs, transport }: FmpHttpOptions): Get {
  const http = axios.create({
    timeout: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    transformResponse: [(body: unknown) => body],
    maxContentLength: MAX_REPLY_BYTES,
    validateStatus: () => true,
    ...(transport !== undefined && { adapter: transport }),
  });
  return async (url, signal) => {
    const asked = new URL(url);
    asked.searchParams.set('apikey', apiKey.reveal());
    try {
      const response = await http.request<unknown>({ method: 'GET', url: asked.href, signal });
      const headers = Object.entries(response.headers).map(([name, value]): [string, string] => [
        name.toLowerCase(),
        scrub(String(value), apiKey),
      ]);
      const body = typeof response.data === 'string' ? scrub(response.data, apiKey) : '';
      return {
        kind: 'reply',
        reply: { httpStatus: response.status, body, headers: Object.fromEntries(headers) },
      };
    } catch (error) {
      // Built anew from the code: the error carries the request, and the request carries the key.
      const code = axios.isAxiosError(error) ? (error.code ?? 'no code') : 'connection lost';
      return { kind: 'no_reply', message: `GET ${url.pathname}: no reply (${code})` };
    }
  };
}

function scrub(text: string, apiKey: Secret): string {
  const key = apiKey.reveal();
  return text.replaceAll(key, '[redacted]').replaceAll(encodeURIComponent(key), '[redacted]');
}
