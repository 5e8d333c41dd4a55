import { errorReply } from './replies.ts';
import type { WireCall, WireReply } from './wire-call.ts';

/**
 * Commands take no keys, so they are taken from programs and from the emulator's own page alone: a page of another site
 * that sends one from the reader's browser is refused. Undefined when the call may go on.
 */
export function refuseForeignPage({ method, header }: WireCall): WireReply | undefined {
  if (method === 'GET') return undefined;
  const [origin, site] = [header('origin'), header('sec-fetch-site')];
  const isOwn =
    (origin === undefined || origin === `http://${header('host') ?? ''}`) &&
    (site === undefined || site === 'same-origin' || site === 'none');
  if (!isOwn) return errorReply(403, null, 'commands are taken from this page and from programs');
  // A form of another site cannot send this type without asking first.
  const isJson = /^application\/json\b/i.test(header('content-type') ?? '');
  return isJson ? undefined : errorReply(415, null, 'send application/json');
}
