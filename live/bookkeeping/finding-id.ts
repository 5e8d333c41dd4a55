import { canonicalJson } from '../../src/contracts/canonical-json.ts';
import type { Explained } from '../../src/rules/reconcile-facts.ts';
import { sha256 } from './sha256.ts';

const HASH_LENGTH = 10;

/**
 * `AMZN-manual_buy-1a2b3c4d5e`: a finding is its symbol, its cause and its evidence. When one of its facts changes it is
 * another finding, so that a repair can only ever answer what its operator has seen.
 */
export function findingId({ symbol, cause, ours, theirs, evidence, proposal }: Explained): string {
  const facts = canonicalJson({ symbol, cause, ours, theirs, evidence, proposal });
  return `${symbol}-${cause}-${sha256(facts).slice(0, HASH_LENGTH)}`;
}

/** The part that stays when the facts change. */
export function withoutHash(id: string): string {
  return id.slice(0, Math.max(id.lastIndexOf('-'), 0));
}
