import type { ApiKeys } from './engine.ts';
import { errorReply, htmlReply } from './replies.ts';
import type { WireCall, WireReply } from './wire-call.ts';

/** Undefined when the call may enter. Without any keys the proxy in front of the broker answers, with a page. */
export function refuseKeys(keys: ApiKeys | null, call: WireCall): WireReply | undefined {
  const shown = shownKeys(call);
  if (shown === undefined) return htmlReply(401, 'Authorization Required');
  const { keyId, secretKey } = shown;
  const isLetIn =
    keys === null || (secretKey === keys.secretKey && (keyId === null || keyId === keys.keyId));
  return isLetIn ? undefined : errorReply(401, null, 'unauthorized.');
}

/** The two headers, HTTP Basic, or a Bearer token, which is the secret alone. */
function shownKeys({
  header,
}: WireCall): { readonly keyId: string | null; readonly secretKey: string } | undefined {
  const keyId = header('apca-api-key-id');
  const secretKey = header('apca-api-secret-key');
  if (keyId !== undefined && secretKey !== undefined) return { keyId, secretKey };
  const [, scheme, credentials] =
    /^(basic|bearer) +(\S+)$/i.exec(header('authorization') ?? '') ?? [];
  if (scheme === undefined || credentials === undefined) return undefined;
  if (scheme.toLowerCase() === 'bearer') return { keyId: null, secretKey: credentials };
  const [, name, secret] = /^([^:]*):(.*)$/s.exec(plain(credentials)) ?? [];
  return name === undefined || secret === undefined
    ? undefined
    : { keyId: name, secretKey: secret };
}

function plain(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}
