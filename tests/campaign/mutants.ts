/**
 * Deliberate defects of the protocol. Each changes the sources on their way into the bundle; a campaign that does not
 * notice is no proof of anything.
 */
import { MUTANTS_OF_LIMITS } from './mutants-of-limits.ts';
import { MUTANTS_OF_ORDERS } from './mutants-of-orders.ts';
import { MUTANTS_OF_STATE } from './mutants-of-state.ts';
import { MUTANTS_OF_THE_MACHINE } from './mutants-of-the-machine.ts';
import type { Piece } from './hunt.ts';

/** One place of one file. */
export type Edit = {
  readonly file: string;
  /** Found exactly once, or the mutant is out of date. */
  readonly before: string;
  readonly after: string;
};

export type Mutant = Edit & {
  readonly name: string;
  /** The defect of an executor that went before, the rule or the fault it is about. */
  readonly breaks: string;
  /** The same defect in the second place that guards against it: one alone would be made good by the other. */
  readonly also?: readonly Edit[];
  /** Where it can be caught, soonest first. */
  readonly by: readonly Piece[];
  /** Why nobody can tell the difference; only for those that survive. */
  readonly equivalent?: string;
};

export const MUTANTS: readonly Mutant[] = [
  ...MUTANTS_OF_ORDERS,
  ...MUTANTS_OF_LIMITS,
  ...MUTANTS_OF_STATE,
  ...MUTANTS_OF_THE_MACHINE,
];

/** Part of every campaign against a mutant, after its own pieces. */
export const EVERYWHERE: readonly Piece[] = [
  { scenario: 'rotation', kind: 'doubts' },
  { scenario: 'entry alone', kind: 'crashes', of: 2 },
  { scenario: 'rotation', kind: 'crashes', of: 3 },
  { scenario: 'entry alone', kind: 'faults', of: 6 },
  { scenario: 'exit alone', kind: 'faults', of: 6 },
];
