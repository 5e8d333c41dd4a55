// What a backtest costs: seeded markets of three sizes, whole processes, interleaved with `node -e 0`, whose time is the
// unit. `npm run bench:backtest` prints; `--check` compares with scripts/bench/baseline.json (the trades must be the same
// to the byte, a ratio may be 10 % higher); `--update` writes it. Markets are kept in the temporary folder for the next run.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildSync } from 'esbuild';

import { SIZES, writeMarket } from './bench/market.mjs';

const BASELINE = 'scripts/bench/baseline.json';
const ALLOWED = 1.1;
const ATTEMPTS = 12;
const MOST = { M: 9, L: 20, 'L between load and report': 8, 'grid of 100 on M': 12 };
const MOST_MEGABYTES = 1_000;
const args = process.argv.slice(2);
const sizes = Object.keys(SIZES).filter(
  (name) => !args.includes(`--without=${name}`) && hasRoom(name),
);
const rounds = Number(args.find((arg) => arg.startsWith('--rounds='))?.slice(9) ?? 7);
const root = join(tmpdir(), 'openbell-bench-markets');

/** L needs half a gigabyte while it is made. */
function hasRoom(name) {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (name !== 'L' || bavail * bsize > 1.2e9) return true;
  console.log(`L is left out: ${tmpdir()} has less than 1.2 GB free`);
  return false;
}

async function calendar() {
  const outfile = join(root, 'calendar.mjs');
  buildSync({
    entryPoints: ['src/rules/market-calendar.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
  });
  return (await import(outfile)).sessionsBetween;
}

/** A market is written once; a changed generator, or another form of archive, makes another one. */
const MAKERS = ['scripts/bench/market.mjs', 'src/contracts/price-archive-file.ts'];

function marketOf(name, sessionsBetween) {
  const hash = createHash('sha256');
  for (const file of MAKERS) hash.update(readFileSync(file));
  const version = hash.digest('hex').slice(0, 12);
  const folder = join(root, `${name}-${version}`);
  if (!existsSync(join(folder, 'done'))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const size = SIZES[name];
    const bars = writeMarket(folder, size, sessionsBetween(size.from, size.to));
    writeFileSync(join(folder, 'done'), `${bars}`);
  }
  const archive = join(folder, 'prices.archive');
  if (name === 'L' && !existsSync(archive)) {
    const prices = join(folder, 'prices');
    run(['dist/openbell.js', 'archive', 'import', '--from', prices, '--archive', archive]);
    rmSync(prices, { recursive: true });
  }
  return { folder, prices: name === 'L' ? archive : join(folder, 'prices') };
}

function run(command) {
  const start = process.hrtime.bigint();
  const done = spawnSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 1e9 });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (done.status !== 0)
    throw new Error(`${command.join(' ')} ended with ${done.status}\n${done.stdout}${done.stderr}`);
  return { ms, err: done.stderr };
}

function backtest(market, output) {
  const { ms, err } = run([
    'dist/backtest.js',
    ...['--candidates', join(market.folder, 'candidates.json'), '--prices', market.prices],
    ...['--max-positions', '20', '--output-dir', output, '--no-html-report', '--timings'],
  ]);
  return { ms, ...JSON.parse(err.trim().split('\n').at(-1)) };
}

function grid(market, output) {
  rmSync(output, { recursive: true, force: true });
  return run([
    ...['dist/openbell.js', 'experiment', 'grid'],
    ...['--candidates', join(market.folder, 'candidates.json'), '--prices', market.prices],
    ...['--max-positions', '20', '--output-dir', output],
    ...['--vary', 'trailing_ema_period=4:13:1', '--vary', 'stop_loss=6:15:1'],
  ]).ms;
}

const least = (values) => Math.min(...values);
const fingerprint = (output) =>
  createHash('sha256')
    .update(readFileSync(join(output, 'trades.csv')))
    .digest('hex');

function measure(markets) {
  const bare = [];
  const runs = Object.fromEntries(sizes.map((name) => [name, []]));
  const grids = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(run(['-e', '0']).ms);
    for (const name of sizes) runs[name].push(backtest(markets[name], join(root, `out-${name}`)));
    bare.push(run(['-e', '0']).ms);
    if (sizes.includes('M') && round < 2) grids.push(grid(markets.M, join(root, 'out-grid')));
  }
  const unit = least(bare);
  const ratios = {};
  const rows = sizes.map((name) => {
    const best = runs[name].reduce((a, b) => (b.ms < a.ms ? b : a));
    ratios[name] = best.ms / unit;
    if (name === 'L') ratios['L between load and report'] = (best.simulate + best.metrics) / unit;
    return { name, ...best, peak: Math.max(...runs[name].map(({ peak_mb }) => peak_mb)) };
  });
  if (grids.length > 0) {
    const once = least(runs.M.map(({ ms }) => ms));
    ratios['grid of 100 on M'] = least(grids) / once;
  }
  const fingerprints = Object.fromEntries(
    sizes.map((name) => [name, fingerprint(join(root, `out-${name}`))]),
  );
  return { unit, rows, ratios, fingerprints };
}

