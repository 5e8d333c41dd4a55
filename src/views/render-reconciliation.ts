import { CAUSES } from '../rules/reconcile-causes.ts';
import type { Explained } from '../rules/reconcile-facts.ts';
import type { Paint } from './paint.ts';
import { renderTable } from './render-table.ts';

export type NamedDifference = Explained & { readonly id: string };

/** Every difference with its cause, what says so, and who does what about it. */
export function renderReconciliation(
  view: { readonly today: string; readonly differences: readonly NamedDifference[] },
  paint: Paint,
): string {
  const { today, differences } = view;
  const head = paint.bold(`Book and account on ${today}`);
  if (differences.length === 0) return [head, '', '  no difference'].join('\n');
  const table = renderTable(
    {
      head: ['symbol', 'cause', 'what follows', 'ours', 'theirs'],
      rows: differences.map((one) => [
        one.symbol,
        CAUSES[one.cause].title,
        whatFollows(one),
        String(one.ours),
        String(one.theirs),
      ]),
      textColumns: 3,
    },
    paint,
  );
  const details = differences.flatMap(({ id, evidence, remedy }) => [
    `  ${paint.bold(id)}`,
    ...evidence.map((line) => `      ${line}`),
    ...(remedy === null ? [] : [`      → ${remedy}`]),
  ]);
  return [head, '', ...table, '', ...details, '', ending(differences, paint)].join('\n');
}

function whatFollows({ heals, proposal }: Explained): string {
  if (heals) return 'heals by itself';
  return proposal === null ? 'left alone' : 'left alone, repair';
}

function ending(differences: readonly NamedDifference[], paint: Paint): string {
  const open = differences.filter(({ heals }) => !heals).length;
  return open === 0
    ? paint.green('the next run settles all of it')
    : paint.yellow(
        `${open} of ${differences.length} need a person; these symbols are not traded until then`,
      );
}

export type RepairView = {
  readonly finding: NamedDifference;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly made: boolean;
};

/** A repair as it would change the book, or has. */
export function renderRepair({ finding, before, after, made }: RepairView, paint: Paint): string {
  return [
    paint.bold(`Repair of ${finding.id}`),
    ...finding.evidence.map((line) => `  ${line}`),
    '',
    paint.bold('Before'),
    ...before,
    paint.bold('After'),
    ...after,
    '',
    made
      ? paint.green('made, with a counter-entry; what was written before stays')
      : paint.yellow('nothing is changed yet: add --yes to make it'),
  ].join('\n');
}
