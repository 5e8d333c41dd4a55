import type { Finding } from '../../src/domain/finding.ts';
import { formatMoney, moneyFromUnits, type Money } from '../../src/domain/money.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { SignalFile } from '../../src/contracts/signal-file.ts';
import { planEntryOrders, planExitOrders, type EntryDecision } from '../../src/plans/order-plan.ts';
import { coverageOf, unwantedEntries } from '../../src/plans/coverage-plan.ts';
import {
  renderDifference,
  type DifferenceView,
  type Recovery,
} from '../../src/views/render-execution.ts';
import type { SplitSource } from '../bookkeeping/book-splits.ts';
import { reconcileAccount } from '../bookkeeping/reconcile-account.ts';
import type { CommandResult } from '../../src/terminal/command-shell.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { strangerFinding } from './settle-unknown.ts';
import { entryFacts, exitFacts, whyClosed, type FactSources } from './gather-facts.ts';

export type DryRunInput = {
  readonly signals: SignalFile | null;
  readonly refusal: Finding | null;
  /** What a day says that is no session. */
  readonly holiday: string | null;
  readonly isRefused: boolean;
  /** The store is a private copy: what is booked there is lost with it. */
  readonly sources: FactSources & { readonly store: StateStore };
  readonly splitsOf: SplitSource;
  readonly disputed: Set<Ticker>;
};

/**
 * Shows what a real run would send first, as a difference. It is given a broker that has no way to send anything, and
 * asks the same functions for the same plan.
 */
export async function dryRun(input: DryRunInput): Promise<CommandResult> {
  const { sources, signals, refusal, holiday, disputed } = input;
  const { broker, clock, tradeDate, store } = sources;
  const account = await reconcileAccount(
    { broker, store, clock, runId: 'dry-run' },
    tradeDate,
    input.splitsOf,
  );
  for (const ticker of account.quarantined) disputed.add(ticker);
  const exits = signals === null ? [] : planExitOrders(exitFacts(sources, signals));
  const sells = exits.flatMap((exit) => (exit.kind === 'sell' ? [exit.position] : []));
  const entries =
    signals === null ? [] : planEntryOrders(await entryFacts(sources, signals, sells.length));
  const prices = await broker.latestPrices(store.openPositions().map(({ ticker }) => ticker));
  const { cash } = await broker.account();
  const held = store.openPositions();
  const worth = (symbol: string, shares: number, fallback: Money): number =>
    (prices.get(symbol) ?? fallback) * shares;
  const exposure = held.reduce((sum, p) => sum + worth(p.ticker, p.shares, p.entryPrice), 0);
  const freed = sells.reduce((sum, p) => sum + worth(p.ticker, p.shares, p.entryPrice), 0);
  const spent = entries.reduce((sum, entry) => sum + costOf(entry), 0);
  const closed = whyClosed(sources);
  const strangers = await strangersAt(input);
  const view: DifferenceView = {
    tradeDate,
    held,
    recovery: await recoveryOf(input),
    exits,
    entries,
    findings: [...(refusal === null ? [] : [refusal]), ...strangers, ...account.findings],
    gates: [
      ...(holiday === null ? [] : [holiday]),
      ...(closed === null ? [] : [`${closed.message} [${closed.code}]`]),
    ],
    cash: change(cash, cash + freed - spent),
    exposure: change(exposure, exposure - freed + spent),
  };
  return {
    outcome: outcomeOf(
      input,
      account.quarantined.size + account.differences.length + strangers.length > 0,
      closed?.code,
    ),
    text: (paint) => renderDifference(view, paint),
    json: { command: 'executor', dry_run: true, ...view },
  };
}

/** Orders of ours that this book does not know: a real run would end here. */
async function strangersAt({ sources }: DryRunInput): Promise<readonly Finding[]> {
  const { broker, store } = sources;
  const open = await broker.orders({ status: 'open', nested: false });
  return open.flatMap((order) =>
    strangerFinding(store.orderByClientId(order.clientOrderId), order),
  );
}

/** What a real run sends before it looks at the plan. */
async function recoveryOf({ sources, disputed }: DryRunInput): Promise<readonly Recovery[]> {
  const { broker, store, clock, tradeDate } = sources;
  const unsettled = store.unsettledOrders();
  const listed = await broker.orders({ status: 'open', nested: false });
  const facts = {
    unsettled,
    open: new Map(listed.map((order) => [order.id, order])),
    now: clock.now(),
  };
  const isHalted = store.killSwitch().level === 'halt';
  const stale = unwantedEntries(unsettled, { tradeDate, isHalted });
  return [
    ...stale.map(({ ticker, clientOrderId }): Recovery => {
      return { kind: 'cancel', ticker, clientOrderId };
    }),
    ...store
      .openPositions()
      .filter(({ ticker }) => !disputed.has(ticker))
      .flatMap((position): readonly Recovery[] => {
        const { ticker, shares, stopPrice } = position;
        const coverage = coverageOf(position, facts);
        if (coverage.kind === 'bare') return [{ kind: 'stop', ticker, shares, stopPrice }];
        if (coverage.kind !== 'unfit') return [];
        return [{ kind: 'replace', ticker, shares, stopPrice, fault: coverage.fault }];
      }),
  ];
}

function costOf(entry: EntryDecision): number {
  return entry.kind === 'buy' ? entry.latestPrice * entry.qty : 0;
}

function change(
  before: number,
  after: number,
): { readonly before: string; readonly after: string } {
  return { before: formatMoney(moneyFromUnits(before)), after: formatMoney(moneyFromUnits(after)) };
}

function outcomeOf(
  { isRefused }: DryRunInput,
  differs: boolean,
  closedCode: string | undefined,
): Outcome {
  if (isRefused) return 'input-refused';
  if (differs) return 'mismatch';
  if (closedCode === 'KILL_SWITCH') return 'kill-switch';
  return closedCode === undefined ? 'done' : 'outside-window';
}
