import { formatMoney } from '../domain/money.ts';
import type { Finding } from '../domain/finding.ts';
import type { PlannedEntry, PlannedExit, SessionPlan, SkippedCandidate } from '../domain/signal.ts';
import type { Paint } from './paint.ts';
import { renderFindings } from './render-findings.ts';

export type PlanView = {
  readonly tradeDate: string;
  /** Null for a session without one. */
  readonly reportFile: string | null;
  readonly books: readonly {
    readonly name: string;
    readonly role: string;
    readonly plan: SessionPlan;
  }[];
  readonly findings: readonly Finding[];
  readonly files: readonly string[];
  readonly dryRun: boolean;
};

/** What the signal generator decided, for a person who has not read the manual. */
export function renderPlan(view: PlanView, paint: Paint): string {
  const lines = [
    `${paint.bold(`Plan for ${view.tradeDate}`)} ${view.reportFile === null ? 'without a report' : `from ${view.reportFile}`}`,
    '',
  ];
  for (const { name, role, plan } of view.books) {
    lines.push(
      `${paint.bold(name)} ${paint.dim(`(${role}, decided as of the close of ${plan.asOf})`)}`,
    );
    lines.push(...planLines(plan, paint), '');
  }
  if (view.findings.length > 0)
    lines.push(paint.bold('Findings'), ...renderFindings(view.findings, paint), '');
  if (view.dryRun) lines.push('Dry run: nothing was written.');
  for (const file of view.files) lines.push(`${view.dryRun ? 'would write' : 'wrote'} ${file}`);
  return lines.join('\n');
}

function planLines(plan: SessionPlan, paint: Paint): string[] {
  const lines = [
    ...plan.exits.map((exit) => `  ${paint.red('sell')}  ${exitText(exit)}`),
    ...plan.entries.map((entry) => `  ${paint.green('buy ')}  ${entryText(entry)}`),
    ...plan.skipped.map((skip) => `  ${paint.dim('skip')}  ${skipText(skip)}`),
  ];
  return lines.length === 0 ? ['  nothing to do'] : lines;
}

function exitText({ position, reason, evidence }: PlannedExit): string {
  const why = Object.entries(evidence)
    .map(
      ([name, value]) =>
        `${words(name)} ${typeof value === 'number' ? round(value) : String(value)}`,
    )
    .join(', ');
  return `${position.ticker.padEnd(6)} ${shares(position.shares)}  ${words(reason)} ${why === '' ? '' : `(${why})`}`;
}

function entryText({ candidate, qty, referencePrice, stopPrice }: PlannedEntry): string {
  const score = candidate.score === null ? 'no score' : `score ${round(candidate.score)}`;
  const at = `near ${formatMoney(referencePrice)}, stop ${formatMoney(stopPrice)}`;
  return `${candidate.ticker.padEnd(6)} ${shares(qty)}  ${at}, ${score}, grade ${candidate.grade}`;
}

function skipText({ ticker, reason, score }: SkippedCandidate): string {
  return `${ticker.padEnd(6)} ${' '.repeat(12)}  ${words(reason)}${score === null ? '' : `, score ${round(score)}`}`;
}

function shares(count: number): string {
  return `${String(count).padStart(5)} shares`;
}

/** `trend_break` and `completedWeeks` as people write them. */
function words(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
