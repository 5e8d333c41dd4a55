// Requests and sessions a second of the emulator, medians of interleaved rounds: `npm run bench:emulator [rounds]`.
// The market is seeded. In process: calls as plain data. Over HTTP: the built command as one process, clients in this one.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const ROUNDS = Number(process.argv[2] ?? 5);
const IN_PROCESS_REQUESTS = 20_000;
const HTTP_REQUESTS = 6_000;
const CONNECTIONS = 8;
const SESSIONS = 60;
const SESSION_REPEATS = 10;
const POSITIONS = 20;
const DAY = '2026-03-02';
const TARGETS = { inProcess: 20_000, http: 3_000, sessions: 2_000 };

const folder = mkdtempSync(join(tmpdir(), 'openbell-bench-'));
const tickers = Array.from({ length: POSITIONS }, (_, at) => `Z${String.fromCharCode(65 + at)}Q`);

function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function weekdays(from, count) {
  const dates = [];
  for (let day = Date.parse(from); dates.length < count; day += 86_400_000) {
    const date = new Date(day);
    if (date.getUTCDay() % 6 !== 0) dates.push(date.toISOString().slice(0, 10));
  }
  return dates;
}

function writeMarket() {
  const prices = join(folder, 'prices');
  mkdirSync(prices);
  const random = seeded(1);
  const dates = weekdays('2026-01-02', 140);
  for (const ticker of tickers) {
    let price = 50 + random() * 50;
    const rows = ['date,open,high,low,close,volume'];
    for (const date of dates) {
      const open = price * (1 + (random() - 0.5) * 0.01);
      const close = open * (1 + (random() - 0.5) * 0.01);
      const [low, high] = [Math.min(open, close) * 0.995, Math.max(open, close) * 1.005];
      rows.push([date, ...[open, high, low, close].map((p) => p.toFixed(2)), 100_000].join(','));
      price = 0.9 * close + 0.1 * 75;
    }
    writeFileSync(join(prices, `${ticker}.csv`), `${rows.join('\n')}\n`);
  }
  return prices;
}

