/**
 * A request and its reply as plain data: what the emulator reads and answers. A server or a test makes one without
 * building the objects of the Fetch standard, which cost more than most answers do.
 */
export type WireCall = {
  /** In capitals. */
  readonly method: string;
  /** As sent, percent signs and all, without the query. */
  readonly path: string;
  /** What follows the question mark; empty without one. */
  readonly query: string;
  readonly body: string;
  /** By its name in lower case. */
  readonly header: (name: string) => string | undefined;
};

export type WireReply = {
  readonly status: number;
  /** Empty for 204. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

export type Query = Readonly<Record<string, string>>;

/** The part of an address after its host. */
export function splitTarget(target: string): Pick<WireCall, 'path' | 'query'> {
  const at = target.indexOf('?');
  return at < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, at), query: target.slice(at + 1) };
}

export async function callOf(request: Request): Promise<WireCall> {
  const { method, url, headers } = request;
  const start = url.indexOf('/', url.indexOf('//') + 2);
  return {
    method,
    ...splitTarget(start < 0 ? '/' : url.slice(start)),
    header: (name) => headers.get(name) ?? undefined,
    body: request.body === null ? '' : await request.text(),
  };
}

export function responseOf({ status, body, headers }: WireReply): Response {
  return new Response(body === '' ? null : body, { status, headers });
}

/**
 * The parameters of a query by name. A name that comes more than once, and the `symbols[]` of older clients, is one
 * list with commas.
 */
export function queryOf({ query }: Pick<WireCall, 'query'>): Query {
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>;
  if (query === '') return parameters;
  for (const part of query.split('&')) {
    const at = part.indexOf('=');
    const name = decoded(at < 0 ? part : part.slice(0, at)).replace(/\[\]$/, '');
    const value = at < 0 ? '' : decoded(part.slice(at + 1));
    const before = parameters[name];
    parameters[name] = before === undefined ? value : `${before},${value}`;
  }
  return parameters;
}

/** A broken percent sequence stays as it is. */
export function decoded(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
