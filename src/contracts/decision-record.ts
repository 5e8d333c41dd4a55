/** What a plan followed from, as a run bundle keeps it: everything but the bars, which the bundle has as they were told. */
import * as z from 'zod';

import type { Split } from '../domain/bar.ts';
import { GRADES, type Candidate } from '../domain/candidate.ts';
import { moneyFromUnits, type Money } from '../domain/money.ts';
import { EXIT_REASONS, type Position } from '../domain/position.ts';
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import { SKIP_REASONS, type SessionPlan, type SkipReason } from '../domain/signal.ts';
import type { StrategyRules } from '../domain/strategy.ts';
import { parseTicker, type Ticker } from '../domain/ticker.ts';

export type DecisionFacts = {
  readonly tradeDate: SessionDate;
  readonly asOf: SessionDate;
  readonly book: readonly Position[];
  readonly candidates: readonly Candidate[];
  readonly blocked?: ReadonlyMap<Ticker, SkipReason>;
  readonly disputed?: ReadonlySet<Ticker>;
  readonly market: { readonly splits: readonly Split[] };
};

/** One book: the rules, the facts, and the plan. */
export function decisionRecord(rules: StrategyRules, facts: DecisionFacts, plan: SessionPlan) {
  const { tradeDate, asOf, book, candidates, blocked, disputed, market } = facts;
  return {
    strategy: rules.name,
    rules,
    trade_date: tradeDate,
    as_of: asOf,
    book,
    candidates,
    blocked: [...(blocked ?? [])],
    disputed: [...(disputed ?? [])],
    splits: market.splits,
    plan,
  };
}

/** A string that a parser of the domain gives back unchanged. */
const parsed = <T extends string>(parse: (text: string) => T | undefined) =>
  z.string().transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue(`cannot be read: ${text.slice(0, 40)}`);
    return z.NEVER;
  });
const ticker = parsed(parseTicker);
const date = parsed(parseSessionDate);
const money = z.int().transform((units): Money => moneyFromUnits(units));
const percent = z.number();

const candidateFacts = {
  ticker,
  score: z.number().nullable(),
  gapSize: z.number().nullable(),
  companyName: z.string().nullable(),
};

const candidate = z.strictObject({
  ...candidateFacts,
  grade: z.enum(GRADES),
  gradeSource: z.enum(['html', 'inferred']),
  price: z.number().nullable(),
  reportDate: date,
});

const position = z.strictObject({
  ...candidateFacts,
  positionId: z.int(),
  entryDate: date,
  entryPrice: money,
  shares: z.int(),
  stopPrice: money,
  stopOrderId: z.string().nullable(),
  grade: z.enum(GRADES).nullable(),
  gradeSource: z.enum(['html', 'inferred']).nullable(),
  reportDate: date.nullable(),
  plannedExit: z.enum(EXIT_REASONS).nullable(),
});

const rules = z.strictObject({
  name: z.string(),
  trailing: z.strictObject({
    kind: z.enum(['weekly_ema', 'weekly_nweek_low']),
    period: z.int(),
  }),
  transitionWeeks: z.number(),
  maxPositions: z.int(),
  positionSize: z.number(),
  stopLossPct: percent,
  slippagePct: percent,
  maxHoldingDays: z.int().nullable(),
  stopMode: z.enum(['intraday', 'close', 'skip_entry_day', 'close_next_open']),
  entryMode: z.enum(['report_open', 'next_day_open']),
  rotation: z.boolean(),
  dailyEntryLimit: z.int().nullable(),
  minGrade: z.enum(GRADES),
  lookbackDays: z.int(),
  qualityFilter: z
    .strictObject({
      excludePrice: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
      excludeGapAndScore: z.strictObject({ gap: z.number(), score: z.number() }).nullable(),
    })
    .nullable(),
});

const split = z.strictObject({
  type: z.literal('split'),
  ticker,
  exDate: date,
  ratio: z.number().positive(),
});

const book = z.strictObject({
  strategy: z.string(),
  rules,
  trade_date: date,
  as_of: date,
  book: z.array(position),
  candidates: z.array(candidate),
  blocked: z.array(z.tuple([ticker, z.enum(SKIP_REASONS)])),
  disputed: z.array(ticker),
  splits: z.array(split),
  plan: z.unknown(),
});

const decisions = z.looseObject({ trade_date: date, books: z.array(book) });

export type DecidedBook = z.output<typeof book>;
export type Decisions = z.output<typeof decisions>;

/** Null when it is not the record of a plan. */
export function parseDecisions(raw: unknown): Decisions | null {
  const result = decisions.safeParse(raw);
  return result.success ? result.data : null;
}

const splits = z.array(split);

export function parseSplits(actions: readonly unknown[]): readonly Split[] {
  return actions.flatMap((action) => splits.safeParse([action]).data ?? []);
}
