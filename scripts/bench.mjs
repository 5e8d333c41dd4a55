// Start-up and planning time, measured on whole processes, interleaved, medians: `npm run bench`.
// The market is seeded and made in a temporary folder: 220 stocks with 420 days of bars each.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = Number(process.argv[2] ?? 9);
const BUY_DAY = '2026-03-13';
const PLAN_DAY = '2026-03-16';
const folder = mkdtempSync(join(tmpdir(), 'openbell-bench-'));

function sessionsUntil(last, count) {
  const dates = [];
  for (let day = Date.parse(last); dates.length < count; day -= 86_400_000) {
    const date = new Date(day);
    if (date.getUTCDay() % 6 !== 0) dates.unshift(date.toISOString().slice(0, 10));
  }
  return dates;
}

function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const tickers = Array.from({ length: 220 }, (_, index) => {
  const letter = (n) => String.fromCharCode(65 + n);
  return `Z${letter(index % 26)}${letter(Math.floor(index / 26))}Q`;
});

function writeMarket() {
  const prices = join(folder, 'prices');
  mkdirSync(prices);
  const random = seeded(1);
  const opens = new Map();
  for (const ticker of tickers) {
    let price = 20 + random() * 200;
    const rows = ['date,open,high,low,close,volume'];
    for (const date of sessionsUntil(PLAN_DAY, 420)) {
      const open = price * (1 + (random() - 0.5) * 0.01);
      const close = open * (1 + (random() - 0.5) * 0.02);
      const [low, high] = [Math.min(open, close) * 0.995, Math.max(open, close) * 1.005];
      rows.push([date, ...[open, high, low, close].map((p) => p.toFixed(2)), 100_000].join(','));
      opens.set(`${ticker} ${date}`, Number(open.toFixed(2)));
      price = close;
    }
    writeFileSync(join(prices, `${ticker}.csv`), `${rows.join('\n')}\n`);
  }
  writeFileSync(
    join(prices, 'corporate_actions.csv'),
    'symbol,ex_date,type,split_ratio_new_per_old,cash_amount\n',
  );
  return opens;
}

function writeReport(date, names, opens) {
  const cards = names.map((ticker, index) => {
    const price = opens.get(`${ticker} ${date}`).toFixed(2);
    const score = (60 + (index % 40)).toFixed(1);
    return `<div class="stock-card"><div class="ticker">${ticker} - $${price}</div><div class="company-name">${ticker} Corp</div>
<div class="grade">B</div><div class="score">${score} pts</div><div class="metric"><div class="metric-label">Price</div>
<div class="metric-value">$${price}</div></div></div>`;
  });
  const file = join(folder, `earnings_trade_analysis_${date}.html`);
  writeFileSync(file, `<html><body><h1>${date}</h1>${cards.join('\n')}</body></html>`);
  return file;
}

function run(args) {
  const start = process.hrtime.bigint();
  const done = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (done.status !== 0)
    throw new Error(`${args.join(' ')} ended with ${done.status}\n${done.stdout}${done.stderr}`);
  return { ms, out: done.stdout };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  const opens = writeMarket();
  const config = join(folder, 'openbell.yaml');
  writeFileSync(
    config,
    'trading: { position_size: 9000 }\nexecution: { max_daily_stop_orders: 40 }\n',
  );
  const base = ['--config', config, '--prices', join(folder, 'prices')];
  const generator = (report, dir) => [
    'dist/signal-generator.js',
    ...base,
    ...[
      '--report-file',
      report,
      '--state-db',
      join(dir, 'state.db'),
      '--output-dir',
      join(dir, 'signals'),
    ],
  ];
  const bought = join(folder, 'bought');
  run(generator(writeReport(BUY_DAY, tickers.slice(0, 20), opens), bought));
  const signals = join(bought, 'signals', `trade_signals_${BUY_DAY}_ema_p10.json`);
  run([
    'dist/executor.js',
    '--config',
    config,
    '--signals-file',
    signals,
    '--state-db',
    join(bought, 'state.db'),
  ]);
  const report = writeReport(PLAN_DAY, tickers.slice(20), opens);
  const times = { bare: [], help: [], plan: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const dir = join(folder, `round-${round}`);
    cpSync(bought, dir, { recursive: true });
    times.bare.push(run(['-e', '0']).ms);
    times.help.push(run(['dist/signal-generator.js', '--help']).ms);
    const { ms, out } = run([...generator(report, dir), '--json']);
    times.plan.push(ms);
    const [{ summary }] = JSON.parse(out).signals;
    if (
      summary.open_positions_before !== 20 ||
      summary.total_skipped + summary.total_entries !== 200
    ) {
      throw new Error(
        `the plan is not of 20 positions and 200 candidates: ${JSON.stringify(summary)}`,
      );
    }
  }
  const [bare, help, plan] = [median(times.bare), median(times.help), median(times.plan)];
  const line = (name, ms, note) =>
    console.log(`${name.padEnd(46)} ${ms.toFixed(0).padStart(5)} ms   ${note}`);
  console.log(`median of ${ROUNDS} interleaved runs, whole processes, Node ${process.version}`);
  line('node -e 0', bare, '1.00 ×');
  line(
    'signal-generator --help',
    help,
    `${(help / bare).toFixed(2)} × node -e 0 (target: at most 2)`,
  );
  line(
    'plan: 20 positions, 200 candidates, CSV',
    plan,
    `${(plan - help).toFixed(0)} ms more than --help (target: at most 500)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
