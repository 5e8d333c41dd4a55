/** The exit codes of every command; the README's table is tested against this one. */
export const OUTCOMES = {
  done: { code: 0, meaning: 'done, or the day is no session' },
  bug: { code: 1, meaning: 'a bug: please report it with the output' },
  usage: { code: 2, meaning: 'usage or configuration' },
  'kill-switch': { code: 3, meaning: 'the kill switch is on' },
  mismatch: {
    code: 4,
    meaning: 'book and broker disagree (`--force` goes on without the disputed symbols)',
  },
  'input-refused': { code: 5, meaning: 'input refused: report, signal file or prices' },
  locked: { code: 6, meaning: 'another run holds the lock' },
  'broker-unreachable': { code: 7, meaning: 'broker unreachable or credentials refused' },
  storage: { code: 8, meaning: 'database or disk' },
  unresolved: {
    code: 9,
    meaning: 'done, but something is unprotected or unresolved; running again is safe',
  },
  'outside-window': { code: 10, meaning: 'outside the time window, nothing done' },
} as const;

export type Outcome = keyof typeof OUTCOMES;

export function exitCodeOf(outcome: Outcome): number {
  return OUTCOMES[outcome].code;
}

/** A command ends here for a reason its operator can act on; `cli.ts` turns it into an exit code and three lines. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly outcome: Outcome;
  /** What to do next. */
  readonly remedy: string;

  constructor(
    outcome: Outcome,
    message: string,
    remedy: string,
    options?: { readonly cause: unknown },
  ) {
    super(message, options);
    this.outcome = outcome;
    this.remedy = remedy;
  }
}
