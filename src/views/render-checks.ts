import type { Paint } from './paint.ts';

/** One difference, with its numbers. */
export type Difference = {
  /** The stock, trade or ticker concerned. */
  readonly subject: string;
  readonly says: string;
  readonly numbers: Readonly<Record<string, string | number | null>>;
};

/** What a check of a backtest looked at, and what it found. It is clean when nothing differs. */
export type Check = {
  readonly name: string;
  /** What was compared, with its counts. */
  readonly looked: string;
  readonly differences: readonly Difference[];
  /** What it means, and facts that are no difference. */
  readonly notes: readonly string[];
};

/** More are in the JSON document. */
const MOST_SHOWN = 12;

export function renderChecks(checks: readonly Check[], paint: Paint): string {
  return checks.map((check) => renderCheck(check, paint)).join('\n\n');
}

function renderCheck({ name, looked, differences, notes }: Check, paint: Paint): string {
  const count = differences.length;
  const verdict =
    count === 0
      ? paint.green('clean')
      : paint.yellow(count === 1 ? '1 difference' : `${count} differences`);
  const shown = differences.slice(0, MOST_SHOWN).map(renderDifference);
  const more = count > MOST_SHOWN ? [`  … ${count - MOST_SHOWN} more with --json`] : [];
  return [
    `${paint.bold(name)}: ${verdict}`,
    `  ${paint.dim(looked)}`,
    ...shown,
    ...more,
    ...notes.map((note) => `  note  ${note}`),
  ].join('\n');
}

function renderDifference({ subject, says, numbers }: Difference): string {
  const told = Object.entries(numbers).map(([name, value]) => `${name} ${shownAs(value)}`);
  return `  look  ${subject}: ${says}${told.length === 0 ? '' : ` (${told.join(', ')})`}`;
}

function shownAs(value: string | number | null): string {
  if (value === null) return 'none';
  if (typeof value === 'string' || Number.isInteger(value)) return String(value);
  return value.toFixed(4);
}
