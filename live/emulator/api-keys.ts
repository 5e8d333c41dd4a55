import { deterministicId } from '../../src/paper-broker/deterministic-id.ts';
import type { ApiKeys } from './engine.ts';

/** The keys of an account follow from its seed; after a reset they are others. */
export function keysOf(state: { readonly seed: string; readonly generation: number }): ApiKeys {
  const part = (number: number): string =>
    deterministicId(`keys/${state.seed}/${state.generation}`, number)
      .replaceAll('-', '')
      .slice(0, PART)
      .toUpperCase();
  return { keyId: `PK${part(1).slice(0, PART - 2)}`, secretKey: (part(2) + part(3)).toLowerCase() };
}

/** What comes after it in an id is a counter. */
const PART = 20;
