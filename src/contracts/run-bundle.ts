/**
 * `bundles/{run_id}.bundle.json.gz`: one live run as it was, complete enough to be run again offline. We write it
 * ourselves, so an unknown field or another version is refused.
 */
import * as z from 'zod';

export const BUNDLE_VERSION = 1;

const text = z.string();
const textOrNull = z.string().nullable();
const names = z.array(z.string());
const numbers = z.array(z.number());
const json = z.record(z.string(), z.unknown());

/** What was thrown at the run, so that it can be thrown again. */
const failure = z.strictObject({
  kind: z.enum(['command', 'broker', 'network', 'invariant', 'other']),
  /** The outcome, the kind of broker error, or the code of the network. */
  code: textOrNull,
  message: text,
  remedy: textOrNull,
});

const question = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('broker'), method: text, url: text, body: textOrNull }),
  z.strictObject({ of: z.literal('clock'), sleep_ms: z.number() }),
  z.strictObject({ of: z.literal('bars'), tickers: names, from: text, to: text }),
  z.strictObject({ of: z.literal('actions'), tickers: names, from: text, to: text }),
  z.strictObject({
    of: z.literal('notifier'),
    code: text,
    subject: textOrNull,
    message: text,
  }),
]);

/** Bars by columns: a year of a stock is a few kilobytes, and a few hundred bytes of them when packed. */
const columns = z.strictObject({
  ticker: text,
  date: names,
  open: numbers,
  high: numbers,
  low: numbers,
  close: numbers,
  volume: numbers,
});

const reply = z.strictObject({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: text,
});

const findings = z.array(
  z.strictObject({
    code: text,
    severity: z.enum(['info', 'warning', 'error']),
    subject: textOrNull,
    message: text,
    remedy: textOrNull,
  }),
);

const answer = z.union([
  z.strictObject({ reply }),
  z.strictObject({ failure }),
  z.strictObject({ bars: z.array(columns), findings }),
  z.strictObject({ actions: z.array(z.looseObject({ type: text })), findings }),
  z.strictObject({ delivered: z.boolean() }),
  z.strictObject({ slept: z.literal(true) }),
]);

/** In the order in which things happened: the clock was read, something was asked, its answer came. */
const event = z.union([
  z.strictObject({ now: z.number() }),
  z.strictObject({ ask: z.int(), question }),
  z.strictObject({ answer: z.int(), value: answer }),
]);

const cell = z.union([z.string(), z.number(), z.null()]);

const table = z.strictObject({
  name: text,
  key: names,
  columns: names,
  rows: z.array(z.array(cell)),
  /** Rows up to this one are of the past and no run reads them: they were left out. */
  omitted_to: z.int(),
});

const change = z.strictObject({
  table: text,
  key: text,
  before: z.record(z.string(), cell).nullable(),
  after: z.record(z.string(), cell).nullable(),
});

const input = z.strictObject({
  name: text,
  path: text,
  /** Null when it could not be read, or was not there. */
  sha256: textOrNull,
  /** What the run reads again in a replay; of what is no UTF-8 text the bytes in base64. */
  text: textOrNull,
  base64: textOrNull,
  failure: failure.nullable(),
});

const bundleSchema = z.strictObject({
  openbell_version: text,
  command: z.enum(['signal-generator', 'executor']),
  run_id: textOrNull,
  trade_date: textOrNull,
  options: json,
  configuration: z.strictObject({ config: json, config_sha256: text, tested: z.boolean() }),
  inputs: z.array(input),
  broker: z
    .strictObject({ trading_origin: text, data_origin: text, feed: text, has_prices: z.boolean() })
    .nullable(),
  /** Why there was no broker to ask. */
  broker_failure: failure.nullable(),
  /** The state database as it was before the run. */
  state: z.strictObject({ schema_version: z.int(), tables: z.array(table) }),
  log: z.array(event),
  result: z.strictObject({
    outcome: text,
    exit_code: z.int(),
    /** Of a run that broke off. */
    error: z.strictObject({ message: text, remedy: text }).nullable(),
    /** What the command says with `--json`. */
    said: json.nullable(),
    /** What it decided, and from what. */
    decisions: json.nullable(),
    files: z.array(z.strictObject({ path: text, sha256: text })),
    state_changes: z.array(change),
  }),
});

export type RunBundle = z.infer<typeof bundleSchema>;
export type BundleResult = RunBundle['result'];
export type BundleInput = z.infer<typeof input>;
export type BundleEvent = z.infer<typeof event>;
export type BundleQuestion = z.infer<typeof question>;
export type BundleAnswer = z.infer<typeof answer>;
export type BundleFailure = z.infer<typeof failure>;
export type BarColumns = z.infer<typeof columns>;
export type StateRows = RunBundle['state'];
export type StateTable = z.infer<typeof table>;
export type StateChange = z.infer<typeof change>;
export type Cell = z.infer<typeof cell>;

export type BundleRead =
  | { readonly kind: 'bundle'; readonly bundle: RunBundle }
  | { readonly kind: 'refused'; readonly problem: string };

const envelope = z.strictObject({
  format: z.literal('openbell run bundle'),
  version: z.int(),
  sha256: text,
  bundle: z.unknown(),
});

/** `sha256` is that of the text of `bundle`. */
export function renderBundle(bundleText: string, sha256: string): string {
  const head = { format: 'openbell run bundle', version: BUNDLE_VERSION, sha256 };
  return `${JSON.stringify(head).slice(0, -1)},"bundle":${bundleText}}\n`;
}

/** The bundle, when it is one of this version and no byte of it has changed since it was written. */
export function parseBundle(content: string, hash: (text: string) => string): BundleRead {
  let raw: unknown;
  try {
    raw = JSON.parse(content);
  } catch {
    return refused('it is no JSON text');
  }
  const outer = envelope.safeParse(raw);
  if (!outer.success) return refused('it is no run bundle');
  if (outer.data.version !== BUNDLE_VERSION)
    return refused(`it has version ${outer.data.version}; this openbell reads ${BUNDLE_VERSION}`);
  if (hash(JSON.stringify(outer.data.bundle)) !== outer.data.sha256)
    return refused('it was changed after it was written: its content does not have its hash');
  const parsed = bundleSchema.safeParse(outer.data.bundle);
  if (parsed.success) return { kind: 'bundle', bundle: parsed.data };
  const [issue] = parsed.error.issues;
  return refused(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`);
}

function refused(problem: string): BundleRead {
  return { kind: 'refused', problem };
}
