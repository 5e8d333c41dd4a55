import type { Split } from '../../src/domain/bar.ts';
import { finding, type Finding } from '../../src/domain/finding.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { Position } from '../../src/domain/position.ts';
import type { ReportInput } from '../../src/domain/report-input.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { SessionPlan, SkipReason } from '../../src/domain/signal.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { moneyFromNumber, moneyFromUnits } from '../../src/domain/money.ts';
import {
  parseSignalFile,
  renderSignalFile,
  signalFileName,
} from '../../src/contracts/signal-file.ts';
import { planSession, type SessionFacts } from '../../src/plans/session-plan.ts';
import type { BrokerReads } from '../../src/ports/broker.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { PriceSource } from '../../src/ports/price-source.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { previousSession } from '../../src/rules/market-calendar.ts';
import { formatNewYork } from '../../src/rules/new-york-time.ts';
import { drawnWithout, heldThrough, withoutTrend } from '../../src/rules/after-spin-off.ts';
import { restateMarket, type Market } from '../../src/rules/decision-bars.ts';
import { reconcileAccount } from '../bookkeeping/reconcile-account.ts';
import { sha256 } from '../bookkeeping/sha256.ts';
import { carryMissedExits, type PlanHistory } from './carry-missed-exits.ts';
import { gatherMarket } from './gather-facts.ts';
import type { ReadReport } from './read-candidates.ts';
import { stepShadow, type ShadowStep } from './step-shadow.ts';

/** The broker can only be read: this program cannot send an order, by type. */
export type GeneratorPorts = {
  readonly broker: BrokerReads;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly prices: PriceSource;
};

export type GenerateRequest = {
  readonly report: ReportInput;
  /** What the report says, read before anything else. */
  readonly read: ReadReport;
  readonly tradeDate: SessionDate;
  readonly outputDir: string;
  readonly primary: StrategyRules;
  readonly shadow: StrategyRules;
  readonly configSha256: string;
  readonly account: string;
  readonly runId: string;
  readonly force: boolean;
};

export type SignalText = { readonly path: string; readonly content: string };

/** A plan with the facts and the rules it follows from. */
export type NamedPlan = {
  readonly name: string;
  readonly plan: SessionPlan;
  readonly facts: SessionFacts;
  readonly rules: StrategyRules;
};

export type GenerateResult = {
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  /** What is to be written; empty when book and broker disagree. */
  readonly files: readonly SignalText[];
  readonly plans: { readonly primary: NamedPlan; readonly shadow: NamedPlan } | null;
  /** The book after reconciliation, before the plan. */
  readonly book: readonly Position[];
};

/** report → reconcile → plan both books → signal files. Decides everything before it records anything. */
export async function generateSignals(
  request: GenerateRequest,
  ports: GeneratorPorts,
): Promise<GenerateResult> {
  const { tradeDate, primary, shadow } = request;
  const asOf = previousSession(tradeDate);
  const { market, actions, findings } = await gatherMarket(ports.prices, ports.store, {
    tradeDate,
    asOf,
    shadow,
  });

  const begun = ports.store.signalFile(tradeDate, primary.name)?.begun === true;
  const account = await reconcileAccount(
    { ...ports, runId: request.runId },
    tradeDate,
    (position) => actions.filter(({ ticker }) => ticker === position.ticker),
  );
  const said = [...request.read.findings, ...findings, ...account.findings];
  if (account.differences.length > 0 && !request.force) return disagreement(ports, said);
  if (begun) return keepFixedPlan(request, ports, said);

  const shadowStep = stepShadow(ports.store, market, shadow, asOf);
  const spinOffs = actions.filter((action) => action.type === 'spinoff');
  const through = heldThrough(ports.store.openPositions(), spinOffs, asOf);
  const drawn = drawnWithout(market, through);
  const restated = restateMarket(drawn, splitsInTermsOf(tradeDate, market, ports.store));
  const disputed = new Set([...account.quarantined, ...withoutTrend(through)]);
  const facts = { request, ports, asOf, disputed };
  return record({ ...facts, primaryMarket: restated, shadowMarket: market }, shadowStep, [
    ...said,
    ...shadowStep.findings,
  ]);
}

/** Splits of this very morning that our book is counted in already; the shadow book takes them at the open. */
function splitsInTermsOf(
  tradeDate: SessionDate,
  market: Market,
  store: StateStore,
): readonly Split[] {
  const positions = store.openPositions();
  return market.splits.filter((split) => {
    const position = positions.find(({ ticker }) => ticker === split.ticker);
    if (position === undefined || split.exDate !== tradeDate) return false;
    return store.appliedSplits(position.positionId).includes(tradeDate);
  });
}

function disagreement({ store }: GeneratorPorts, findings: readonly Finding[]): GenerateResult {
  return { outcome: 'mismatch', findings, files: [], plans: null, book: store.openPositions() };
}

/** The executor has begun with this session's file: the plan is fixed, and only a lost file is written again. */
function keepFixedPlan(
  { tradeDate, primary, shadow }: GenerateRequest,
  { store }: GeneratorPorts,
  said: readonly Finding[],
): GenerateResult {
  const files = [primary, shadow].flatMap(({ name }) => store.signalFile(tradeDate, name) ?? []);
  const message = `the executor has begun session ${tradeDate}: its signal files stay as they are`;
  return {
    outcome: 'done',
    findings: [...said, finding('info', 'SESSION_BEGUN', null, message)],
    files: files.map(({ path, content }) => ({ path, content })),
    plans: null,
    book: store.openPositions(),
  };
}

