/**
 * `corporate_actions.csv`: `symbol,ex_date,type,split_ratio_new_per_old,cash_amount` and more columns that are ignored.
 * Types are `split`, `dividend`, anything beginning with `spinoff`, `ticker_change` (with a column `new_symbol`) and
 * `delisting`. The last two are listings of the emulator's market; live asks its broker about them.
 */
import { parse } from 'csv-parse/sync';

import type { CorporateAction, ListingChange } from '../domain/bar.ts';
import { finding, type Finding } from '../domain/finding.ts';
import { parseSessionDate } from '../domain/session-date.ts';
import { parseTicker } from '../domain/ticker.ts';

export type ReadActions = {
  readonly actions: readonly CorporateAction[];
  readonly findings: readonly Finding[];
};

export type CorporateActionsFile = ReadActions & { readonly listings: readonly ListingChange[] };

type Cells = Readonly<Record<string, string | undefined>>;
type Row = { readonly record: Cells; readonly info: { readonly lines: number } };

export function parseCorporateActions(text: string, name: string): CorporateActionsFile {
  const rows = readCsv(text);
  if (typeof rows === 'string') {
    const remedy =
      'the columns symbol, ex_date, type, split_ratio_new_per_old and cash_amount are needed';
    return {
      actions: [],
      listings: [],
      findings: [finding('error', 'ACTIONS_FILE_REFUSED', name, `${name}: ${rows}`, remedy)],
    };
  }
  const actions: CorporateAction[] = [];
  const listings: ListingChange[] = [];
  const findings: Finding[] = [];
  for (const { record: cells, info } of rows) {
    const action = readAction(cells);
    if (typeof action !== 'string') {
      if (isListing(action)) listings.push(action);
      else actions.push(action);
    } else {
      const message = `${name} line ${info.lines}: ${action}; the row is left out`;
      findings.push(
        finding(
          'warning',
          'ACTION_ROW_REFUSED',
          cells['symbol'] ?? null,
          message,
          'correct the row',
        ),
      );
    }
  }
  return { actions, listings, findings };
}

function readCsv(text: string): readonly Row[] | string {
  try {
    const rows = parse<Row>(text, {
      columns: true,
      info: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
    });
    const [first] = rows;
    if (first === undefined) return [];
    return ['symbol', 'ex_date', 'type'].every((column) => column in first.record)
      ? rows
      : 'columns are missing';
  } catch (error) {
    return error instanceof Error ? error.message : 'it is not CSV';
  }
}

function isListing(action: CorporateAction | ListingChange): action is ListingChange {
  return action.type === 'ticker_change' || action.type === 'delisting';
}

function readAction(cells: Cells): CorporateAction | ListingChange | string {
  const ticker = parseTicker(cells['symbol'] ?? '');
  if (ticker === undefined) return `${cells['symbol'] ?? ''} is no ticker`;
  const exDate = parseSessionDate(cells['ex_date'] ?? '');
  if (exDate === undefined) return `${cells['ex_date'] ?? ''} is no date`;
  const type = cells['type'] ?? '';
  if (type === 'split') {
    const ratio = positive(cells['split_ratio_new_per_old']);
    return ratio === undefined
      ? 'the split has no ratio'
      : { type, ticker, exDate, ratio: exactRatio(ratio) };
  }
  if (type === 'delisting') return { type, ticker, exDate };
  if (type === 'ticker_change') {
    const newTicker = parseTicker(cells['new_symbol'] ?? '');
    return newTicker === undefined
      ? 'the column new_symbol holds no ticker'
      : { type, ticker, exDate, newTicker };
  }
  const cash = positive(cells['cash_amount']);
  if (cash === undefined) return 'the amount is no number above zero';
  if (type === 'dividend') return { type, ticker, exDate, cash };
  return type.startsWith('spinoff')
    ? { type: 'spinoff', ticker, exDate, cash }
    : `the type ${type} is not known`;
}

function positive(text: string | undefined): number | undefined {
  const value = /^\d+(\.\d+)?$/.test(text ?? '') ? Number(text) : NaN;
  return value > 0 ? value : undefined;
}

const RATIO_TOLERANCE = 1e-4;

/** Feeds round their ratios: 2.00001 is 2, and 0.333333 is one third. Others are taken as they are. */
function exactRatio(ratio: number): number {
  for (let old = 1; old <= 200; old += 1) {
    const fresh = Math.round(ratio * old);
    const exact = fresh / old;
    if (
      fresh > 0 &&
      Math.abs(exact - ratio) / ratio < RATIO_TOLERANCE &&
      (old === 1 || fresh <= 20)
    )
      return exact;
  }
  return ratio;
}
