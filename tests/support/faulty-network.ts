/** A network that loses, refuses and delays what a test names, and delivers everything else. */
import { ConnectionLost } from '../../src/ports/connection-lost.ts';

/** `POST /v2/orders`, and for one kind of body only: `POST /v2/orders "type":"stop"`. */
export type Which = string;

type Fault = {
  readonly which: Which;
  times: number;
  readonly happen: (deliver: () => Promise<Response>) => Promise<Response>;
};

export type Network = {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Requests that ask for a change, in order: `POST /v2/orders 20151023_NEWS_entry_buy`. */
  readonly writes: readonly string[];
  /** The broker acts, and its reply is lost. */
  loseReply(which: Which, times?: number): void;
  /** The broker never hears of it. */
  loseRequest(which: Which, times?: number): void;
  /** Answered by something in between: the broker never hears of it. A body may be made when it is asked for. */
  answer(which: Which, status: number, body?: unknown, times?: number): void;
  /** Something happens while the request is on its way. */
  meanwhile(which: Which, happen: () => void): void;
  /** Fails the n-th request from now on, whatever it is; the result counts the requests. */
  failAt(at: number, fail: Fault['happen']): () => number;
  heal(): void;
};

export function faultyNetwork(deliver: (request: Request) => Promise<Response>): Network {
  const faults: Fault[] = [];
  const writes: string[] = [];
  let requests = 0;
  let failing: { readonly at: number; readonly fail: Fault['happen'] } | null = null;
  const add = (which: Which, times: number, happen: Fault['happen']): void => {
    faults.push({ which, times, happen });
  };
  return {
    writes,
    async fetch(request) {
      const body = await request.clone().text();
      const line = `${request.method} ${new URL(request.url).pathname}`;
      if (request.method !== 'GET') writes.push(`${line} ${idIn(body)}`.trimEnd());
      requests += 1;
      if (requests === failing?.at) return failing.fail(() => deliver(request));
      const fault = faults.find(({ which, times }) => times > 0 && matches(which, line, body));
      if (fault === undefined) return deliver(request);
      fault.times -= 1;
      return fault.happen(() => deliver(request));
    },
    loseReply: (which, times = 1) => {
      add(which, times, async (deliverIt) => {
        await deliverIt();
        throw new ConnectionLost('the reply is lost');
      });
    },
    loseRequest: (which, times = 1) => {
      add(which, times, () => Promise.reject(new ConnectionLost('the request is lost')));
    },
    answer: (which, status, body = {}, times = 1) => {
      add(which, times, () => {
        const told = isMade(body) ? body() : body;
        return Promise.resolve(Response.json(told, { status }));
      });
    },
    meanwhile: (which, happen) => {
      add(which, 1, (deliverIt) => {
        happen();
        return deliverIt();
      });
    },
    failAt: (at, fail) => {
      requests = 0;
      failing = { at, fail };
      return () => requests;
    },
    heal: () => {
      failing = null;
      faults.length = 0;
    },
  };
}

function matches(which: Which, line: string, body: string): boolean {
  const [method = '', path = '', ...rest] = which.split(' ');
  return line.startsWith(`${method} ${path}`) && body.includes(rest.join(' '));
}

function isMade(body: unknown): body is () => unknown {
  return typeof body === 'function';
}

function idIn(body: string): string {
  return /"client_order_id":"([^"]*)"/.exec(body)?.[1] ?? '';
}
