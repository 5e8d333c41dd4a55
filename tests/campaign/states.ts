/** States that a campaign must have been in, or it proves nothing. */
import type { Trouble } from './effects.ts';
import type { Ran } from './process.ts';
import { rowsOf } from './statements.ts';
import type { World } from './world.ts';

const MS_PER_MINUTE = 60_000;

export function noteStates(world: World, runs: readonly Ran[], happened: readonly Trouble[]): void {
  const { reached, engine, database } = world;
  for (const order of Object.values(engine.state.orders)) {
    if (order.filledQty > 0 && order.status === 'canceled') reached.add('partial fill then cancel');
    if (order.status === 'filled' && order.cancelRequestedAt !== null)
      reached.add('fill during cancel');
  }
  const crashed = runs.findIndex(({ code }) => code === null);
  if (crashed >= 0 && runs.slice(crashed + 1).some(({ code }) => code === null))
    reached.add('crash in recovery');
  if (rowsOf(database, 'SELECT 1 FROM splits_applied LIMIT 1').length > 0)
    reached.add('split on a held ticker');
  for (const { what } of happened) reached.add(`trouble ${what}`);
  const limits = happened.filter(({ what }) => what === 'rate_limit');
  const wasLimited = ({ effects: [from, to] }: Ran): boolean =>
    limits.some(({ at }) => at >= from && at < to);
  if (runs.some((run) => isAtTheCutoff(run) && wasLimited(run))) reached.add('429 at the cutoff');
}

/** Between one minute before and five after the last moment for entries, by New York's clock in summer or winter. */
function isAtTheCutoff({ startedAt }: Ran): boolean {
  const minute = Math.floor(startedAt / MS_PER_MINUTE) % 60;
  return minute >= 33 && minute <= 35;
}
