/**
 * What a field of a reply looks like on the wire, whatever its value. `?` allows null, `~` allows that it is not there:
 * `decimal?`, `text~`, `instant?~`.
 */
export type Shape = Readonly<Record<string, string>>;

const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  /** Decimals are strings at the trading interface, so that nothing is rounded on the way. */
  decimal: (value) => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value),
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value),
  uuid: (value) => typeof value === 'string' && UUID.test(value),
  instant: (value) => typeof value === 'string' && INSTANT.test(value),
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value),
  'HH:MM': (value) => typeof value === 'string' && /^\d\d:\d\d$/.test(value),
  HHMM: (value) => typeof value === 'string' && /^\d{4}$/.test(value),
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

export type ShapeProblem = {
  readonly field: string;
  readonly expected: string;
  readonly got: string;
};

/** Where an object is not of that shape. Fields nobody asked about are welcome: interfaces grow. */
export function shapeProblems(value: unknown, shape: Shape): readonly ShapeProblem[] {
  if (!isObject(value)) return [{ field: '', expected: 'an object', got: described(value) }];
  return Object.entries(shape).flatMap(([field, wanted]) => {
    const kind = wanted.replaceAll(/[?~]/g, '');
    const isThere = Object.hasOwn(value, field);
    const found = value[field];
    const fits = isThere
      ? (found === null && wanted.includes('?')) || KINDS[kind]?.(found) === true
      : wanted.includes('~');
    const got = isThere ? described(found) : 'not there';
    return fits ? [] : [{ field, expected: wanted, got }];
  });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function described(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
}
