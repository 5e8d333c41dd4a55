/** One connection to `/stream`: the protocol's answers and the account's updates, as frames of the kind asked for. */
import type { Emulator } from './emulator.ts';
import type { WireObject } from './replies.ts';
import {
  hearsTradeUpdates,
  NEW_STREAM_CLIENT,
  receive,
  tradeUpdateMessage,
} from './stream-protocol.ts';
import { wireUpdate } from './stream-updates.ts';

/** The other end, whatever carries it. */
export type StreamPeer = {
  send(text: string, kind: 'text' | 'binary'): void;
  close(code: number, reason: string): void;
};

export type StreamConnection = { received(text: string): void; closed(): void };

const POLICY = 1008;

/** `?frames=text` or `?frames=binary` in the address goes before what is set for all. */
export function openStream(emulator: Emulator, peer: StreamPeer, url: string): StreamConnection {
  const [, asked] = /[?&]frames=(text|binary)(?:&|$)/.exec(url) ?? [];
  let client = NEW_STREAM_CLIENT;
  const send = (message: WireObject): void => {
    const kind = asked ?? emulator.updates.settings().frames;
    peer.send(JSON.stringify(message), kind === 'text' ? 'text' : 'binary');
  };
  const mayEnter = (keyId: string, secretKey: string): boolean => {
    const { keys } = emulator.engine;
    return keys === null || (keys.keyId === keyId && keys.secretKey === secretKey);
  };
  const stopListening = emulator.updates.subscribe({
    heard: (updates) => {
      if (!hearsTradeUpdates(client)) return;
      for (const update of updates) send(tradeUpdateMessage(wireUpdate(update)));
    },
    ended: () => {
      peer.close(POLICY, 'the account was reset');
    },
  });
  return {
    received: (text) => {
      const step = receive(client, text, mayEnter);
      client = step.client;
      for (const reply of step.replies) send(reply);
    },
    closed: stopListening,
  };
}
