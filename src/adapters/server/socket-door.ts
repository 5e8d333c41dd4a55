/** WebSocket connections as a thin layer: text in, frames out. What is said is decided elsewhere. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocket, WebSocketServer, type RawData } from 'ws';

export type Peer = {
  /** As text, or as the same bytes in a binary frame. Lost when the connection is closed or does not keep up. */
  send(text: string, kind: 'text' | 'binary'): void;
  close(code: number, reason: string): void;
};

/** Who listens to one connection. */
export type SocketListener = { received(text: string): void; closed(): void };
export type OpenSocket = (peer: Peer, url: string) => SocketListener;

export type SocketDoor = {
  enter(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
};

const HEARTBEAT_MS = 10_000;
/** One byte, 0x01: clients know it and ignore it. */
const HEARTBEAT = Uint8Array.of(1);
const MOST_MESSAGE_BYTES = 65_536;
/** What may wait for a consumer that does not read; then it is cut off and has to connect again. */
const MOST_WAITING_BYTES = 4_194_304;
const MOST_CONNECTIONS = 100;
const TRY_AGAIN_LATER = 1013;
const GOING_AWAY = 1001;

export function createSocketDoor(open: OpenSocket, heartbeatMs = HEARTBEAT_MS): SocketDoor {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const answered = new WeakSet<WebSocket>();
  const beats = setInterval(() => {
    for (const socket of server.clients) beat(socket, answered);
  }, heartbeatMs);
  beats.unref();
  return {
    enter: (request, socket, head) => {
      server.handleUpgrade(request, socket, head, (opened) => {
        if (server.clients.size > MOST_CONNECTIONS) {
          opened.close(TRY_AGAIN_LATER, 'too many connections');
          return;
        }
        answered.add(opened);
        opened.on('pong', () => answered.add(opened));
        connect(opened, open, request.url ?? '');
      });
    },
    close: () => {
      clearInterval(beats);
      for (const socket of server.clients) {
        socket.close(GOING_AWAY, 'the server ends');
        socket.terminate();
      }
      server.close();
    },
  };
}

/** A peer that did not answer the last ping is gone. */
function beat(socket: WebSocket, answered: WeakSet<WebSocket>): void {
  if (!answered.delete(socket)) {
    socket.terminate();
    return;
  }
  socket.ping();
  socket.send(HEARTBEAT);
}

function connect(socket: WebSocket, open: OpenSocket, url: string): void {
  const peer: Peer = {
    send: (text, kind) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MOST_WAITING_BYTES) socket.terminate();
      else socket.send(kind === 'text' ? text : Buffer.from(text));
    },
    close: (code, reason) => {
      socket.close(code, reason);
    },
  };
  const listener = open(peer, url);
  socket.on('message', (data) => {
    listener.received(textOf(data));
  });
  socket.on('close', () => {
    listener.closed();
  });
  // What is wrong with a frame ends its connection; there is nobody to tell.
  socket.on('error', () => {
    socket.terminate();
  });
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data as Buffer).toString('utf8');
}
