/** The list of trades: choosing, sorting, paging, opening. What it shows is rendered by the views. */
import type { ListedTrade } from '../../src/views/backtest-report/packed-trades.ts';
import type { ReportData } from '../../src/views/backtest-report/report-data.ts';
import { renderTradeDetails } from '../../src/views/backtest-report/trade-details.ts';
import { pictureMaker } from '../../src/views/backtest-report/trade-picture.ts';
import {
  chooseTrades,
  EVERY_TRADE,
  renderTradeRow,
  sayChosen,
  type TradeQuery,
} from '../../src/views/backtest-report/trade-rows.ts';
import { followPointer } from './bar-readout.ts';

const PAGE = 50;
/** A longer list belongs on a screen, or into trades.csv. */
const MOST_PRINTED = 500;

type Elements = {
  readonly form: HTMLFormElement;
  readonly table: HTMLTableElement;
  readonly body: HTMLTableSectionElement;
  readonly said: HTMLElement;
  readonly pages: HTMLElement;
};

type State = { query: TradeQuery; page: number; chosen: readonly ListedTrade[] };

export function showTrades(data: ReportData, trendName: string | null): void {
  const elements = find();
  if (elements === undefined) return;
  const state: State = { query: EVERY_TRADE, page: 0, chosen: data.trades };
  const pictureOf = pictureMaker(data);
  const draw = (): void => {
    drawPage(elements, state, data.trades.length);
  };
  const choose = (query: TradeQuery): void => {
    state.query = query;
    state.page = 0;
    state.chosen = chooseTrades(data.trades, query);
    markSorting(elements, query);
    draw();
  };
  listenToForm(elements, choose);
  listenToHead(elements, state, choose);
  listenToPages(elements, state, draw);
  elements.body.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('tr[data-trade]') : null;
    if (!(row instanceof HTMLTableRowElement)) return;
    const trade = data.trades[Number(row.dataset['trade'])];
    if (trade !== undefined) toggle(row, trade, { pictureOf, trendName });
  });
  printWhole(elements, state, draw);
  for (const element of [elements.form, elements.table]) element.hidden = false;
  choose(EVERY_TRADE);
}

function find(): Elements | undefined {
  const form = document.getElementById('trade-controls');
  const table = document.getElementById('trade-table');
  const said = document.getElementById('trade-count');
  const pages = document.getElementById('trade-pages');
  if (!(form instanceof HTMLFormElement) || !(table instanceof HTMLTableElement)) return undefined;
  const [body] = table.tBodies;
  if (body === undefined || said === null || pages === null) return undefined;
  return { form, table, body, said, pages };
}

function drawPage({ body, said, pages }: Elements, { chosen, page }: State, all: number): void {
  const from = page * PAGE;
  body.innerHTML = rowsOf(chosen.slice(from, from + PAGE));
  said.textContent = sayChosen(chosen, all);
  pages.hidden = chosen.length <= PAGE;
  const last = Math.max(1, Math.ceil(chosen.length / PAGE));
  const text = pages.querySelector('span');
  if (text !== null) text.textContent = `Page ${page + 1} of ${last}`;
  for (const button of pages.querySelectorAll('button'))
    button.disabled = button.name === 'before' ? page === 0 : page + 1 >= last;
}

function rowsOf(trades: readonly ListedTrade[]): string {
  return trades.map((trade) => renderTradeRow(trade).html).join('');
}

function listenToForm({ form }: Elements, choose: (query: TradeQuery) => void): void {
  form.addEventListener('input', () => {
    choose(queryOf(form));
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    write(form, EVERY_TRADE);
    choose(EVERY_TRADE);
  });
}

function queryOf(form: HTMLFormElement): TradeQuery {
  const fields = new FormData(form);
  const text = (name: string): string => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const outcome = text('outcome');
  return {
    text: text('text'),
    grade: text('grade'),
    exitReason: text('exitReason'),
    outcome: outcome === 'won' || outcome === 'lost' ? outcome : '',
    year: text('year'),
    sortBy: text('sortBy'),
    descending: fields.has('descending'),
  };
}

