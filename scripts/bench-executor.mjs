// What the executor costs by itself, and how fast whole days pass: `npm run bench:executor [rounds]`.
// Medians of interleaved rounds, in this process, by virtual time. The market is made up; the commands, the Alpaca adapter
// and SQLite are those of production. Of a day of ten exits and ten entries the time inside of the emulator is taken off.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import { NODE_BUNDLE, REQUIRE } from './bundling.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const TARGETS = { orderMs: 5, sessions: 200 };
const FIRST = '2015-01-05';
const LAST = '2015-12-31';
const ORDER_DAYS = 20;
const EACH_WAY = 10;
const WALKERS = 24;

// Inside of the project, where Node finds the native database driver.
const folder = resolve(`node_modules/.cache/openbell-bench-executor-${process.pid}`);
const disk = mkdtempSync(join(tmpdir(), 'openbell-bench-'));

/** The parts that are measured, bundled as what ships is. */
async function loadParts() {
  await build({
    stdin: {
      contents: `
        export { createEmulatorApp } from './live/emulator/app.ts';
        export { createEngine } from './live/emulator/engine.ts';
        export { morningOf } from './live/emulator/virtual-time.ts';
        export { runExecutor } from './live/executor/run.ts';
        export { runSignalGenerator } from './live/signal-generator/run.ts';
        export { withHands } from './live/wiring/hands.ts';
        export { openState } from './live/wiring.ts';
        export { sha256 } from './live/bookkeeping/sha256.ts';
        export { createAlpacaBroker } from './src/adapters/alpaca/alpaca-broker.ts';
        export { createAlpacaReads } from './src/adapters/alpaca/alpaca-reads.ts';
        export { Secret } from './src/adapters/environment/secret.ts';
        export { openStateStore } from './src/adapters/sqlite/state-store.ts';
        export { parseConfig } from './src/contracts/config.ts';
        export { moneyFromNumber } from './src/domain/money.ts';
        export { sessionDate } from './src/domain/session-date.ts';
        export { createPaperBroker } from './src/paper-broker/paper-state.ts';
        export { sessionsBetween } from './src/rules/market-calendar.ts';
        export { NO_PAINT } from './src/views/paint.ts';
        export { campaignMarket } from './tests/campaign/market.ts';
        export { reportText } from './tests/support/report-text.ts';
        export { signalPlan } from './tests/support/signal-plan.ts';`,
      resolveDir: resolve('.'),
      loader: 'ts',
    },
    outfile: join(folder, 'parts.mjs'),
    ...NODE_BUNDLE,
    splitting: false,
    define: { __OPENBELL_VERSION__: JSON.stringify('bench') },
    banner: { js: REQUIRE },
  });
  return import(pathToFileURL(join(folder, 'parts.mjs')).href);
}

const wallMs = () => Number(process.hrtime.bigint()) / 1e6;

/** Milliseconds by the clock, and those this process was at work: on a machine that others use, too, these differ. */
function moment() {
  const { user, system } = process.cpuUsage();
  return { wall: wallMs(), cpu: (user + system) / 1_000 };
}

const since = (start, end = moment()) => ({
  wall: end.wall - start.wall,
  cpu: end.cpu - start.cpu,
});

const without = (milliseconds, { wall, cpu }) => ({
  wall: wall - milliseconds,
  cpu: cpu - milliseconds,
});
const add = (one, other) => ({ wall: one.wall + other.wall, cpu: one.cpu + other.cpu });
const NO_TIME = { wall: 0, cpu: 0 };

function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const names = (first, count) => Array.from({ length: count }, (_, at) => `${first}${letters[at]}Q`);

