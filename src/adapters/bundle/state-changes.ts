import type { Cell, StateChange, StateRows, StateTable } from '../../contracts/run-bundle.ts';

/** What a run did to the state, row by row: added, changed (only the columns that differ and its key), removed. */
export function stateChanges(before: StateRows, after: StateRows): StateChange[] {
  const earlier = new Map(before.tables.map((table) => [table.name, table]));
  return after.tables.flatMap((table) => changesOf(earlier.get(table.name), table));
}

function changesOf(before: StateTable | undefined, after: StateTable): StateChange[] {
  const old = byKey(before);
  const now = byKey(after);
  const changes: StateChange[] = [];
  for (const [key, row] of now) {
    const was = old.get(key);
    if (was === undefined) changes.push({ table: after.name, key, before: null, after: row });
    else if (!isEqual(was, row)) changes.push({ table: after.name, key, before: was, after: row });
  }
  for (const [key, row] of old)
    if (!now.has(key)) changes.push({ table: after.name, key, before: row, after: null });
  return changes;
}

type Row = Readonly<Record<string, Cell>>;

function byKey(table: StateTable | undefined): ReadonlyMap<string, Row> {
  if (table === undefined) return new Map();
  const { columns, key, rows } = table;
  const places = key.map((name) => columns.indexOf(name));
  return new Map(
    rows.map((cells) => [
      places.map((place) => String(cells[place] ?? '')).join(' '),
      Object.fromEntries(columns.map((name, place) => [name, cells[place] ?? null])),
    ]),
  );
}

function isEqual(a: Row, b: Row): boolean {
  const names = Object.keys(b);
  return names.length === Object.keys(a).length && names.every((name) => a[name] === b[name]);
}
