import type { RequestDecoded } from '../../src/contracts/alpaca-requests.ts';
import { errorReply } from './replies.ts';
import type { WireCall, WireReply } from './wire-call.ts';

type BodyRule<T> = {
  readonly decode: (value: unknown) => RequestDecoded<T>;
  /** The HTTP status of a body that is JSON and yet refused. */
  readonly refusedWith: 400 | 422;
};

/** The answer to a body that could be decoded, or the refusal of one that could not. */
export function withBody<T>(
  { body }: WireCall,
  { decode, refusedWith }: BodyRule<T>,
  answer: (value: T) => WireReply,
): WireReply {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return errorReply(400, 40010000, 'request body format is invalid');
  }
  const decoded = decode(value);
  return decoded.ok
    ? answer(decoded.value)
    : errorReply(refusedWith, decoded.code, decoded.message);
}