type PlanFacts = {
  readonly request: GenerateRequest;
  readonly ports: GeneratorPorts;
  readonly primaryMarket: Market;
  readonly shadowMarket: Market;
  readonly asOf: SessionDate;
  readonly disputed: ReadonlySet<Ticker>;
};

type Planned = {
  readonly book: readonly Position[];
  readonly primary: NamedPlan;
  readonly shadow: NamedPlan;
  readonly findings: readonly Finding[];
};

/** Both books, decided; nothing is recorded yet. */
function planBooks(facts: PlanFacts, shadowStep: ShadowStep, said: readonly Finding[]): Planned {
  const { request, ports, asOf, disputed } = facts;
  const { tradeDate, primary, shadow, read } = request;
  const history = planHistory(ports.store, primary.name, tradeDate);
  const missed = carryMissedExits(
    ports.store.openPositions(),
    facts.primaryMarket,
    primary,
    history,
  );
  const disputes = [...disputed].map((ticker) => [ticker, 'disputed'] as const);
  const common = { tradeDate, asOf, candidates: read.candidates };
  return {
    book: missed.book,
    primary: namedPlan(primary, {
      ...common,
      market: facts.primaryMarket,
      book: missed.book,
      disputed,
      blocked: new Map<Ticker, SkipReason>([...disputes, ...read.blocked]),
    }),
    shadow: namedPlan(shadow, {
      ...common,
      market: facts.shadowMarket,
      book: shadowStep.positions,
      blocked: read.blocked,
    }),
    findings: [...said, ...missed.findings],
  };
}

function namedPlan(rules: StrategyRules, facts: SessionFacts): NamedPlan {
  return { name: rules.name, plan: planSession(facts, rules), facts, rules };
}

/** What was planned last, from the signal file as it was written. */
function planHistory(store: StateStore, strategy: string, tradeDate: SessionDate): PlanHistory {
  const lastPlanned = store.lastPlannedSession(strategy, tradeDate);
  const file = lastPlanned === null ? null : store.signalFile(lastPlanned, strategy);
  const parsed = file === null ? null : parseSignalFile(file.content);
  const exits = parsed?.kind === 'signals' ? parsed.signals.exits : [];
  const lastExits = exits.map(({ position_id, reason }) => ({ positionId: position_id, reason }));
  return { tradeDate, lastPlanned, lastExits };
}

/** Commits book, plans and the files' hashes in one transaction. */
function record(
  facts: PlanFacts,
  shadowStep: ShadowStep,
  said: readonly Finding[],
): GenerateResult {
  const { request, ports, asOf } = facts;
  const { tradeDate, primary, shadow, runId } = request;
  const { store } = ports;
  const planned = planBooks(facts, shadowStep, said);
  const { book, findings } = planned;
  const head = { ports, findings };
  const files = [
    {
      strategy: primary.name,
      ...fileOf(primary, planned.primary.plan, request, { ...head, openPositions: book.length }),
    },
    {
      strategy: shadow.name,
      ...fileOf(shadow, planned.shadow.plan, request, {
        ...head,
        openPositions: shadowStep.positions.length,
      }),
    },
  ];
  store.transaction(() => {
    for (const { positionId, plannedExit } of book)
      store.changePosition(positionId, { plannedExit });
    store.saveShadowBook(shadow.name, asOf, shadowStep);
    store.saveShadowPlan(shadow.name, planned.shadow.plan);
    snapshot(store, primary.name, book, { market: facts.primaryMarket, asOf });
    snapshot(store, shadow.name, shadowStep.positions, { market: facts.shadowMarket, asOf });
    for (const file of files) {
      store.recordSignalFile({ ...file, tradeDate, sha256: sha256(file.content), runId });
    }
  });
  return {
    outcome: 'done',
    findings: [...findings, ...planned.primary.plan.findings, ...planned.shadow.plan.findings],
    files,
    plans: { primary: planned.primary, shadow: planned.shadow },
    book,
  };
}

type FileFacts = {
  readonly ports: GeneratorPorts;
  readonly findings: readonly Finding[];
  readonly openPositions: number;
};

function fileOf(
  rules: StrategyRules,
  plan: SessionPlan,
  request: GenerateRequest,
  { ports, findings, openPositions }: FileFacts,
): SignalText {
  const { report, outputDir, tradeDate } = request;
  const candidates = plan.entries.length + plan.skipped.length;
  const content = renderSignalFile(plan, {
    strategy: rules.name,
    generatedAt: formatNewYork(ports.clock.now()),
    runId: request.runId,
    report: { file: report.fileName, sha256: sha256(report.bytes), candidates },
    configSha256: request.configSha256,
    account: request.account,
    findings: [...findings, ...plan.findings],
    openPositions,
  });
  return { path: `${outputDir}/${signalFileName(tradeDate, rules.name)}`, content };
}

function snapshot(
  store: StateStore,
  book: string,
  positions: readonly Position[],
  { market, asOf }: { readonly market: Market; readonly asOf: SessionDate },
): void {
  const invested = positions.reduce((sum, { shares, entryPrice }) => sum + shares * entryPrice, 0);
  const value = positions.reduce((sum, { ticker, shares, entryPrice }) => {
    const close = market.bars.get(ticker)?.findLast(({ date }) => date <= asOf)?.close;
    return sum + shares * (close === undefined ? entryPrice : moneyFromNumber(close));
  }, 0);
  store.recordSnapshot({
    book,
    session: asOf,
    positions: positions.length,
    invested: moneyFromUnits(invested),
    marketValue: moneyFromUnits(value),
  });
}
