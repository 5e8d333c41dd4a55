import { formatMoney } from '../../src/domain/money.ts';
import type { Position } from '../../src/domain/position.ts';
import type { StateReads } from '../../src/ports/state-store.ts';

/** How a position that was open before has ended, in a sentence; null while it is open. */
export function endingOf(position: Position, store: StateReads): string | null {
  const exit = store.exitOf(position.positionId);
  if (exit === null) return null;
  const { exitReason, exitDate, exitPrice, pnl } = exit;
  const how =
    exitReason === 'stop_loss' ? 'its stop filled' : `sold (${exitReason.replaceAll('_', ' ')})`;
  return `${position.ticker}: ${how} on ${exitDate} at ${formatMoney(exitPrice)}, P&L ${formatMoney(pnl)}`;
}
