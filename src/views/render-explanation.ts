import type { ExplainedFact, ExplainedSection, Explanation } from '../domain/explanation.ts';
import type { Paint } from './paint.ts';

/** Why it did that, number by number. */
export function renderExplanations(explanations: readonly Explanation[], paint: Paint): string {
  return explanations
    .map(({ ticker, book, heading, sections }) =>
      [
        `${paint.bold(`${ticker} · ${book}`)} ${paint.dim(heading)}`,
        ...sections.flatMap((section) => sectionLines(section, paint)),
      ].join('\n'),
    )
    .join('\n\n');
}

function sectionLines({ title, facts, weeks = [] }: ExplainedSection, paint: Paint): string[] {
  const width = Math.max(0, ...facts.map(({ name }) => name.length));
  return [
    `  ${paint.bold(title)}`,
    ...facts.map((line) => `    ${factText(line, width, paint)}`),
    ...(weeks.length === 0
      ? []
      : [paint.dim('    week ending    close  indicator  weeks  verdict')]),
    ...weeks.map(
      ({ weekEnding, close, indicator, completedWeeks, verdict }) =>
        `    ${weekEnding} ${number(close).padStart(9)} ${number(indicator).padStart(10)} ${String(completedWeeks).padStart(6)}  ${verdict.replaceAll('_', ' ')}`,
    ),
  ];
}

function factText({ name, value, from }: ExplainedFact, width: number, paint: Paint): string {
  const shown = typeof value === 'number' ? number(value) : (value ?? 'none');
  const source = from === undefined ? '' : paint.dim(`  (${from})`);
  return `${name.padEnd(width)}  ${shown}${source}`;
}

/** Four decimals are more than a verdict hangs on, and fewer than a page can bear. */
function number(value: number | null): string {
  return value === null ? 'none' : String(Math.round(value * 10_000) / 10_000);
}
