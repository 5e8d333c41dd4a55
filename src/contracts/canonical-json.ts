/**
 * One text for one value: keys sorted, maps and sets as lists. Two runs that did the same write the same bytes, and
 * what was read back compares with what was never written.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value));
}

/** The plain JSON value of anything that holds data; what JSON does not know (undefined, functions) is left out. */
export function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].map(canonical);
  if (value instanceof Set) return [...(value as Set<unknown>)].map(canonical);
  if (Array.isArray(value)) return value.map(canonical);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)]),
  );
}