/** The market of the campaigns, its bars in one row for each stock as an archive keeps them. */
function marketOf(parts, stocks) {
  const { market, prices } = parts.campaignMarket(stocks);
  const rows = new Map();
  const rowOf = (ticker) => {
    const dates = Object.keys(stocks[ticker].days ?? {});
    const row =
      rows.get(ticker) ?? dates.map((date) => market.bar(ticker, parts.sessionDate(date)));
    rows.set(ticker, row);
    return row;
  };
  const between = (row, from, to) => row.slice(firstFrom(row, from), firstFrom(row, `${to}~`));
  const bars = (tickers, from, to) => {
    const known = tickers.filter((ticker) => ticker in stocks);
    const found = known.map((ticker) => [ticker, between(rowOf(ticker), from, to)]);
    return Promise.resolve({ bars: new Map(found), findings: [] });
  };
  return { market, prices: { ...prices, bars } };
}

/** Where the bars of that date, or the next there is, begin. */
function firstFrom(row, date) {
  let [low, high] = [0, row.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[middle].date < date) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Account, market, and the hands of the commands; what passes inside of the emulator is added up. */
function newWorld(parts, { stocks, trading, openState, simulated = false }) {
  const parsed = parts.parseConfig({ trading });
  if (parsed.kind === 'refused') throw new Error(parsed.problems.join('; '));
  const { market, prices } = marketOf(parts, stocks);
  const state = parts.createPaperBroker({
    now: parts.morningOf(FIRST),
    cash: parts.moneyFromNumber(1_000_000),
    multiplier: 2,
    accountNumber: 'PA0000000001',
    seed: 'bench',
  });
  const engine = parts.createEngine({ state, market });
  const app = parts.createEmulatorApp(engine);
  const world = { engine, files: new Map(), emulatorMs: 0, orders: 0, openState };
  // By the clock alone: to ask a process for its work takes as long as the emulator takes to answer.
  const inside = (work) => {
    const start = wallMs();
    try {
      return work();
    } finally {
      world.emulatorMs += wallMs() - start;
    }
  };
  const clock = {
    now: () => engine.now(),
    sleep: async (milliseconds) => inside(() => engine.advanceTo(engine.now() + milliseconds)),
  };
  const answered = (method, url, body, header) => {
    if (method === 'POST') world.orders += 1;
    const query = url.search.slice(1);
    return inside(() => app.answer({ method, path: url.pathname, query, body, header }));
  };
  // An order's own time is measured with the client that ships; what is simulated leaves it out, as campaigns do.
  const transport = async (config) => {
    const { status, body, headers } = answered(
      config.method.toUpperCase(),
      new URL(config.url),
      config.data ?? '',
      (name) => config.headers.get(name) ?? undefined,
    );
    return { data: body, status, statusText: '', headers: { ...headers }, config };
  };
  const answer = async ({ method, url, headers, body }) => {
    const lower = new Map(Object.entries(headers).map(([name, to]) => [name.toLowerCase(), to]));
    return answered(method, url, body, (name) => lower.get(name.toLowerCase()));
  };
  const key = new parts.Secret('bench');
  const address = {
    tradingOrigin: 'http://localhost',
    dataOrigin: 'http://localhost',
    feed: 'iex',
  };
  const credentials = { keyId: key, secretKey: key };
  const line = { ...address, credentials, clock, ...(simulated ? { answer } : { transport }) };
  const reads = parts.createAlpacaReads(line);
  const broker = parts.createAlpacaBroker(line);
  const open = (asked, startAt) => {
    inside(() => engine.advanceTo(Math.max(engine.now(), startAt)));
    return Promise.resolve({ broker: asked, address, clock, prices, close: () => undefined });
  };
  const bytesOf = (path) => new TextEncoder().encode(world.files.get(path));
  world.hands = {
    openConfiguration: () => ({
      config: parsed.config,
      configSha256: parts.sha256(''),
      tested: true,
    }),
    listenForInterruption: () => ({
      signal: new AbortController().signal,
      stopListening: () => undefined,
    }),
    readInput: bytesOf,
    readReportInput: (path) => ({
      fileName: path.split('/').at(-1),
      bytes: bytesOf(path),
      twin: null,
    }),
    openState,
    openBroker: ({ startAt }) => open(broker, startAt),
    openBrokerReads: ({ startAt }) => open(reads, startAt),
    openNotifier: () => Promise.resolve({ notify: () => Promise.resolve({ delivered: true }) }),
    now: () => engine.now(),
    writeFile: (path, content) => void world.files.set(path, content),
  };
  return world;
}

async function run(parts, world, command, options) {
  const texts = [];
  const say = (text) => void texts.push(text);
  const streams = { out: say, err: say, paint: parts.NO_PAINT };
  const common = { stateDb: join(disk, 'live/state.db'), broker: 'emulator', json: true };
  const code = await command({ ...common, ...options }, streams, parts.withHands(world.hands));
  if (code !== 0) throw new Error(`ended with ${code}:\n${texts.join('\n')}`);
}

/** In memory it stays open, as in a campaign; a file is locked, opened and closed by every run, as in the morning. */
async function openMemory(parts) {
  const { store, rows, close } = await parts.openStateStore(':memory:');
  return {
    openState: async () => ({ store, rows, close: () => undefined }),
    inStore: async (work) => work(store),
    close,
  };
}

async function openFile(parts) {
  const live = join(disk, 'live');
  rmSync(live, { recursive: true, force: true });
  mkdirSync(live, { recursive: true, mode: 0o700 });
  const openState = (path) => parts.openState(path, false);
  return {
    openState,
    inStore: async (work) => {
      const { store, close } = await openState(join(live, 'state.db'));
      try {
        return work(store);
      } finally {
        close();
      }
    },
    close: () => undefined,
  };
}

/** Milliseconds of the executor's own for each order: each day sells what was bought the day before, and buys as much. */
async function measureOrders(parts, open) {
  const sets = [names('X', EACH_WAY), names('Y', EACH_WAY)];
  const stocks = Object.fromEntries(sets.flat().map((ticker) => [ticker, { steady: 100 }]));
  const state = await open(parts);
  const trading = { max_positions: 2 * EACH_WAY };
  const world = newWorld(parts, { stocks, trading, openState: state.openState });
  const dates = parts
    .sessionsBetween(parts.sessionDate(FIRST), parts.sessionDate(LAST))
    .slice(0, ORDER_DAYS + 1);
  let [own, orders] = [NO_TIME, 0];
  for (const [at, date] of dates.entries()) {
    const [buy, sell] = at % 2 === 0 ? sets : [...sets].reverse();
    const wanted = {
      buy: Object.fromEntries(buy.map((ticker) => [ticker, [10, '100.00', '90.00']])),
      sell: at === 0 ? {} : Object.fromEntries(sell.map((ticker) => [ticker, 'trend_break'])),
    };
    await state.inStore((store) => {
      parts.signalPlan(store, date, wanted);
      world.files.set('plan.json', store.signalFile(date, 'ema_p10').content);
    });
    const [before, sent, start] = [world.emulatorMs, world.orders, moment()];
    await run(parts, world, parts.runExecutor, { signalsFile: 'plan.json', phase: 'all' });
    // The first day only buys.
    if (at === 0) continue;
    own = add(own, without(world.emulatorMs - before, since(start)));
    orders += world.orders - sent;
  }
  state.close();
  if (orders !== 2 * EACH_WAY * ORDER_DAYS) throw new Error(`${orders} orders left`);
  return { wall: own.wall / orders, cpu: own.cpu / orders };
}

/** Prices that walk at random, so that stops are touched and trends break. */
function walkingStocks(dates) {
  const random = seeded(1);
  const stocks = {};
  for (const ticker of names('W', WALKERS)) {
    const volatility = 0.01 + random() * 0.04;
    let price = 20 + random() * 180;
    const days = {};
    for (const date of dates) {
      const open = price * (1 + (random() - 0.5) * volatility);
      const close = open * (1 + (random() - 0.5) * 2 * volatility);
      const low = Math.min(open, close) * (1 - random() * volatility);
      const high = Math.max(open, close) * (1 + random() * volatility);
      days[date] = [open, high, low, close].map((value) => Math.round(value * 100) / 100);
      price = Math.min(Math.max(close, 5), 900);
    }
    stocks[ticker] = { steady: 50, days };
  }
  return stocks;
}

/** Whole days a second: generator and executor, report and all, against the emulator, in memory. */
async function measureSessions(parts) {
  const between = (first, last) =>
    parts.sessionsBetween(parts.sessionDate(first), parts.sessionDate(last));
  const stocks = walkingStocks(between('2014-06-02', LAST));
  const state = await openMemory(parts);
  const trading = { trailing_transition_weeks: 0, lookback_days: 90, max_positions: 10 };
  const world = newWorld(parts, { stocks, trading, openState: state.openState, simulated: true });
  const dates = between(FIRST, LAST);
  const random = seeded(2);
  const start = moment();
  for (const date of dates) {
    const reported = Object.entries(stocks).filter(() => random() < 0.25);
    const candidates = reported.map(([ticker, { days }]) => ({
      ticker,
      price: days[date][0],
      score: 60 + Math.floor(random() * 40),
    }));
    const reportFile = `reports/earnings_trade_candidates_${date}.json`;
    world.files.set(reportFile, parts.reportText(date, candidates));
    const plan = { outputDir: 'signals', tradeDate: date, report: true, reportFile };
    await run(parts, world, parts.runSignalGenerator, plan);
    const signalsFile = `signals/trade_signals_${date}_ema_p10.json`;
    await run(parts, world, parts.runExecutor, { signalsFile, phase: 'all' });
  }
  const took = since(start);
  state.close();
  return {
    wall: took.wall / dates.length,
    cpu: took.cpu / dates.length,
    orders: world.orders / dates.length,
    emulatorShare: world.emulatorMs / took.wall,
  };
}

function measureNode() {
  const start = wallMs();
  spawnSync(process.execPath, ['-e', '0']);
  return wallMs() - start;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  mkdirSync(folder, { recursive: true });
  const parts = await loadParts();
  const rounds = [];
  // The first round warms the machine up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const node = measureNode();
    const memory = await measureOrders(parts, openMemory);
    const file = await measureOrders(parts, openFile);
    const day = await measureSessions(parts);
    if (round > 0) rounds.push({ node, memory, file, day });
  }
  const of = (pick) => median(rounds.map(pick));
  const node = of((round) => round.node);
  console.log(
    `median of ${ROUNDS} interleaved rounds, Node ${process.version}, ${cpus()[0].model}`,
  );
  console.log(`node -e 0 takes ${node.toFixed(0)} ms here`);
  const line = (name, shown, wanted, isReached) =>
    console.log(
      `${name.padEnd(52)} ${shown.padEnd(44)} target ${wanted}: ${isReached ? 'reached' : 'MISSED'}`,
    );
  for (const [kind, where] of [
    ['memory', 'database in memory'],
    ['file', 'database in a file, WAL, FULL'],
  ]) {
    const [cpu, wall] = ['cpu', 'wall'].map((clock) => of((round) => round[kind][clock]));
    const name = `own time for an order, ${where}`;
    const shown = `${cpu.toFixed(2)} ms at work, ${wall.toFixed(2)} ms by the clock`;
    line(name, shown, `≤ ${TARGETS.orderMs} ms`, wall <= TARGETS.orderMs);
  }
  const [cpu, wall] = ['cpu', 'wall'].map((clock) => 1_000 / of(({ day }) => day[clock]));
  const name = `whole days on one core, ${rounds[0].day.orders.toFixed(1)} orders a day`;
  const shown = `${cpu.toFixed(0)} /s at work, ${wall.toFixed(0)} /s by the clock`;
  line(name, shown, `≥ ${TARGETS.sessions} /s`, wall >= TARGETS.sessions);
  console.log(
    `of a day the emulator's share is ${(100 * of(({ day }) => day.emulatorShare)).toFixed(0)} %`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(disk, { recursive: true, force: true });
}
