// Seeded markets for the backtest's benchmark: raw bars, splits, late listings, delistings, missing bars, earnings gaps
// with drift, ties and gaps in scores. Only + − × ÷ and floor, so that every machine makes the same bytes.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export const SIZES = {
  S: { tickers: 100, from: '2022-01-03', to: '2023-12-29', candidates: 500 },
  M: { tickers: 500, from: '2019-01-02', to: '2023-12-29', candidates: 5_000 },
  L: { tickers: 3_000, from: '2014-01-02', to: '2023-12-29', candidates: 50_000 },
};

/** sfc32. */
function generator(seed) {
  let [a, b, c, d] = [seed, 0x9e3779b9, 0x243f6a88, 1];
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 16; round += 1) next();
  return next;
}

/** Irwin–Hall: near enough to a normal, without a logarithm. */
function normal(next) {
  let sum = 0;
  for (let count = 0; count < 12; count += 1) sum += next();
  return sum - 6;
}

const cents = (price) => Math.floor(price * 100 + 0.5) / 100;

/** Four or five letters, never one of the real exchange's reserved test names: ZAAA, ZAAB … */
export function tickerOf(index) {
  const letter = (n) => String.fromCharCode(65 + (n % 26));
  return `Z${letter(Math.floor(index / 676))}${letter(Math.floor(index / 26))}${letter(index)}`;
}

/** Which stock reports in which session, with its gap. */
function drawEvents({ tickers, candidates }, sessions, next) {
  const events = [];
  for (let count = 0; count < candidates; count += 1) {
    const ticker = Math.floor(next() * tickers);
    const session = 20 + Math.floor(next() * (sessions.length - 20));
    const gap = Math.floor((next() * 14 - 1) * 100) / 100;
    events.push({ ticker, session, gap, score: drawScore(next), number: count });
  }
  return events;
}

function drawScore(next) {
  if (next() < 0.03) return null;
  return Math.floor(next() * 600 + 400) / 10;
}

/** One stock: its rows as text, its splits, and its opens by session for the reports. */
function makeStock(index, sessions, events, next) {
  const first = next() < 0.05 ? Math.floor(next() * sessions.length * 0.6) : 0;
  const end = next() < 0.06 ? Math.floor(sessions.length * (0.3 + next() * 0.65)) : sessions.length;
  let price = 8 + next() * next() * 220;
  const volatility = 0.009 + next() * 0.016;
  let drift = 0;
  const rows = [];
  const splits = [];
  const opens = new Map();
  for (let at = first; at < end; at += 1) {
    const event = events.get(at);
    if (price > 320 && next() < 0.02) {
      const ratio = next() < 0.5 ? 2 : 3;
      splits.push({ ticker: tickerOf(index), exDate: sessions[at], ratio });
      price /= ratio;
    }
    if (price < 3) price *= 1.0005;
    const gap = event === undefined ? normal(next) * volatility * 0.3 : event.gap / 100;
    if (event !== undefined) drift = event.gap / 9_000 + normal(next) * 0.0012;
    const open = price * (1 + gap);
    const close = open * (1 + drift + normal(next) * volatility);
    drift *= 0.985;
    const high = Math.max(open, close) * (1 + next() * volatility);
    const low = Math.min(open, close) * (1 - next() * volatility);
    price = Math.max(1.5, close);
    const volume = 10_000 + Math.floor(next() * 5_000_000);
    if (next() < 0.004) continue;
    const [o, h, l, c] = [open, high, low, close].map(cents);
    opens.set(at, o);
    rows.push(`${sessions[at]},${o},${Math.max(h, o, c)},${Math.min(l, o, c)},${c},${c},${volume}`);
  }
  return { rows, splits, opens };
}

/** Writes prices/*.csv, prices/corporate_actions.csv and candidates.json into `folder`; returns how many bars. */
export function writeMarket(folder, size, sessions) {
  const next = generator(20_260_101 + size.tickers);
  const prices = join(folder, 'prices');
  mkdirSync(prices, { recursive: true });
  const events = drawEvents(size, sessions, next);
  const byTicker = new Map();
  for (const event of events) {
    const own = byTicker.get(event.ticker) ?? new Map();
    if (!own.has(event.session)) own.set(event.session, event);
    byTicker.set(event.ticker, own);
  }
  const splits = [];
  let bars = 0;
  const openOf = new Map();
  for (let index = 0; index < size.tickers; index += 1) {
    const stock = makeStock(index, sessions, byTicker.get(index) ?? new Map(), next);
    const file = openSync(join(prices, `${tickerOf(index)}.csv`), 'w');
    writeSync(file, `date,open,high,low,close,adj_close,volume\n${stock.rows.join('\n')}\n`);
    closeSync(file);
    bars += stock.rows.length;
    splits.push(...stock.splits);
    for (const { session, number } of (byTicker.get(index) ?? new Map()).values())
      openOf.set(number, stock.opens.get(session) ?? null);
  }
  const actions = splits.map(({ ticker, exDate, ratio }) => `${ticker},${exDate},split,${ratio},`);
  writeFileSync(
    join(prices, 'corporate_actions.csv'),
    ['symbol,ex_date,type,split_ratio_new_per_old,cash_amount', ...actions, ''].join('\n'),
  );
  writeCandidates(folder, events, sessions, openOf);
  return bars;
}

function writeCandidates(folder, events, sessions, openOf) {
  const rows = [...events]
    .sort((a, b) => a.session - b.session || a.number - b.number)
    .map(({ ticker, session, gap, score, number }) => ({
      // A few that nobody lists.
      ticker: number % 97 === 96 ? `${tickerOf(ticker)}Q` : tickerOf(ticker),
      report_date: sessions[session],
      grade: score === null ? 'C' : score >= 85 ? 'A' : score >= 70 ? 'B' : score >= 55 ? 'C' : 'D',
      grade_source: 'html',
      score,
      price: openOf.get(number) ?? null,
      gap_size: gap,
      company_name: `${tickerOf(ticker)} Corp`,
    }));
  writeFileSync(join(folder, 'candidates.json'), `${JSON.stringify(rows)}\n`);
}
