import axios, { AxiosError, type AxiosAdapter, type InternalAxiosRequestConfig } from 'axios';

import { ConnectionLost } from '../../ports/connection-lost.ts';

export type Fetch = (request: Request) => Promise<Response> | Response;

/**
 * Lets axios call an application's `fetch` instead of a socket: same client code, same wire text, no network. As over
 * HTTP, `validateStatus` decides which replies are errors, an aborted or timed-out call rejects, and a lost connection
 * is the error that a broken socket gives.
 */
export function inProcessTransport(fetch: Fetch): AxiosAdapter {
  return async (config) => {
    const work = (async () => {
      const response = await fetch(requestOf(config));
      return { response, data: await response.text() };
    })();
    const { response, data } = await untilAborted(config, work).catch((error: unknown) => {
      throw error instanceof ConnectionLost ? networkError(error, config) : error;
    });
    const reply = {
      data,
      status: response.status,
      statusText: response.statusText,
      headers: Object.fromEntries(response.headers),
      config,
    };
    if (config.validateStatus?.(reply.status) ?? true) return reply;
    throw new AxiosError(
      `Request failed with status code ${reply.status}`,
      reply.status >= 500 ? AxiosError.ERR_BAD_RESPONSE : AxiosError.ERR_BAD_REQUEST,
      config,
      undefined,
      reply,
    );
  };
}

function networkError(error: ConnectionLost, config: InternalAxiosRequestConfig): AxiosError {
  return new AxiosError('socket hang up', error.code, config, {});
}

function requestOf(config: InternalAxiosRequestConfig): Request {
  return new Request(axios.getUri(config), {
    method: (config.method ?? 'get').toUpperCase(),
    headers: new Headers(config.headers.toJSON(true)),
    ...(typeof config.data === 'string' && { body: config.data }),
  });
}

function untilAborted<T>(config: InternalAxiosRequestConfig, work: Promise<T>): Promise<T> {
  const { signal } = config;
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new AxiosError('canceled', AxiosError.ERR_CANCELED, config));
    };
    if (signal.aborted) abort();
    signal.addEventListener?.('abort', abort);
    const forget = (): void => {
      signal.removeEventListener?.('abort', abort);
    };
    work.then(resolve, reject).finally(forget);
  });
}
