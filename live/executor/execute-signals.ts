import { isSettled } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { SignalFile } from '../../src/contracts/signal-file.ts';
import { planExitOrders } from '../../src/plans/order-plan.ts';
import { disputedTickers } from '../../src/rules/reconcile.ts';
import { reconcileAccount, type SplitSource } from '../bookkeeping/reconcile-account.ts';
import { endingOf } from '../bookkeeping/position-ending.ts';
import { settleOrders } from '../bookkeeping/settle-orders.ts';
import { checkCoverage } from './check-coverage.ts';
import { exitFacts, whyClosed, type FactSources } from './gather-facts.ts';
import { sellPosition } from './phase-a-sell.ts';
import { awaitSells } from './phase-b-await-sells.ts';
import { buyEntries } from './phase-d-buy.ts';
import { awaitBuys } from './phase-e-await-buys.ts';
import { noteDenied, noteStep, noteUnresolved, type ExecutorSession } from './session.ts';
import { adoptStrays, voidLostOrders } from './settle-unknown.ts';

export type Phase = 'all' | 'place' | 'settle';

export type ExecutionRequest = {
  readonly session: ExecutorSession;
  readonly sources: FactSources;
  readonly splitsOf: SplitSource;
  readonly phase: Phase;
  /** An earlier run has begun this session: it is finished, whatever the time. */
  readonly begun: boolean;
};

export type ExecutionResult = {
  readonly outcome: Outcome;
  readonly positions: number;
  readonly covered: number;
};

/** The day: recover → A sell → B await → C recount, D buy → E await, anchor → coverage. Safe to run again at any time. */
export async function executeSignals(request: ExecutionRequest): Promise<ExecutionResult> {
  const { session, sources } = request;
  const { signals, store } = session;
  const held = store.openPositions();
  await recover(request);
  const level = store.killSwitch().level;
  const late = signals !== null && !request.begun && isLate(sources);
  if (signals !== null && level !== 'halt' && !late) await runPhases(request, signals);
  return finish(request, { late, level, held });
}

/** What the end of the run tells in its final form. */
const TOLD_AT_THE_END = ['ORDER_OUTCOME_UNKNOWN', 'POSITION_CLOSED'];

/** Nothing new before everything old is known: orders by their ids, splits, the account, and every stop. */
async function recover({ session, splitsOf }: ExecutionRequest): Promise<void> {
  const { store, broker, tradeDate, disputed, log } = session;
  await voidLostOrders(
    session,
    (order) => order.intent === 'stop' || order.tradeDate !== tradeDate,
  );
  await adoptStrays(session, await broker.orders({ status: 'open', nested: false }));
  const account = await reconcileAccount(session, tradeDate, splitsOf);
  log.findings.push(...account.findings.filter(({ code }) => !TOLD_AT_THE_END.includes(code)));
  for (const ticker of disputedTickers(account.differences)) {
    // Shares of an order that is still working may be on either side of the comparison.
    const working = store
      .unsettledOrders()
      .some((order) => order.ticker === ticker && order.intent !== 'stop');
    if (!working) disputed.add(ticker);
  }
  await checkCoverage(session);
}

async function runPhases(request: ExecutionRequest, signals: SignalFile): Promise<void> {
  const { session, sources, phase } = request;
  session.store.markBegun(session.tradeDate, signals.strategy);
  if (phase !== 'settle') await sellExits(session, sources, signals);
  if (phase !== 'place') await awaitSells(session);
  await buyEntries(session, sources);
  if (phase !== 'place') await awaitBuys(session);
}

async function sellExits(
  session: ExecutorSession,
  sources: FactSources,
  signals: SignalFile,
): Promise<void> {
  for (const exit of planExitOrders(exitFacts(sources, signals))) {
    if (exit.kind === 'sell') await sellPosition(session, exit);
    if (exit.kind === 'denied' && exit.code !== 'NOT_HELD') {
      noteDenied(session.log, exit.code, exit.ticker, exit.message);
    }
  }
}

function isLate(sources: FactSources): boolean {
  const closed = whyClosed(sources);
  return closed?.code === 'AFTER_CUTOFF' || closed?.code === 'AFTER_CLOSE';
}

type Circumstances = {
  readonly late: boolean;
  readonly level: 'off' | 'no-entries' | 'halt';
  readonly held: readonly Position[];
};

async function finish(
  request: ExecutionRequest,
  { late, level, held }: Circumstances,
): Promise<ExecutionResult> {
  const { session, phase } = request;
  await settleOrders(session);
  const covered = await checkCoverage(session);
  if (phase !== 'place') {
    await voidLostOrders(session, () => true);
    for (const order of session.store.unsettledOrders()) {
      if (order.intent === 'stop' || isSettled(order.status)) continue;
      noteUnresolved(
        session.log,
        'ORDER_STILL_OPEN',
        order.ticker,
        `${order.clientOrderId} is ${order.status}`,
      );
    }
  }
  for (const position of held) {
    const ending = endingOf(position, session.store);
    if (ending !== null) noteStep(session.log, ending);
  }
  const positions = session.store.openPositions().length;
  return { outcome: outcomeOf(session, { late, level }), positions, covered };
}

/** The worst wins: an unprotected share outranks everything else there is to say. */
function outcomeOf(
  { log, signals, disputed }: ExecutorSession,
  { late, level }: Pick<Circumstances, 'late' | 'level'>,
): Outcome {
  const undisputed = log.unresolved.filter((found) => found.code !== 'COVERAGE_DISPUTED');
  if (undisputed.length > 0) return 'unresolved';
  if (signals === null) return 'input-refused';
  if (disputed.size > 0) return 'mismatch';
  if (level !== 'off') return 'kill-switch';
  return late ? 'outside-window' : 'done';
}
