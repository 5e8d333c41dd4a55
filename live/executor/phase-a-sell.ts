import { isSettled, type JournalOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import type { ExitOrder } from '../../src/plans/order-plan.ts';
import { cancelAndAwait } from './cancel-order.ts';
import { endIfKeysRefused } from './keys-refused.ts';
import { marketSell, placeStop } from './protect-position.ts';
import { noteUnresolved, pollUntil, type ExecutorSession, noteStep } from './session.ts';
import { foreseenDenial, submitOrder } from './submit-order.ts';

/**
 * Phase A for one exit: cancel its stops, wait until they are final, see what they filled, sell what is ours and free.
 * A stop whose cancel does not settle stays, and so does the position.
 */
export async function sellPosition(session: ExecutorSession, exit: ExitOrder): Promise<void> {
  const { store, log } = session;
  const { ticker, positionId } = exit.position;
  // The exit stays planned until it is done, whatever happens to this run.
  store.changePosition(positionId, { plannedExit: exit.reason });
  const problem = whyNotNow(session, exit);
  if (problem !== null) {
    noteUnresolved(log, 'EXIT_NOT_SENT', ticker, problem);
    return;
  }
  for (const stop of exit.cancel) {
    const ended = await cancelAndAwait(session, stop);
    if (ended === null) {
      noteUnresolved(
        log,
        'CANCEL_STUCK',
        ticker,
        `${stop.clientOrderId} does not cancel: nothing was sold`,
      );
      return;
    }
  }
  const position = openPosition(session, positionId);
  if (position === undefined) {
    noteStep(log, `${ticker}: its stop had filled, nothing to sell`);
    return;
  }
  await sellWhatIsFree(session, position, exit);
}

/** Asked while the stop still rests: it is only given up for a sell that can be sent, and that the session can fill. */
function whyNotNow(session: ExecutorSession, { position }: ExitOrder): string | null {
  const { clock, hours } = session;
  if (clock.now() >= hours.close) return 'the session has closed; its stop stays';
  const denial = foreseenDenial(session, marketSell(session, position, position.shares));
  return denial === null ? null : `${denial.message}; its stop stays`;
}

async function sellWhatIsFree(
  session: ExecutorSession,
  position: Position,
  exit: ExitOrder,
): Promise<void> {
  const { log } = session;
  const { ticker } = position;
  const free = await awaitFreeShares(session, position);
  const qty = Math.min(position.shares, free);
  if (qty > 0) {
    const sold = await submitOrder(session, marketSell(session, position, qty));
    if (sold.kind === 'live') {
      noteStep(log, `${ticker}: sell ${qty} at the market (${exit.reason})`);
      if (qty === position.shares) return;
      const message = `only ${qty} of ${position.shares} shares were free to sell`;
      noteUnresolved(log, 'SHARES_NOT_FREE', ticker, message);
      return;
    }
    noteUnresolved(log, 'EXIT_NOT_SENT', ticker, `the sell was not taken: ${sold.message}`);
    // It may have arrived: a second sell order, even a stop, could sell the shares twice.
    if (sold.kind === 'unknown') return;
    await placeStop(session, position);
    endIfKeysRefused(sold);
  } else {
    noteUnresolved(log, 'SHARES_NOT_FREE', ticker, 'the broker shows no free shares to sell');
    await placeStop(session, position);
  }
}

/** Shares reserved by an order that has just ended come free a moment later. */
async function awaitFreeShares(session: ExecutorSession, position: Position): Promise<number> {
  let free = 0;
  const deadline = session.clock.now() + session.execution.poll_timeout_ms;
  await pollUntil(session, deadline, async () => {
    const positions = await session.broker.positions();
    free = Math.floor(
      positions.find(({ symbol }) => symbol === position.ticker)?.qtyAvailable ?? 0,
    );
    return free >= position.shares;
  });
  return free;
}

export function openPosition(
  { store }: ExecutorSession,
  positionId: number | null | undefined,
): Position | undefined {
  return store.openPositions().find((position) => position.positionId === positionId);
}

export function workingOrders(
  session: ExecutorSession,
  intent: JournalOrder['intent'],
): readonly JournalOrder[] {
  return session.store
    .unsettledOrders()
    .filter((order) => order.intent === intent && !isSettled(order.status));
}
