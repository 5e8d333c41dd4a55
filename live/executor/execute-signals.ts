import type { Position } from '../../src/domain/position.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { SignalFile } from '../../src/contracts/signal-file.ts';
import { planExitOrders } from '../../src/plans/order-plan.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { StateReads } from '../../src/ports/state-store.ts';
import type { BookDifference } from '../../src/rules/reconcile.ts';
import { bookSplitsBeforeFills, type SplitSource } from '../bookkeeping/book-splits.ts';
import { reconcileAccount, type AccountFacts } from '../bookkeeping/reconcile-account.ts';
import { endingOf } from '../bookkeeping/position-ending.ts';
import { settleOrders } from '../bookkeeping/settle-orders.ts';
import { awaitAgreement } from './await-agreement.ts';
import { carefulSession } from './careful-session.ts';
import { checkCoverage } from './check-coverage.ts';
import { checkEnd } from './check-end.ts';
import { endUnwantedEntries } from './end-unwanted-entries.ts';
import { exitFacts, whyLate, type FactSources } from './gather-facts.ts';
import { sellPosition } from './phase-a-sell.ts';
import { awaitSells } from './phase-b-await-sells.ts';
import { buyEntries } from './phase-d-buy.ts';
import { awaitBuys } from './phase-e-await-buys.ts';
import {
  isInterrupted,
  noteDenied,
  noteStep,
  noteUnresolved,
  type ExecutorSession,
} from './session.ts';
import { adoptStrays, voidLostOrders } from './settle-unknown.ts';

export type Phase = 'all' | 'place' | 'settle';

export type ExecutionRequest = {
  readonly session: ExecutorSession;
  readonly sources: FactSources;
  readonly splitsOf: SplitSource;
  readonly phase: Phase;
  /** An earlier run has begun this session: it is finished, whatever the time. */
  readonly begun: boolean;
  /** The file of this day is missing or not in order. On a day that is no session none is missing. */
  readonly isRefused: boolean;
};

export type ExecutionResult = {
  readonly outcome: Outcome;
  readonly positions: number;
  readonly covered: number;
};

/** The day: recover → A sell → B await → C recount, D buy → E await, anchor → coverage. Safe to run again at any time. */
export async function executeSignals(asked: ExecutionRequest): Promise<ExecutionResult> {
  const request = { ...asked, ...carefulSession(asked.session, asked.sources) };
  const { session, sources } = request;
  const { signals, store } = session;
  const held = store.openPositions();
  if (!(await recover(request)))
    return { outcome: 'mismatch', positions: store.openPositions().length, covered: 0 };
  const level = store.killSwitch().level;
  const late = signals !== null && !request.begun && whyLate(sources) !== null;
  const exits = signals !== null && level !== 'halt' && !late ? signals.exits : [];
  if (signals !== null && level !== 'halt' && !late) await runPhases(request, signals);
  else await settlePlaced(request);
  return finish(request, { late, level, held, exits });
}

/** What the end of the run tells in its final form. */
const TOLD_AT_THE_END = ['ORDER_OUTCOME_UNKNOWN', 'POSITION_CLOSED'];

/**
 * Nothing new before everything old is known: orders by their ids, splits, the account, and every stop. False when the
 * account has orders of ours that this book does not know, open or filled: then it ends here, before anything is sent.
 */
async function recover({ session, sources, splitsOf }: ExecutionRequest): Promise<boolean> {
  const { store, broker, tradeDate, disputed, log } = session;
  const { accountBlocked, tradingBlocked, tradeSuspendedByUser } = await broker.account();
  if (accountBlocked || tradingBlocked || tradeSuspendedByUser)
    noteUnresolved(log, 'ACCOUNT_BLOCKED', 'account', 'the broker does not let it trade');
  if (sources.timeProblem !== null)
    noteUnresolved(log, 'TIME_IN_DOUBT', 'clock', `${sources.timeProblem}: nothing is bought`);
  log.findings.push(...(await bookSplitsBeforeFills(session, { tradeDate, splitsOf })));
  await voidLostOrders(
    session,
    (order) => order.intent === 'stop' || order.tradeDate !== tradeDate,
  );
  const strangers = await adoptStrays(
    session,
    await broker.orders({ status: 'open', nested: false }),
  );
  if (strangers.length > 0) return false;
  await endUnwantedEntries(session);
  await awaitAgreement(session);
  const account = await reconcileAccount(session, tradeDate, splitsOf);
  log.findings.push(...account.findings.filter((told) => isToldNow(told, account, store)));
  if (account.explained.some(({ cause }) => cause === 'old_backup')) return false;
  const apart = new Set([...account.quarantined, ...disputedSymbols(account.differences)]);
  for (const symbol of apart) {
    // Shares of an order that is still working may be on either side of the comparison.
    if (!isAtWork(symbol, store)) disputed.add(symbol);
  }
  for (const ticker of account.surelyOurs) session.surelyOurs?.add(ticker);
  await checkCoverage(session);
  return true;
}

/**
 * A difference that the fills of an order at work explain is no news: it filled while this run was looking. The phases
 * book it, and the last look tells what is left of it.
 */
