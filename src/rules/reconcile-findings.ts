/** What reconciliation tells a run, and which symbols the run leaves alone. */
import { finding, type Finding } from '../domain/finding.ts';
import type { Position } from '../domain/position.ts';
import type { SessionDate } from '../domain/session-date.ts';
import { parseTicker, type Ticker } from '../domain/ticker.ts';
import type { SpinOff, Split } from '../domain/bar.ts';
import { CAUSES } from './reconcile-causes.ts';
import { eventKey, type Explained } from './reconcile-facts.ts';
import { differenceFinding, splitsDue, type BookDifference } from './reconcile.ts';

/** A difference with its cause; one that is no difference in shares goes by the name of its cause. */
export function explainedFinding(
  explained: Explained,
  differences: readonly BookDifference[],
): Finding {
  const { symbol, cause, severity, evidence } = explained;
  const why = `${CAUSES[cause].title} (${evidence.join('; ')})`;
  const remedy = remedyOf(explained);
  const difference = differences.find((one) => one.symbol === symbol);
  if (difference === undefined)
    return finding(severity, cause.toUpperCase(), symbol, `${symbol}: ${why}`, remedy);
  const told = differenceFinding(difference);
  return finding('error', told.code, symbol, `${told.message}: ${why}`, remedy);
}

const WAY_ON =
  '`openbell reconcile` shows it; `--force` plans without this symbol until book and broker agree';

function remedyOf({ heals, remedy }: Explained): string {
  if (heals) return 'nothing: the next run finds it settled';
  return remedy === null ? WAY_ON : `${remedy}; ${WAY_ON}`;
}

/** Neither bought nor sold: book and account differ, or something happened that a person has to look at. */
export function quarantined(
  explained: readonly Explained[],
  differences: readonly BookDifference[],
): ReadonlySet<Ticker> {
  const symbols = [
    ...differences.map(({ symbol }) => symbol),
    ...explained.filter(({ heals }) => !heals).map(({ symbol }) => symbol),
  ];
  return tickersOf(symbols);
}

/** Left alone, and yet our shares are surely there: their stops are kept and restored. */
export function surelyOurs(explained: readonly Explained[]): ReadonlySet<Ticker> {
  const sure = explained.filter(({ protect, ours }) => protect && ours > 0);
  return tickersOf(sure.map(({ symbol }) => symbol));
}

/** What is no ticker is nothing that we could trade. */
function tickersOf(symbols: readonly string[]): ReadonlySet<Ticker> {
  return new Set(symbols.flatMap((symbol) => parseTicker(symbol) ?? []));
}

export type EventFacts = {
  readonly actions: readonly (Split | SpinOff)[];
  readonly applied: readonly SessionDate[];
  readonly settled: ReadonlySet<string>;
  readonly tradeDate: SessionDate;
};

/** Whether something is on record that the position does not count in and nobody has settled. */
export function hasOpenEvent(position: Position, facts: EventFacts): boolean {
  const { actions, applied, settled, tradeDate } = facts;
  const splits = actions.filter((action): action is Split => action.type === 'split');
  if (splitsDue(position, { splits, applied, tradeDate }).length > 0) return true;
  return actions.some(
    ({ type, ticker, exDate }) =>
      type === 'spinoff' &&
      ticker === position.ticker &&
      exDate > position.entryDate &&
      exDate <= tradeDate &&
      !settled.has(eventKey('spin_off', ticker, exDate)),
  );
}
