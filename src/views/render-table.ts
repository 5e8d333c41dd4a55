/** Columns of a terminal, as wide as they must be: text to the left, figures to the right. */
import type { Paint } from './paint.ts';

export type Table = {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many columns, from the left, hold text. */
  readonly textColumns: number;
};

export function renderTable({ head, rows, textColumns }: Table, paint: Paint): string[] {
  const widths = head.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return at < textColumns ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [paint.bold(`  ${line(head)}`), ...rows.map((row) => `  ${line(row)}`)];
}