function print({ unit, rows, ratios, fingerprints }) {
  console.log(
    `least of ${rounds} interleaved whole processes, Node ${process.version}, ${cpus().length} cores; node -e 0: ${unit.toFixed(0)} ms`,
  );
  for (const { name, ms, load, simulate, metrics, write, peak } of rows) {
    const parts = { load, simulate, metrics, write };
    const said = Object.entries(parts).map(([part, own]) => `${part} ${own.toFixed(0)}`);
    console.log(
      `${name}  ${said.join(' · ')} · total ${ms.toFixed(0)} ms = ${ratios[name].toFixed(2)} × node -e 0 · peak ${peak.toFixed(0)} MB · trades ${fingerprints[name].slice(0, 16)}`,
    );
  }
  for (const [name, most] of Object.entries(MOST)) {
    const ratio = ratios[name];
    if (ratio === undefined) continue;
    console.log(`${name}: ${ratio.toFixed(2)} × (target: at most ${most})`);
  }
}

/** What is worse than the baseline says, in sentences. */
function regressions({ ratios, fingerprints, rows }, baseline) {
  const slower = Object.entries(baseline.ratios).flatMap(([name, committed]) => {
    const ratio = ratios[name];
    if (ratio === undefined || ratio <= committed * ALLOWED) return [];
    return [
      `${name} takes ${ratio.toFixed(2)} ×, the committed ratio is ${committed.toFixed(2)} ×`,
    ];
  });
  const heavy = rows
    .filter(({ peak }) => peak > MOST_MEGABYTES)
    .map(({ name, peak }) => `${name} needs ${peak.toFixed(0)} MB`);
  const different = Object.entries(fingerprints)
    .filter(([name, own]) => baseline.fingerprints[name] !== own)
    .map(([name]) => `${name} has other trades than the committed ones`);
  return { slower, wrong: [...heavy, ...different] };
}

function check(markets) {
  const baseline = JSON.parse(readFileSync(BASELINE, 'utf8'));
  const best = {};
  for (let attempt = 1; ; attempt += 1) {
    const measured = measure(markets);
    print(measured);
    for (const [name, ratio] of Object.entries(measured.ratios))
      measured.ratios[name] = best[name] = Math.min(ratio, best[name] ?? Infinity);
    const { slower, wrong } = regressions(measured, baseline);
    if (wrong.length === 0 && slower.length === 0) return console.log('no regression');
    // A busy machine is no regression: slow is only what stays slow.
    if (wrong.length === 0 && attempt < ATTEMPTS) {
      console.log(`again, attempt ${attempt} of ${ATTEMPTS}: ${slower.join('; ')}`);
      continue;
    }
    for (const said of [...wrong, ...slower]) console.error(`regression: ${said}`);
    process.exitCode = 1;
    return;
  }
}

mkdirSync(root, { recursive: true });
const sessionsBetween = await calendar();
const markets = Object.fromEntries(sizes.map((name) => [name, marketOf(name, sessionsBetween)]));
if (args.includes('--check')) check(markets);
else {
  const windows = [measure(markets)];
  print(windows[0]);
  if (args.includes('--update')) {
    // A machine has better and worse minutes: the committed ratio is the middle of three.
    while (windows.length < 3) windows.push(measure(markets));
    // Of S nearly all is the start of the process: its trades are held, its time is not.
    const names = Object.keys(windows[0].ratios).filter((name) => name in MOST);
    const middle = (name) => windows.map(({ ratios }) => ratios[name]).sort((a, b) => a - b)[1];
    const ratios = Object.fromEntries(names.map((name) => [name, Number(middle(name).toFixed(2))]));
    const { fingerprints } = windows[0];
    writeFileSync(BASELINE, `${JSON.stringify({ ratios, fingerprints }, null, 2)}\n`);
    console.log(`wrote ${BASELINE}: ${JSON.stringify(ratios)}`);
  }
}