/** The parts that are measured without a process of their own, built as the command is. */
async function loadParts() {
  const outfile = join(folder, 'parts.mjs');
  await build({
    stdin: {
      contents: `
        export { createEmulatorApp } from './live/emulator/app.ts';
        export { createEmulator } from './live/emulator/emulator.ts';
        export { createEngine } from './live/emulator/engine.ts';
        export { morningOf } from './live/emulator/virtual-time.ts';
        export { createPaperMarket } from './src/adapters/prices/paper-market.ts';
        export { moneyFromNumber } from './src/domain/money.ts';
        export { createPaperBroker } from './src/paper-broker/paper-state.ts';`,
      resolveDir: resolve('.'),
      loader: 'ts',
    },
    outfile,
    bundle: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

const seconds = (start) => Number(process.hrtime.bigint() - start) / 1e9;

/** What a client asks for, over and over: the account, its orders, an order at the market, a limit order, its cancel. */
function* script() {
  for (let turn = 0; ; turn += 1) {
    const symbol = tickers[turn % tickers.length];
    yield { method: 'GET', path: '/v2/account' };
    yield { method: 'GET', path: '/v2/orders', query: 'status=open&limit=50' };
    yield { method: 'POST', path: '/v2/orders', order: { symbol, type: 'market' } };
    yield {
      method: 'POST',
      path: '/v2/orders',
      order: { symbol, type: 'limit', limit_price: '5.00' },
      keep: true,
    };
    yield { method: 'DELETE', path: '/v2/orders/', ofKept: true };
  }
}

const bodyOf = (order) =>
  order === undefined
    ? ''
    : JSON.stringify({ side: 'buy', qty: '1', time_in_force: 'day', ...order });

function newEngine(parts, prices) {
  const state = parts.createPaperBroker({
    now: parts.morningOf(DAY),
    cash: parts.moneyFromNumber(100_000_000),
    multiplier: 2,
    accountNumber: 'PABENCH',
    seed: 'bench',
  });
  const market = parts.createPaperMarket(prices);
  return parts.createEngine({ state, market });
}

function measureInProcess(parts, prices) {
  const emulator = parts.createEmulator({ engine: newEngine(parts, prices) });
  emulator.passTime({ kind: 'next-open' });
  const header = () => 'key';
  const calls = script();
  let kept;
  const ask = (count) => {
    for (let at = 0; at < count; at += 1) {
      const { method, path, query = '', order, keep, ofKept } = calls.next().value;
      const reply = emulator.answer({
        method,
        path: ofKept ? path + kept : path,
        query,
        body: bodyOf(order),
        header,
      });
      if (reply.status >= 400) throw new Error(`${method} ${path}: ${reply.status} ${reply.body}`);
      if (keep) kept = JSON.parse(reply.body).id;
    }
  };
  ask(2_000);
  const start = process.hrtime.bigint();
  ask(IN_PROCESS_REQUESTS);
  return IN_PROCESS_REQUESTS / seconds(start);
}

async function startServer(prices) {
  const args = ['dist/openbell.js', 'emulator', '--prices', prices, '--port', '0', '--json'];
  const child = spawn(process.execPath, [...args, '--date', DAY, '--cash', '100000000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  const { origin, environment } = await new Promise((done, fail) => {
    child.on('exit', (code) => fail(new Error(`the server ended with ${code}`)));
    child.stdout.on('data', (data) => {
      out += data;
      if (/^\}/m.test(out)) done(JSON.parse(out));
    });
  });
  return { child, origin, environment };
}

function asker({ origin, environment }) {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const headers = {
    'APCA-API-KEY-ID': environment.APCA_API_KEY_ID,
    'APCA-API-SECRET-KEY': environment.APCA_API_SECRET_KEY,
    'Content-Type': 'application/json',
  };
  return ({ method, path, query = '', body = '' }) =>
    new Promise((done, fail) => {
      const target = query === '' ? path : `${path}?${query}`;
      const length = { 'Content-Length': Buffer.byteLength(body) };
      const sent = request(
        { hostname, port, agent, method, path: target, headers: { ...headers, ...length } },
        (reply) => {
          let text = '';
          reply.setEncoding('utf8');
          reply.on('data', (part) => (text += part));
          reply.on('end', () => {
            if (reply.statusCode < 400) done(text);
            else fail(new Error(`${method} ${target}: ${reply.statusCode} ${text}`));
          });
        },
      );
      sent.on('error', fail);
      sent.end(body);
    });
}

async function measureHttp(prices) {
  const server = await startServer(prices);
  try {
    const ask = asker(server);
    await ask({ method: 'POST', path: '/emulator/time', body: '{"next":"open"}' });
    const client = async (count) => {
      const calls = script();
      let kept;
      for (let at = 0; at < count; at += 1) {
        const { method, path, query, order, keep, ofKept } = calls.next().value;
        const text = await ask({
          method,
          path: ofKept ? path + kept : path,
          query,
          body: bodyOf(order),
        });
        if (keep) kept = JSON.parse(text).id;
      }
    };
    const all = (count) =>
      Promise.all(Array.from({ length: CONNECTIONS }, () => client(count / CONNECTIONS)));
    await all(1_600);
    const start = process.hrtime.bigint();
    await all(HTTP_REQUESTS);
    return HTTP_REQUESTS / seconds(start);
  } finally {
    server.child.removeAllListeners('exit');
    const ended = new Promise((done) => server.child.on('exit', done));
    server.child.kill('SIGINT');
    await ended;
  }
}

/** Twenty positions, each with a stop far below: made once, lived through again and again. */
function measureSessions(parts, prices) {
  const engine = newEngine(parts, prices);
  const app = parts.createEmulatorApp(engine);
  const submit = (body) => {
    const reply = app.answer({
      method: 'POST',
      path: '/v2/orders',
      query: '',
      body: JSON.stringify(body),
      header: () => 'key',
    });
    if (reply.status !== 200) throw new Error(reply.body);
  };
  for (const symbol of tickers) {
    submit({
      symbol,
      qty: '100',
      side: 'buy',
      type: 'market',
      time_in_force: 'gtc',
      order_class: 'oto',
      stop_loss: { stop_price: '5.00' },
    });
  }
  const closes = weekdays(DAY, SESSIONS + 1).map((date) => Date.parse(`${date}T21:30:00Z`));
  engine.advanceTo(closes[0]);
  const bought = JSON.stringify(engine.state);
  const { market } = engine;
  let total = 0;
  for (let repeat = 0; repeat < SESSION_REPEATS; repeat += 1) {
    const { advanceTo, state } = parts.createEngine({ state: JSON.parse(bought), market });
    const start = process.hrtime.bigint();
    for (const close of closes.slice(1)) advanceTo(close);
    total += seconds(start);
    const held = Object.keys(state.positions).length;
    if (held !== POSITIONS || state.working.length !== POSITIONS) {
      throw new Error(
        `${held} positions and ${state.working.length} stops are left of ${POSITIONS}`,
      );
    }
  }
  return (SESSIONS * SESSION_REPEATS) / total;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  const prices = writeMarket();
  const parts = await loadParts();
  const rates = { inProcess: [], http: [], sessions: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.inProcess.push(measureInProcess(parts, prices));
    rates.http.push(await measureHttp(prices));
    rates.sessions.push(measureSessions(parts, prices));
  }
  console.log(`median of ${ROUNDS} interleaved rounds, Node ${process.version}`);
  const line = (name, rate, target) => {
    const [shown, wanted] = [rate, target].map((value) =>
      Math.round(value).toLocaleString('en-US'),
    );
    const verdict = rate >= target ? 'reached' : 'MISSED';
    console.log(`${name.padEnd(58)} ${shown.padStart(8)} /s   target ≥ ${wanted}: ${verdict}`);
  };
  line('requests in process', median(rates.inProcess), TARGETS.inProcess);
  line(`requests over HTTP, ${CONNECTIONS} connections`, median(rates.http), TARGETS.http);
  line(
    `sessions with ${POSITIONS} positions and their stops`,
    median(rates.sessions),
    TARGETS.sessions,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
