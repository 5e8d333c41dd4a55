/**
 * The conversation on `/stream`: what a client says and what it is answered, as a state machine without a socket.
 *
 * @see https://docs.alpaca.markets/docs/websocket-streaming
 */
import { parseStreamRequest } from '../../src/contracts/alpaca-stream.ts';
import type { WireObject } from './replies.ts';

export type StreamClient = { readonly isAuthorized: boolean; readonly streams: readonly string[] };

export type StreamStep = {
  readonly client: StreamClient;
  /** To be sent in this order. */
  readonly replies: readonly WireObject[];
};

export type MayEnter = (keyId: string, secretKey: string) => boolean;

export const NEW_STREAM_CLIENT: StreamClient = { isAuthorized: false, streams: [] };

const TRADE_UPDATES = 'trade_updates';
/** Every other name is left out of the acknowledgement. */
const STREAMS: readonly string[] = [TRADE_UPDATES];

/** What is no request that is known changes nothing and is answered with an `error`. */
export function receive(client: StreamClient, text: string, mayEnter: MayEnter): StreamStep {
  const request = parseStreamRequest(text);
  if (request === undefined) {
    return { client, replies: [listening(client.streams, 'invalid message')] };
  }
  if (request.action === 'authenticate') {
    const isAuthorized = mayEnter(request.keyId, request.secretKey);
    return {
      client: { isAuthorized, streams: isAuthorized ? client.streams : [] },
      replies: [authorization(isAuthorized, 'authenticate')],
    };
  }
  if (!client.isAuthorized) return { client, replies: [authorization(false, 'listen')] };
  // The list replaces the one before; an empty list listens to nothing.
  const streams = STREAMS.filter((name) => request.streams.includes(name));
  return { client: { ...client, streams }, replies: [listening(streams)] };
}

/** The message around an update, for those who listen. */
export function tradeUpdateMessage(data: WireObject): WireObject {
  return { stream: TRADE_UPDATES, data };
}

export function hearsTradeUpdates({ streams }: StreamClient): boolean {
  return streams.includes(TRADE_UPDATES);
}

function authorization(isAuthorized: boolean, action: 'authenticate' | 'listen'): WireObject {
  const status = isAuthorized ? 'authorized' : 'unauthorized';
  return { stream: 'authorization', data: { status, action } };
}

function listening(streams: readonly string[], error?: string): WireObject {
  return { stream: 'listening', data: { streams, ...(error !== undefined && { error }) } };
}
