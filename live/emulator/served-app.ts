/** Everything the emulator answers over HTTP: Alpaca's interface, the page, and what its keeper may ask. */
import type { PageHashes } from '../../src/views/emulator-page/page.ts';
import { pagePolicy, renderEmulatorPage } from '../../src/views/emulator-page/page.ts';
import { renderPageFacts } from '../../src/views/emulator-page/page-sections.ts';
import { createAdminRoutes } from './admin-routes.ts';
import type { Emulator } from './emulator.ts';
import { pageFacts } from './page-facts.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { streamTradeEvents } from './trade-events.ts';
import { callOf, responseOf, type WireCall, type WireReply } from './wire-call.ts';

export type ServedApp = {
  readonly fetch: (request: Request) => Promise<Response>;
  /** The short way for what needs no stream and meets no fault. */
  readonly plain: {
    takes(target: string): boolean;
    answer(call: WireCall): WireReply;
  };
};

export type ServedAppOptions = { readonly version: string; readonly hashes: PageHashes };

const TRADE_EVENTS = '/v2/events/trades';

export function createServedApp(emulator: Emulator, options: ServedAppOptions): ServedApp {
  const admin = createAdminRoutes(emulator);
  const page = (): WireReply =>
    html(renderEmulatorPage(pageFacts(emulator, options.version), PAGE_SCRIPT), options);
  const facts = (): WireReply =>
    html(renderPageFacts(pageFacts(emulator, options.version)).html, options);
  const ownReply = async (request: Request, path: string): Promise<Response> => {
    if (request.method === 'GET' && (path === '/' || path === '/emulator/facts')) {
      emulator.keepUp();
      return responseOf(path === '/' ? page() : facts());
    }
    const call = await callOf(request);
    const reply = admin(call);
    // Reads are left out: somebody who looks must not change the log.
    if (call.method !== 'GET') {
      const { path: address, method, body } = call;
      emulator.log.addRequest({
        at: emulator.engine.now(),
        method,
        path: address,
        status: reply.status,
        code: null,
        body,
      });
    }
    return responseOf(reply);
  };
  return {
    plain: {
      takes: (target) =>
        emulator.isFaithful() && target.startsWith('/v') && !target.startsWith(TRADE_EVENTS),
      answer: (call) => emulator.answer(call),
    },
    fetch: async (request) => {
      const path = pathOf(request.url);
      if (path === '/' || path.startsWith('/emulator/')) return ownReply(request, path);
      if (path === TRADE_EVENTS) return streamTradeEvents(emulator, request);
      return emulator.fetch(request);
    },
  };
}

function pathOf(url: string): string {
  const [, path] = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url) ?? [];
  return path === undefined || path === '' ? '/' : path;
}

function html(body: string, { hashes }: ServedAppOptions): WireReply {
  return {
    status: 200,
    body,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy(hashes),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    },
  };
}
