import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request and its reply as plain data. */
export type PlainCall = {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  /** What follows the question mark; empty without one. */
  readonly query: string;
  readonly body: string;
  /** By its name in lower case. */
  header(name: string): string | undefined;
};

export type PlainReply = {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

export type PlainAnswers = {
  /** Whether a request for this target (path and query) is answered here. */
  readonly takes: (target: string) => boolean;
  readonly answer: (call: PlainCall) => PlainReply;
};

export function answerPlainly(
  request: IncomingMessage,
  response: ServerResponse,
  answer: PlainAnswers['answer'],
): void {
  const reply = (body: string): void => {
    send(
      response,
      answerOrDefect(() => answer(callOf(request, body))),
    );
  };
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    reply(chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8'));
  });
}

function callOf({ method = 'GET', url = '/', headers }: IncomingMessage, body: string): PlainCall {
  const at = url.indexOf('?');
  return {
    method,
    path: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? '' : url.slice(at + 1),
    body,
    header: (name) => {
      const value = headers[name];
      return typeof value === 'string' ? value : value?.join(', ');
    },
  };
}

/** A defect must not end the server, and must not pass for an answer. */
function answerOrDefect(answer: () => PlainReply): PlainReply {
  try {
    return answer();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const body = JSON.stringify({ message: `internal server error: ${reason}` });
    return { status: 500, body, headers: { 'content-type': 'application/json' } };
  }
}

function send(response: ServerResponse, { status, headers, body }: PlainReply): void {
  const hasBody = status !== 204 && status !== 304;
  const length = hasBody ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  response.writeHead(status, { ...headers, ...length });
  response.end(hasBody ? body : undefined);
}
