import { RegExpRouter } from 'hono/router/reg-exp-router';

import { decoded, type WireCall, type WireReply } from './wire-call.ts';

/** The named parts of a path, decoded. */
export type Params = Readonly<Record<string, string>>;
export type Handler = (call: WireCall, params: Params) => WireReply;
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';

/** Which handler answers which address. A part of a path that begins with a colon is a parameter. */
export type Routes = {
  add(method: Method, path: string, handler: Handler): void;
  find(call: WireCall): Found;
};

export type Found =
  | {
      readonly kind: 'handler';
      readonly handler: Handler;
      readonly params: Params;
    }
  /** The address has other methods: these. */
  | { readonly kind: 'wrong-method'; readonly allowed: readonly Method[] }
  | { readonly kind: 'nothing' };

const METHODS: readonly Method[] = ['GET', 'POST', 'PATCH', 'DELETE', 'PUT'];
const NO_PARAMS: Params = {};

export function createRoutes(): Routes {
  const router = new RegExpRouter<Handler>();
  const handlerOf = (method: string, path: string) => router.match(method, path)[0][0]?.[0];
  return {
    add: (method, path, handler) => {
      router.add(method, path, handler);
    },
    find: ({ method, path }) => {
      const [matches, stash] = router.match(method, path);
      const match = matches[0];
      if (match !== undefined) {
        const [handler, names] = match;
        return { kind: 'handler', handler, params: paramsOf(names, stash) };
      }
      const allowed = METHODS.filter((other) => handlerOf(other, path) !== undefined);
      return allowed.length === 0 ? { kind: 'nothing' } : { kind: 'wrong-method', allowed };
    },
  };
}

/** The router gives a parameter as its text, or as its place among the matches. */
function paramsOf(
  names: Readonly<Record<string, string | number>>,
  stash: readonly string[] | undefined,
): Params {
  const entries = Object.entries(names);
  if (entries.length === 0) return NO_PARAMS;
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      pathPart(typeof value === 'number' ? (stash?.[value] ?? '') : value),
    ]),
  );
}

/** In a path a plus sign is a plus sign. */
function pathPart(text: string): string {
  return text.includes('%') ? decoded(text.replaceAll('+', '%2B')) : text;
}