function write(form: HTMLFormElement, query: TradeQuery): void {
  for (const element of form.elements) {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLSelectElement)) continue;
    const value = Object.entries(query).find(([name]) => name === element.name)?.[1];
    if (typeof value === 'boolean' && element instanceof HTMLInputElement) element.checked = value;
    else if (typeof value === 'string') element.value = value;
  }
}

/** First the large ones of numbers and the early ones of texts; then the other way; then as they closed. */
function listenToHead(
  { form, table }: Elements,
  state: State,
  choose: (query: TradeQuery) => void,
): void {
  table.tHead?.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    const sortBy = button?.dataset['sort'];
    if (button === null || sortBy === undefined) return;
    const startsDescending = button.closest('th')?.classList.contains('number') === true;
    const { query } = state;
    const sorted = nextSorting(query, sortBy, startsDescending);
    write(form, { ...query, ...sorted });
    choose({ ...query, ...sorted });
  });
}

function nextSorting(
  query: TradeQuery,
  sortBy: string,
  startsDescending: boolean,
): Pick<TradeQuery, 'sortBy' | 'descending'> {
  if (query.sortBy !== sortBy) return { sortBy, descending: startsDescending };
  if (query.descending === startsDescending) return { sortBy, descending: !startsDescending };
  return { sortBy: '', descending: false };
}

function markSorting({ table }: Elements, { sortBy, descending }: TradeQuery): void {
  for (const head of table.tHead?.querySelectorAll('th') ?? []) {
    const isSorted = head.querySelector('button')?.dataset['sort'] === sortBy;
    const direction = descending ? 'descending' : 'ascending';
    head.setAttribute('aria-sort', isSorted ? direction : 'none');
  }
}

function listenToPages({ pages, table }: Elements, state: State, draw: () => void): void {
  pages.addEventListener('click', (event) => {
    if (!(event.target instanceof HTMLButtonElement)) return;
    state.page += event.target.name === 'before' ? -1 : 1;
    draw();
    table.scrollIntoView({ block: 'start' });
  });
}

type Opening = {
  readonly pictureOf: ReturnType<typeof pictureMaker>;
  readonly trendName: string | null;
};

function toggle(row: HTMLTableRowElement, trade: ListedTrade, opening: Opening): void {
  const opener = row.querySelector('.opener');
  const details = document.getElementById(`details-${trade.index}`);
  opener?.setAttribute('aria-expanded', String(details === null));
  if (details !== null) {
    details.remove();
    return;
  }
  const room = row.closest('table')?.clientWidth ?? 640;
  const width = Math.max(280, Math.min(1080, room - 16));
  const size = { width, height: Math.round(Math.max(210, Math.min(320, width * 0.4))) };
  const picture = opening.pictureOf(trade);
  const { trendName } = opening;
  row.insertAdjacentHTML('afterend', renderTradeDetails({ trade, picture, size, trendName }).html);
  const figure = row.nextElementSibling?.querySelector('figure');
  if (picture !== null && figure instanceof HTMLElement) followPointer(figure, picture, size);
}

/** On paper there are no pages to turn. */
function printWhole({ body, said }: Elements, state: State, draw: () => void): void {
  let onScreen: Node[] = [];
  addEventListener('beforeprint', () => {
    if (state.chosen.length <= PAGE) return;
    onScreen = [...body.childNodes];
    const { chosen } = state;
    body.innerHTML = rowsOf(chosen.slice(0, MOST_PRINTED));
    for (const details of onScreen.filter((node) => node instanceof HTMLTableRowElement)) {
      const { opened } = details.dataset;
      if (opened !== undefined) body.querySelector(`tr[data-trade="${opened}"]`)?.after(details);
    }
    if (chosen.length > MOST_PRINTED)
      said.textContent = `${said.textContent} (the first ${MOST_PRINTED} are printed, all are in trades.csv)`;
  });
  addEventListener('afterprint', () => {
    if (onScreen.length === 0) return;
    draw();
    body.replaceChildren(...onScreen);
    onScreen = [];
  });
}
