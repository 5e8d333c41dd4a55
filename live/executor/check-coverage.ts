import type { BrokerOrder } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import { coverageOf } from '../../src/plans/coverage-plan.ts';
import { placeStop, replaceByHand } from './protect-position.ts';
import { noteUnresolved, type ExecutorSession, noteStep } from './session.ts';

/**
 * For every position: live stops for exactly its shares, at the booked price, not about to expire. A gap is healed at
 * once, whatever the kill switch says; what cannot be healed is unresolved. Returns the positions that are covered.
 */
export async function checkCoverage(session: ExecutorSession): Promise<number> {
  const open = await session.broker.orders({ status: 'open', nested: false });
  const byId = new Map(open.map((order) => [order.id, order]));
  let covered = 0;
  for (const position of session.store.openPositions()) {
    const isOurs = session.surelyOurs?.has(position.ticker) === true;
    if (session.disputed.has(position.ticker) && !isOurs) {
      noteUnresolved(
        session.log,
        'COVERAGE_DISPUTED',
        position.ticker,
        'book and broker disagree about its shares',
      );
    } else if (await isCovered(session, position, byId)) covered += 1;
  }
  return covered;
}

async function isCovered(
  session: ExecutorSession,
  position: Position,
  open: ReadonlyMap<string, BrokerOrder>,
): Promise<boolean> {
  const { store, clock, log } = session;
  const unsettled = store.unsettledOrders();
  const coverage = coverageOf(position, { unsettled, open, now: clock.now() });
  switch (coverage.kind) {
    case 'covered':
      return true;
    case 'bare':
      return placeStop(session, position);
    case 'doubtful':
      noteUnresolved(log, coverage.code, position.ticker, coverage.message);
      return false;
    case 'unfit':
      noteStep(log, `${position.ticker}: ${coverage.fault}, the stop is replaced`);
      await replaceByHand(session, position, coverage.stop);
      return store
        .unsettledOrders()
        .some(({ intent, positionId }) => intent === 'stop' && positionId === position.positionId);
  }
}
