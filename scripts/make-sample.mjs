// node scripts/make-sample.mjs [folder]   writes the sample market, by default into reports/sample/
//
// A small invented market with seven weeks of earnings reports that leads to one telling session, Monday 2026-03-16: an
// exit by trend break, a rotation, two entries, one refused candidate and a stop that fires during the day. Everything
// follows from the stories in `sample/stories.mjs` and from a seeded generator, so that every run writes the same bytes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { actionsFile, barsOf, priceFile } from './sample/prices.mjs';
import { FIRST, LAST, REPORTS, STOCKS } from './sample/stories.mjs';
import { CONFIG, README } from './sample/texts.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = process.argv[2] ?? join(ROOT, 'reports/sample');

/** The calendar the program trades by, bundled in memory: Node 20 cannot import TypeScript. */
async function sessionsOfTheSample() {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src/rules/market-calendar.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { sessionsBetween } = await import(`data:text/javascript;base64,${code}`);
  return sessionsBetween(FIRST, LAST);
}

const gradeOf = (score) => (score >= 85 ? 'A' : score >= 70 ? 'B' : score >= 55 ? 'C' : 'D');

/** Everything a layout may show of a candidate. The gap follows from the market, the rest is claimed. */
function described(candidate, date, barsByTicker) {
  const { company, exchange } = STOCKS.find(({ ticker }) => ticker === candidate.ticker);
  const before = barsByTicker.get(candidate.ticker).findLast((bar) => bar.date < date);
  const gap = Math.round((candidate.price / before.close - 1) * 1000) / 10;
  const target = Math.round(candidate.price * 1.15);
  const grade = gradeOf(candidate.score);
  return {
    ...candidate,
    company,
    exchange,
    gap,
    target,
    grade,
    elements: elementsOf(candidate.score),
  };
}

/** Five marks out of five that add up to about the score; they are not the score. */
function elementsOf(score) {
  const names = ['Gap', 'Trend', 'Volume', 'MA200', 'MA50'];
  const points = Math.round(score / 4);
  return names.map((name, index) => [name, Math.floor((points + index) / 5)]);
}

function twinOf(date, candidates) {
  // New York is on daylight saving time from the second Sunday of March.
  const offset = date >= '2026-03-08' ? '-04:00' : '-05:00';
  const told = candidates.map(({ ticker, grade, score, price, twinPrice, gap, company }) => ({
    ticker,
    grade,
    score,
    price: twinPrice ?? price,
    gap_size: gap,
    company_name: company,
  }));
  const report = {
    report_date: date,
    generated_at: `${date}T06:05:00${offset}`,
    candidates: told,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function write(name, text) {
  const path = join(OUT, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const sessions = await sessionsOfTheSample();
const reported = new Map(
  REPORTS.flatMap(({ date, candidates }) =>
    candidates.map(({ ticker, price }) => [`${ticker} ${date}`, price]),
  ),
);
const barsByTicker = new Map(
  STOCKS.map((stock) => [stock.ticker, barsOf(stock, sessions, reported)]),
);

for (const [ticker, bars] of barsByTicker) write(`prices/${ticker}.csv`, priceFile(bars));
write('prices/corporate_actions.csv', actionsFile(STOCKS, barsByTicker));
for (const { date, layout, twin, candidates } of REPORTS) {
  const shown = candidates.map((candidate) => described(candidate, date, barsByTicker));
  write(`earnings_trade_analysis_${date}.html`, layout(date, shown));
  if (twin === true) write(`earnings_trade_candidates_${date}.json`, twinOf(date, shown));
}
write('openbell.yaml', CONFIG);
write('README.md', README);
console.log(`wrote ${barsByTicker.size} stocks and ${REPORTS.length} reports into ${OUT}`);
