/** What every command does around its work: one place for errors, exit codes and the two forms of a result. */
import { CommandError, exitCodeOf, type Outcome } from '../domain/outcome.ts';
import { BrokerError } from '../ports/broker.ts';
import { NO_PAINT, type Paint } from '../views/paint.ts';

export type Streams = {
  /** The result, for people or (with `--json`) for programs. */
  readonly out: (text: string) => void;
  /** Progress, alerts and errors. */
  readonly err: (text: string) => void;
  /** Only on a terminal: says on one line how far the work is; the empty text clears it. */
  readonly progress?: (text: string) => void;
  readonly paint: Paint;
};

export type CommandResult = {
  readonly outcome: Outcome;
  readonly text: (paint: Paint) => string;
  readonly json: Readonly<Record<string, unknown>>;
  /** What was decided and from which facts: kept with the run, not shown. */
  readonly decisions?: Readonly<Record<string, unknown>>;
};

/** Runs one command and returns its exit code; an error ends as three lines (or one JSON document), never as a stack. */
export async function runCommand(
  options: { readonly json?: boolean; readonly verbose?: boolean },
  streams: Streams,
  work: () => CommandResult | Promise<CommandResult>,
): Promise<number> {
  try {
    const result = await work();
    const code = exitCodeOf(result.outcome);
    if (options.json === true) {
      streams.out(
        JSON.stringify({ outcome: result.outcome, exit_code: code, ...result.json }, null, 2),
      );
    } else streams.out(result.text(streams.paint));
    return code;
  } catch (error) {
    return tell(explainError(error), options, streams);
  }
}

/** An error as its reader needs it. */
export type Explained = {
  readonly outcome: Outcome;
  readonly message: string;
  readonly remedy: string;
  readonly stack: string;
};

function tell(
  failure: Explained,
  options: { readonly json?: boolean; readonly verbose?: boolean },
  { out, err, paint }: Streams,
): number {
  const { outcome, message, remedy, stack } = failure;
  const code = exitCodeOf(outcome);
  if (options.json === true)
    out(JSON.stringify({ outcome, exit_code: code, error: message, remedy }, null, 2));
  err(`${paint.red('error')} ${message}`);
  err(`  → ${remedy}`);
  if (outcome === 'bug' || options.verbose === true) err(stack);
  return code;
}

/** Which outcome an error is, and what to do about it. */
export function explainError(error: unknown): Explained {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  if (error instanceof CommandError) {
    return { outcome: error.outcome, message: error.message, remedy: error.remedy, stack };
  }
  if (error instanceof BrokerError) {
    const remedy =
      error.kind === 'unauthorized'
        ? 'check APCA_API_KEY_ID and APCA_API_SECRET_KEY, and that they belong to this environment'
        : 'check the network and https://status.alpaca.markets, then run the command again: that is safe';
    return { outcome: 'broker-unreachable', message: error.message, remedy, stack };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (isStorageError(error)) {
    return {
      outcome: 'storage',
      message: `the database failed: ${message}`,
      remedy: 'check the disk, then run again',
      stack,
    };
  }
  return {
    outcome: 'bug',
    message,
    remedy: 'this is a bug: please report it with this output',
    stack,
  };
}

/** SQLite and file system errors carry a code. */
function isStorageError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^(SQLITE_|ENOSPC|EROFS|EIO|EACCES|EPERM|EDQUOT)/.test(String(error.code));
}

/** Colours only on a terminal that wants them. */
export async function terminalPaint(isTerminal: boolean): Promise<Paint> {
  if (!isTerminal) return NO_PAINT;
  const { default: colours } = await import('picocolors');
  return colours;
}
