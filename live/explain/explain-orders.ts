import { fact, type ExplainedFact, type ExplainedSection } from '../../src/domain/explanation.ts';
import { formatMoney, moneyFromNumber } from '../../src/domain/money.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { Cell, StateChange } from '../../src/contracts/run-bundle.ts';
import { stopPriceFor } from '../../src/rules/stop-price.ts';

type Row = Readonly<Record<string, Cell>>;

/** The orders of a session for one stock, their fills, and the position as the session left it. */
export function explainOrders(
  executed: readonly StateChange[],
  ticker: Ticker,
  rules: StrategyRules,
): ExplainedSection[] {
  const rowsOf = (table: string): Row[] => lastRows(executed, table, ticker);
  const orders = rowsOf('orders').map(orderSection);
  const fills = rowsOf('fills').map(fillFact);
  return [
    ...orders,
    ...(fills.length === 0 ? [] : [{ title: 'fills', facts: fills }]),
    ...rowsOf('positions').map((row) => positionSection(row, rules)),
  ];
}

/** A row that several runs changed is shown as the last one left it. */
function lastRows(executed: readonly StateChange[], table: string, ticker: Ticker): Row[] {
  const rows = new Map<string, Row>();
  for (const change of executed) {
    if (change.table === table && change.after?.['ticker'] === ticker)
      rows.set(change.key, change.after);
  }
  return [...rows.values()];
}

function orderSection(row: Row): ExplainedSection {
  const cell = (name: string): Cell => row[name] ?? null;
  const optional = (name: string, column: string): ExplainedFact[] =>
    cell(column) === null ? [] : [fact(name, cell(column))];
  return {
    title: `order ${String(cell('client_order_id'))}`,
    facts: [
      fact('asked', `${String(cell('side'))} ${String(cell('qty'))}`, String(cell('intent'))),
      fact('status', cell('status')),
      fact('filled', cell('filled_qty')),
      ...optional('average fill', 'fill_price'),
      ...optional('planned stop', 'planned_stop_price'),
      ...optional('refused because', 'reject_reason'),
      ...optional("the broker's id", 'alpaca_order_id'),
    ],
  };
}

function fillFact(row: Row): ExplainedFact {
  const { side, qty, price, filled_at } = row;
  return fact(`${String(side)} ${String(qty)}`, price ?? null, `at ${String(filled_at)}`);
}

function positionSection(row: Row, rules: StrategyRules): ExplainedSection {
  const { entry_price, stop_price, actual_shares, status } = row;
  const entry = typeof entry_price === 'number' ? moneyFromNumber(entry_price) : null;
  const anchored = entry === null ? null : formatMoney(stopPriceFor(entry, rules.stopLossPct));
  const isOpen = status === 'open';
  return {
    title: isOpen ? 'position afterwards' : 'position closed',
    facts: [
      fact('shares', actual_shares ?? null),
      fact('entry', entry_price ?? null, 'average fill'),
      fact(
        'stop',
        stop_price ?? null,
        `re-anchored: ${String(entry_price)} × (1 − ${rules.stopLossPct} %), rounded down, is ${anchored ?? 'unknown'}`,
      ),
      ...(isOpen
        ? []
        : ['exit_date', 'exit_price', 'exit_reason', 'pnl', 'return_pct'].map((name) =>
            fact(name.replaceAll('_', ' '), row[name] ?? null),
          )),
    ],
  };
}
