import { RegExpRouter } from 'hono/router/reg-exp-router';

import { decoded, type WireCall, type WireReply } from './wire-call.ts';

/** The named parts of a path, decoded. */
export type Params = Readonly<Record<string, string>>;
export type Handler = (call: WireCall, params: Params) => WireReply;
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';

/** Which handler answers which address. A part of a path that begins with a colon is a parameter. */
export type Routes = {
  add(method: Method, path: string, handler: Handler): void;
  find(call: Pick<WireCall, 'method' | 'path'>): Found;
};

export type Found =
  | { readonly kind: 'handler'; readonly handler: Handler; readonly params: Params }
  /** The address has other methods: these. */
  | { readonly kind: 'wrong-method'; readonly allowed: readonly Method[] }
  | { readonly kind: 'nothing' };

const METHODS: readonly Method[] = ['GET', 'POST', 'PATCH', 'DELETE', 'PUT'];
const NO_PARAMS: Params = {};

/** Paths without parameters come first: `/v2/stocks/trades/latest` is no stock named trades. */
export function createRoutes(): Routes {
  const fixed = new Map<string, Handler>();
  const router = new RegExpRouter<Handler>();
  const find = (method: string, path: string): Found => {
    const handler = fixed.get(`${method} ${path}`);
    if (handler !== undefined) return { kind: 'handler', handler, params: NO_PARAMS };
    const [matches, stash] = router.match(method, path);
    const match = matches[0];
    if (match === undefined) return { kind: 'nothing' };
    return { kind: 'handler', handler: match[0], params: paramsOf(match[1], stash) };
  };
  return {
    add: (method, path, handler) => {
      if (path.includes('/:')) router.add(method, path, handler);
      else fixed.set(`${method} ${path}`, handler);
    },
    find: ({ method, path }) => {
      const found = find(method, path);
      if (found.kind === 'handler') return found;
      const allowed = METHODS.filter((other) => find(other, path).kind === 'handler');
      return allowed.length === 0 ? found : { kind: 'wrong-method', allowed };
    },
  };
}

/** The router gives a parameter as its text, or as its place among the matches. */
function paramsOf(
  names: Readonly<Record<string, string | number>>,
  stash: readonly string[] | undefined,
): Params {
  return Object.fromEntries(
    Object.entries(names).map(([name, value]) => [
      name,
      pathPart(typeof value === 'number' ? (stash?.[value] ?? '') : value),
    ]),
  );
}

/** In a path a plus sign is a plus sign. */
function pathPart(text: string): string {
  return text.includes('%') ? decoded(text.replaceAll('+', '%2B')) : text;
}
