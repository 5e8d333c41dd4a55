/** The frame of the trade list: its controls and its head. The page's program fills it. */
import { markup, type Html } from '../html-text.ts';
import { count, words } from '../number-text.ts';
import type { BacktestReport } from './report-facts.ts';
import { cellClass, TRADE_COLUMNS, type TradeColumn } from './trade-rows.ts';

export function renderTradesSection({ trades, performance, charts }: BacktestReport): Html {
  if (trades.length === 0)
    return markup`<section id="trades"><h2>Trades</h2><p class="muted">There is no trade to list.</p></section>`;
  const years = [...new Set(trades.map(({ entryDate }) => entryDate.slice(0, 4)))].sort();
  const grades = Object.keys(performance.byGrade);
  const reasons = Object.keys(performance.exitsByReason);
  const drawn = charts.charts.filter((chart) => chart !== null).length;
  return markup`<section id="trades"><h2>Trades</h2>
<noscript><p class="muted">The list needs the program inside this page. Without it, open trades.csv beside this file.</p></noscript>
<form id="trade-controls" class="controls" role="search" aria-label="Choose trades" hidden>
<label>Search <input type="search" name="text" placeholder="ticker or company" autocomplete="off" spellcheck="false"></label>
${choice('grade', 'Grade', grades)}${choice('exitReason', 'Exit', reasons)}${choice('outcome', 'Outcome', ['won', 'lost'])}${choice('year', 'Entered', years)}
<label class="narrow">Sort by <select name="sortBy"><option value="">as they closed</option>${TRADE_COLUMNS.map((column) => markup`<option value="${column.key}">${longName(column)}</option>`)}</select></label>
<label class="narrow"><input type="checkbox" name="descending"> descending</label>
<button type="reset">All trades</button></form>
<p id="trade-count" class="muted" role="status"></p>
<table id="trade-table" class="trades" hidden><caption>One row a trade; open one to see its bars. ${drawn < trades.length ? `${count(drawn)} of ${count(trades.length)} trades carry a chart: those with the largest gains and losses.` : ''}</caption><thead><tr>${TRADE_COLUMNS.map(head)}</tr></thead><tbody></tbody></table>
<nav id="trade-pages" class="pages" aria-label="Pages of the trade list" hidden><button type="button" name="before">Back</button><span></span><button type="button" name="after">Next</button></nav></section>`;
}

function head(column: TradeColumn): Html {
  return markup`<th scope="col" class="${cellClass(column)}" aria-sort="none"><button type="button" data-sort="${column.key}" title="Sort by ${longName(column).toLowerCase()}">${column.name}</button></th>`;
}

function longName({ key, name }: TradeColumn): string {
  if (key === 'entryPrice') return 'Entry price';
  if (key === 'exitPrice') return 'Exit price';
  if (key === 'exitReason') return 'Exit reason';
  return name;
}

function choice(name: string, title: string, values: readonly string[]): Html {
  const options = values.map((value) => markup`<option value="${value}">${words(value)}</option>`);
  return markup`<label>${title} <select name="${name}"><option value="">all</option>${options}</select></label>`;
}
