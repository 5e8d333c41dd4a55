import { describe, expect, it } from 'vitest';

import {
  hearsTradeUpdates,
  NEW_STREAM_CLIENT,
  receive,
  type StreamClient,
} from '../../../live/emulator/stream-protocol.ts';

const mayEnter = (keyId: string, secretKey: string): boolean =>
  keyId === 'PK1' && secretKey === 'secret';
const AUTHENTICATE = { action: 'authenticate', data: { key_id: 'PK1', secret_key: 'secret' } };
const LISTEN = { action: 'listen', data: { streams: ['trade_updates'] } };

/** What a client is answered to these messages, and what it is in the end. */
function talk(...messages: readonly unknown[]) {
  let client: StreamClient = NEW_STREAM_CLIENT;
  const replies: unknown[] = [];
  for (const message of messages) {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    const step = receive(client, text, mayEnter);
    client = step.client;
    replies.push(...step.replies);
  }
  return { client, replies };
}

const authorization = (status: string, action = 'authenticate') => ({
  stream: 'authorization',
  data: { status, action },
});
const listening = (...streams: readonly string[]) => ({ stream: 'listening', data: { streams } });

describe('the conversation on the stream', () => {
  it('lets in a client with the right keys, in both forms that are known', () => {
    expect(talk(AUTHENTICATE).replies).toEqual([authorization('authorized')]);
    expect(talk({ action: 'auth', key: 'PK1', secret: 'secret' }).replies).toEqual([
      authorization('authorized'),
    ]);
  });

  it('answers wrong keys with unauthorized, and then lets nobody listen', () => {
    const wrong = { action: 'authenticate', data: { key_id: 'PK1', secret_key: 'other' } };
    const { client, replies } = talk(wrong, LISTEN);
    expect(replies).toEqual([
      authorization('unauthorized'),
      authorization('unauthorized', 'listen'),
    ]);
    expect(hearsTradeUpdates(client)).toBe(false);
  });

  it('answers listen before authenticate with unauthorized', () => {
    expect(talk(LISTEN).replies).toEqual([authorization('unauthorized', 'listen')]);
  });

  it('acknowledges the streams it has and drops the others', () => {
    const both = { action: 'listen', data: { streams: ['account_updates', 'trade_updates'] } };
    const { client, replies } = talk(AUTHENTICATE, both);
    expect(replies[1]).toEqual(listening('trade_updates'));
    expect(hearsTradeUpdates(client)).toBe(true);
  });

  it('takes a list in the place of the one before; an empty one listens to nothing', () => {
    const nothing = { action: 'listen', data: { streams: [] } };
    const { client, replies } = talk(AUTHENTICATE, LISTEN, nothing);
    expect(replies.slice(1)).toEqual([listening('trade_updates'), listening()]);
    expect(hearsTradeUpdates(client)).toBe(false);
  });

  it('stops telling a client that shows wrong keys later', () => {
    const wrong = { action: 'auth', key: 'PK1', secret: 'other' };
    expect(hearsTradeUpdates(talk(AUTHENTICATE, LISTEN, wrong).client)).toBe(false);
  });

  it.each(['', '{', '[]', 'null', '{"action":"dance"}', '{"action":"listen","data":{}}'])(
    'answers what it does not understand with an error and changes nothing: %s',
    (text) => {
      const { client, replies } = talk(AUTHENTICATE, LISTEN, text);
      expect(replies[2]).toEqual({
        stream: 'listening',
        data: { streams: ['trade_updates'], error: 'invalid message' },
      });
      expect(hearsTradeUpdates(client)).toBe(true);
    },
  );
});