function isToldNow(
  { code, severity, subject }: Finding,
  { differences, explained }: AccountFacts,
  store: StateReads,
): boolean {
  if (TOLD_AT_THE_END.includes(code)) return false;
  if (severity !== 'error' || subject === null || !isAtWork(subject, store)) return true;
  const isOfSubject = ({ symbol }: { readonly symbol: string }): boolean => symbol === subject;
  const heals = explained.filter(isOfSubject).every((one) => one.heals);
  return !heals || !differences.some(isOfSubject);
}

function isAtWork(symbol: string, store: StateReads): boolean {
  return store
    .unsettledOrders()
    .some((order) => order.ticker === symbol && order.intent !== 'stop');
}

/** A symbol that could be no ticker of ours is disputed like any other: the run may not end well beside it. */
function disputedSymbols(differences: readonly BookDifference[]): readonly Ticker[] {
  return differences.map(({ symbol }) => symbol as Ticker);
}

async function runPhases(request: ExecutionRequest, signals: SignalFile): Promise<void> {
  const { session, sources, phase } = request;
  session.store.markBegun(session.tradeDate, signals.strategy);
  if (phase !== 'settle') await sellExits(session, sources, signals);
  if (phase !== 'place') await awaitSells(session);
  await buyEntries(session, sources);
  if (phase !== 'place') await awaitBuys(session);
}

/**
 * Without a plan to carry out: what earlier runs sent is still awaited, cancelled at the deadline, and protected. Where
 * there is no file in order that is told at once: before the open it can be put right.
 */
async function settlePlaced({ session, phase }: ExecutionRequest): Promise<void> {
  const { clock, hours, signals } = session;
  if (phase === 'place' || (signals === null && clock.now() < hours.open)) return;
  await awaitSells(session);
  await awaitBuys(session);
}

async function sellExits(
  session: ExecutorSession,
  sources: FactSources,
  signals: SignalFile,
): Promise<void> {
  for (const exit of planExitOrders(exitFacts(sources, signals))) {
    if (isInterrupted(session)) return;
    if (exit.kind === 'sell') await sellPosition(session, exit);
    if (exit.kind === 'denied' && exit.code !== 'NOT_HELD') {
      noteDenied(session.log, exit.code, exit.ticker, exit.message);
    }
  }
}

type Circumstances = {
  readonly late: boolean;
  readonly level: 'off' | 'no-entries' | 'halt';
  readonly held: readonly Position[];
  /** What this run was to sell. */
  readonly exits: SignalFile['exits'];
};

async function finish(
  request: ExecutionRequest,
  { late, level, held, exits }: Circumstances,
): Promise<ExecutionResult> {
  const { session, phase, isRefused } = request;
  if (phase === 'place') await settleOrders(session);
  // Before coverage: a sell that never arrived protects nothing.
  else await voidLostOrders(session, () => true);
  noteUndoneExits(session, exits);
  const covered = await checkCoverage(session);
  noteOpenOrders(session, phase);
  if (isInterrupted(session))
    noteUnresolved(session.log, 'INTERRUPTED', 'run', 'it was told to stop before it was done');
  await checkEnd(session);
  for (const position of held) {
    const ending = endingOf(position, session.store);
    if (ending !== null) noteStep(session.log, ending);
  }
  const positions = session.store.openPositions().length;
  return { outcome: outcomeOf(session, { late, level, isRefused }), positions, covered };
}

/** A planned exit that is neither done nor under way: the position keeps its stop, and the exit is not forgotten. */
function noteUndoneExits(
  { store, disputed, log }: ExecutorSession,
  exits: SignalFile['exits'],
): void {
  const selling = store.unsettledOrders().filter((order) => order.intent === 'exit');
  for (const { position_id, ticker } of exits) {
    const isHeld = store.openPositions().some(({ positionId }) => positionId === position_id);
    const isUnderWay = selling.some(({ positionId }) => positionId === position_id);
    const isTold = disputed.has(ticker) || log.unresolved.some(({ subject }) => subject === ticker);
    if (isHeld && !isUnderWay && !isTold)
      noteUnresolved(log, 'EXIT_NOT_DONE', ticker, 'it was to be sold and is held');
  }
}

/** After `place` orders may wait for the open; an entry that has begun to fill has no stop until it is settled. */
function noteOpenOrders({ store, log }: ExecutorSession, phase: Phase): void {
  for (const { intent, ticker, clientOrderId, status, filledQty } of store.unsettledOrders()) {
    if (intent === 'stop') continue;
    if (phase === 'place' && (intent === 'exit' || filledQty === 0)) continue;
    noteUnresolved(log, 'ORDER_STILL_OPEN', ticker, `${clientOrderId} is ${status}`);
  }
}

type Ending = Pick<Circumstances, 'late' | 'level'> & Pick<ExecutionRequest, 'isRefused'>;

/** The worst wins: an unprotected share outranks everything else there is to say. */
function outcomeOf(
  { log, disputed, store }: ExecutorSession,
  { late, level, isRefused }: Ending,
): Outcome {
  const undisputed = log.unresolved.filter((found) => found.code !== 'COVERAGE_DISPUTED');
  if (undisputed.length > 0) return 'unresolved';
  if (isRefused) return 'input-refused';
  if (disputed.size > 0) return 'mismatch';
  // Also when it was set while this run was under way.
  if (level !== 'off' || store.killSwitch().level !== 'off') return 'kill-switch';
  return late ? 'outside-window' : 'done';
}
