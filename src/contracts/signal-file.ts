/**
 * `trade_signals_{T}_{strategy}.json`: what the signal generator hands to the executor. We write it ourselves, so an
 * unknown field, a wrong number or another version is refused, not tolerated. Prices are decimal strings.
 */
import * as z from 'zod';

import { GRADES } from '../domain/candidate.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { formatMoney, parseMoney } from '../domain/money.ts';
import { EXIT_REASONS } from '../domain/position.ts';
import { parseSessionDate } from '../domain/session-date.ts';
import { SKIP_REASONS, type SessionPlan } from '../domain/signal.ts';
import { parseTicker } from '../domain/ticker.ts';
import { guardJson } from './json-guard.ts';

export const SCHEMA_VERSION = 1;

/** A string field that is parsed into a domain type; anything the parser does not give back unchanged is refused. */
function parsedText<T extends string | number>(
  what: string,
  parse: (text: string) => T | undefined,
) {
  return z.string().transform((text, context): T => {
    const parsed = parse(text);
    if (parsed !== undefined) return parsed;
    context.addIssue(`not a ${what}: ${text.slice(0, 40)}`);
    return z.NEVER;
  });
}

const tickerField = parsedText('ticker', (text) =>
  parseTicker(text) === text ? parseTicker(text) : undefined,
);
const dateField = parsedText('date', parseSessionDate);
const priceField = parsedText('price', (text) => {
  const money = parseMoney(text);
  return money !== undefined && money > 0 && formatMoney(money) === text ? money : undefined;
});
const shares = z.int().min(1).max(1_000_000);
const score = z.number().min(0).max(100).nullable();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string().max(500);

const exitSchema = z.strictObject({
  ticker: tickerField,
  position_id: z.int().positive(),
  reason: z.enum(EXIT_REASONS),
  qty: shares,
  entry_price: priceField,
  stop_order_id: text.nullable(),
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
});

const entrySchema = z.strictObject({
  ticker: tickerField,
  side: z.literal('buy'),
  qty: shares,
  reference_price: priceField,
  stop_price: priceField,
  score,
  grade: z.enum(GRADES),
  grade_source: z.enum(['html', 'inferred']),
  report_date: dateField,
  company_name: text.nullable(),
  gap_size: z.number().nullable(),
});

const findingSchema = z.strictObject({
  code: text,
  severity: z.enum(['info', 'warning', 'error']),
  subject: text.nullable(),
  message: z.string().max(5_000),
  remedy: z.string().max(5_000).nullable(),
});

const signalFileSchema = z.strictObject({
  schema_version: z.literal(SCHEMA_VERSION),
  strategy: text,
  trade_date: dateField,
  as_of: dateField,
  generated_at: text,
  run_id: text,
  report: z.strictObject({ file: text, sha256, candidates: z.int().min(0) }),
  config_sha256: sha256,
  account: text,
  exits: z.array(exitSchema).max(1_000),
  entries: z.array(entrySchema).max(1_000),
  skipped: z.array(z.strictObject({ ticker: tickerField, reason: z.enum(SKIP_REASONS), score })),
  findings: z.array(findingSchema),
  summary: z.strictObject({
    total_exits: z.int().min(0),
    total_entries: z.int().min(0),
    total_skipped: z.int().min(0),
    open_positions_before: z.int().min(0),
    open_positions_after: z.int().min(0),
  }),
});

export type SignalFile = z.output<typeof signalFileSchema>;
export type EntrySignal = SignalFile['entries'][number];

export type SignalFileResult =
  | { readonly kind: 'signals'; readonly signals: SignalFile }
  | { readonly kind: 'refused'; readonly finding: Finding };

export function parseSignalFile(content: string): SignalFileResult {
  let raw: unknown;
  try {
    raw = JSON.parse(content);
  } catch (error) {
    return refused(`it is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  const hidden = guardJson(content);
  if (hidden !== undefined) return refused(hidden);
  const parsed = signalFileSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`);
  }
  const contradiction = contradictionIn(parsed.data);
  return contradiction === null
    ? { kind: 'signals', signals: parsed.data }
    : refused(contradiction);
}

/** What the shape alone cannot see. */
function contradictionIn(signals: SignalFile): string | null {
  const tickers = [...signals.exits, ...signals.entries].map((signal) => signal.ticker);
  const twice = tickers.find((ticker, index) => tickers.indexOf(ticker) !== index);
  if (twice !== undefined) return `${twice} occurs twice`;
  const inverted = signals.entries.find((entry) => entry.stop_price >= entry.reference_price);
  if (inverted !== undefined) return `the stop of ${inverted.ticker} is not below its price`;
  const { total_exits, total_entries } = signals.summary;
  if (total_exits !== signals.exits.length) return 'summary.total_exits does not count the exits';
  if (total_entries !== signals.entries.length)
    return 'summary.total_entries does not count the entries';
  return null;
}

function refused(problem: string): SignalFileResult {
  const message = `the signal file cannot be used: ${problem}`;
  const remedy = 'run signal-generator again for this session';
  return {
    kind: 'refused',
    finding: finding('error', 'SIGNAL_FILE_REFUSED', null, message, remedy),
  };
}

export type SignalFileHead = {
  readonly strategy: string;
  readonly generatedAt: string;
  readonly runId: string;
  readonly report: { readonly file: string; readonly sha256: string; readonly candidates: number };
  readonly configSha256: string;
  readonly account: string;
  readonly findings: readonly Finding[];
  readonly openPositions: number;
};

/** The text of the file, with its fields in a fixed order: the same plan always gives the same bytes. */
export function renderSignalFile(plan: SessionPlan, head: SignalFileHead): string {
  const file: z.input<typeof signalFileSchema> = {
    schema_version: SCHEMA_VERSION,
    strategy: head.strategy,
    trade_date: plan.tradeDate,
    as_of: plan.asOf,
    generated_at: head.generatedAt,
    run_id: head.runId,
    report: head.report,
    config_sha256: head.configSha256,
    account: head.account,
    exits: plan.exits.map(({ position, reason, evidence }) => ({
      ticker: position.ticker,
      position_id: position.positionId,
      reason,
      qty: position.shares,
      entry_price: formatMoney(position.entryPrice),
      stop_order_id: position.stopOrderId,
      evidence,
    })),
    entries: plan.entries.map(({ candidate, qty, referencePrice, stopPrice }) => ({
      ticker: candidate.ticker,
      side: 'buy',
      qty,
      reference_price: formatMoney(referencePrice),
      stop_price: formatMoney(stopPrice),
      score: candidate.score,
      grade: candidate.grade,
      grade_source: candidate.gradeSource,
      report_date: candidate.reportDate,
      company_name: candidate.companyName,
      gap_size: candidate.gapSize,
    })),
    skipped: [...plan.skipped],
    findings: [...head.findings],
    summary: {
      total_exits: plan.exits.length,
      total_entries: plan.entries.length,
      total_skipped: plan.skipped.length,
      open_positions_before: head.openPositions,
      open_positions_after: head.openPositions - plan.exits.length + plan.entries.length,
    },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Both programs derive the name from the same two facts. */
export function signalFileName(tradeDate: string, strategy: string): string {
  return `trade_signals_${tradeDate}_${strategy}.json`;
}
