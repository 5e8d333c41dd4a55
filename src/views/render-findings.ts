import type { Finding } from '../domain/finding.ts';
import type { Paint } from './paint.ts';

const MARKS = { info: 'note', warning: 'look', error: 'act!' } as const;

/** One line a finding, worst first, its remedy below it. */
export function renderFindings(findings: readonly Finding[], paint: Paint): string[] {
  const order = { error: 0, warning: 1, info: 2 } as const;
  const sorted = [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
  return sorted.flatMap(({ severity, code, message, remedy }) => {
    const colour =
      severity === 'error' ? paint.red : severity === 'warning' ? paint.yellow : paint.dim;
    const line = `  ${colour(MARKS[severity])}  ${message} ${paint.dim(`[${code}]`)}`;
    return remedy === null ? [line] : [line, `        → ${remedy}`];
  });
}
