/**
 * Deliberate defects of the protocol. Each changes one place of the sources on its way into the bundle; a campaign that
 * does not notice is no proof of anything.
 */
import { MUTANTS_OF_ORDERS } from './mutants-of-orders.ts';
import { MUTANTS_OF_STATE } from './mutants-of-state.ts';

export type Mutant = {
  readonly name: string;
  /** The defect of the predecessor or the rule it breaks. */
  readonly breaks: string;
  readonly file: string;
  /** Found exactly once, or the mutant is out of date. */
  readonly before: string;
  readonly after: string;
  /** Why nobody can tell the difference; only for those that survive. */
  readonly equivalent?: string;
};

export const MUTANTS: readonly Mutant[] = [...MUTANTS_OF_ORDERS, ...MUTANTS_OF_STATE];
