/** HTTP and WebSocket on this machine alone: nothing outside it can connect. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { getRequestListener, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

import { CommandError } from '../../domain/outcome.ts';
import { ConnectionLost, type PartialReply } from '../../ports/connection-lost.ts';
import { answerPlainly, type PlainAnswers } from './plain-answers.ts';
import { createSocketDoor, type OpenSocket } from './socket-door.ts';

export type LoopbackServer = {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Ends every connection, also those that are being used. */
  close(): Promise<void>;
};

export type LoopbackOptions = {
  /** 0 takes a free one. */
  readonly port: number;
  /** Rejects with `ConnectionLost` where the connection is to break, before the reply or inside it. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** A short way for requests that are answered at once and whole, without the objects of the Fetch standard. */
  readonly plain?: PlainAnswers;
  readonly sockets: {
    readonly path: string;
    readonly open: OpenSocket;
    /** How often a connection is asked whether it is alive. */
    readonly heartbeatMs?: number;
  };
};

/**
 * What a Host header may say. A name of somebody else that was made to point at this machine is none of them, so a page
 * behind such a name cannot reach in.
 */
type OwnHosts = ReadonlySet<string>;

const ADDRESS = '127.0.0.1';
const NAMES = [ADDRESS, 'localhost'];
/** An order is less than a kilobyte; nothing that a client sends is large. */
const MOST_BODY_BYTES = 1_048_576;

export async function serveOnLoopback(options: LoopbackOptions): Promise<LoopbackServer> {
  const answer = async (request: Request, { outgoing }: Connection): Promise<Response> => {
    try {
      return await options.fetch(request);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      // This server speaks HTTP/1 alone.
      breakOff(outgoing as HttpBindings['outgoing'], error.sent);
      return RESPONSE_ALREADY_SENT;
    }
  };
  const listener = getRequestListener(answer, { overrideGlobalObjects: false });
  let own: OwnHosts = new Set();
  const server = createServer((request, response) => {
    const refusal = refusalOf(request, own);
    if (refusal !== undefined) refuse(response, refusal);
    else if (options.plain?.takes(request.url ?? '/') === true) {
      answerPlainly(request, response, options.plain.answer);
    } else void listener(request, response);
  });
  const door = createSocketDoor(options.sockets.open, options.sockets.heartbeatMs);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isMeant = request.url?.split('?')[0] === options.sockets.path;
    if (isMeant && mayUpgrade(request, own)) door.enter(request, socket, head);
    else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  });
  const port = await listen(server, options.port);
  own = new Set(NAMES.flatMap((name) => (port === 80 ? [name] : []).concat(`${name}:${port}`)));
  return {
    origin: `http://${ADDRESS}:${port}`,
    close: () => {
      door.close();
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      server.closeAllConnections();
      return closed;
    },
  };
}

type Connection = HttpBindings | Http2Bindings;

function breakOff(outgoing: HttpBindings['outgoing'], sent: PartialReply | null): void {
  if (sent === null) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(sent.status, sent.headers);
  outgoing.write(sent.body, () => {
    outgoing.destroy();
  });
}

type Refusal = { readonly status: number; readonly message: string };

function refusalOf({ headers }: IncomingMessage, own: OwnHosts): Refusal | undefined {
  if (!own.has(headers.host ?? '')) {
    return { status: 403, message: 'this server answers as 127.0.0.1 or localhost only' };
  }
  if (Number(headers['content-length'] ?? 0) > MOST_BODY_BYTES) {
    return { status: 413, message: 'request body is too large' };
  }
  return undefined;
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ message }));
}

/** A browser says on which page a connection begins; a page of another origin has no business here. */
function mayUpgrade({ headers }: IncomingMessage, own: OwnHosts): boolean {
  const { host = '', origin } = headers;
  return own.has(host) && (origin === undefined || origin === `http://${host}`);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(cannotListen(port, cause));
    });
    server.listen(port, ADDRESS, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function cannotListen(port: number, cause: Error): CommandError {
  const code = 'code' in cause ? String(cause.code) : cause.message;
  const isTaken = code === 'EADDRINUSE';
  return new CommandError(
    'usage',
    isTaken ? `port ${port} of ${ADDRESS} is in use` : `port ${port} cannot be opened: ${code}`,
    isTaken
      ? 'end the program that uses it, or give another --port (0 takes a free one)'
      : 'give another --port (0 takes a free one)',
    { cause },
  );
}
