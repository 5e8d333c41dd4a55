/** Real sessions under a mild schedule of faults, as a command: what it is asked, what it prints, its exit code. */
import { parseArgs } from 'node:util';

import type { SessionDate } from '../../src/domain/session-date.ts';
import { sharesOf } from '../../src/domain/quantity.ts';
import { rowsOf } from '../campaign/statements.ts';
import { closeWorld, type World } from '../campaign/world.ts';
import { liveThrough, type Lived } from './live-through.ts';
import { mildFaults, type MildFaults } from './mild-faults.ts';
import { openRealWorld, sessionsOf, type Span } from './real-world.ts';
import { differencesOf, tradesOf, type Difference } from './trades.ts';

const USAGE = `usage: OPENBELL_REAL_DATA=DIR npm run campaign:real -- [--seed N] [--from DATE] [--to DATE]
DIR holds prices/ and reports/. Every session is lived through twice: without faults, and with them.
exit codes: 0 nothing was violated and every difference is explained · 1 otherwise · 2 usage`;

const OPTIONS = {
  seed: { type: 'string', default: '1' },
  from: { type: 'string', default: '2013-12-02' },
  to: { type: 'string', default: '2016-06-30' },
  help: { type: 'boolean' },
} as const;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const data = process.env['OPENBELL_REAL_DATA'];
  if (values.help === true || data === undefined) {
    say(USAGE);
    return values.help === true ? 0 : 2;
  }
  const span = { data, from: values.from, to: values.to };
  const seed = Number(values.seed);
  const calm = await live(span, null, new Set());
  const restless = calm.lived.filter(({ codes }) => codes.at(-1) !== 0).map(({ date }) => date);
  const rough = await live(span, seed, new Set(restless));
  const differences = differencesOf({ calm: calm.world, rough: rough.world, lived: rough.lived });
  for (const line of summaryOf(calm, rough)) say(line);
  for (const line of differences.map(renderDifference)) say(line);
  const unexplained = differences.filter(({ because }) => because === null).length;
  say(`differences ${differences.length}, ${unexplained} of them unexplained`);
  const violations = [calm, rough].flatMap(({ world }) => [...world.violations]);
  for (const problem of violations) say(`VIOLATION ${problem}`);
  say(`violations ${violations.length}`);
  say(`node ${process.version}, seed ${seed}`);
  for (const { world } of [calm, rough]) closeWorld(world);
  return violations.length + unexplained === 0 ? 0 : 1;
}

type Life = {
  readonly world: World;
  readonly effects: MildFaults;
  readonly lived: readonly Lived[];
};

async function live(
  span: Span,
  seed: number | null,
  restless: ReadonlySet<SessionDate>,
): Promise<Life> {
  const effects = mildFaults(seed);
  const world = await openRealWorld(span, effects, seed !== null);
  const sessions = sessionsOf(span);
  const onSession = (date: string, done: number): void => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r\u001b[K${date} ${done}/${sessions.dates.length}`);
  };
  const lived = await liveThrough(sessions, { world, effects, seed, restless, onSession });
  checkCash(world);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  return { world, effects, lived };
}

type FillRow = { readonly side: string; readonly qty: number; readonly price: number };

/**
 * In ten-thousandths: opening cash and fills are the cash of the account. Of an order that filled at several prices the
 * broker tells the average, rounded; for each of its shares the last digit may be off.
 */
function checkCash({ database, engine, violations }: World): void {
  const { openingCash, cash, orders } = engine.state;
  const fills = rowsOf<FillRow>(database, 'SELECT side, qty, price FROM fills');
  const ours = fills.reduce<number>(
    (sum, { side, qty, price }) =>
      sum + (side === 'buy' ? -1 : 1) * Math.round(price * 10_000) * qty,
    openingCash,
  );
  const slack = Object.values(orders).reduce((sum, { filledQty, filledValue }) => {
    const filled = sharesOf(filledQty);
    return filled > 0 && filledValue % filled !== 0 ? sum + filled : sum;
  }, 0);
  const off: number = ours - cash;
  if (Math.abs(off) > slack)
    violations.add(`I9 by the fills the cash is ${ours}, the broker has ${cash}`);
}

function summaryOf(calm: Life, rough: Life): readonly string[] {
  const { world, effects, lived } = rough;
  const orders = Object.values(world.engine.state.orders);
  const inParts = rowsOf(
    world.database,
    `SELECT order_id FROM fills JOIN orders USING (order_id)
     GROUP BY order_id HAVING count(*) > 1 OR max(cumulative_qty) < max(orders.qty)`,
  ).length;
  const splits = rowsOf(world.database, 'SELECT 1 FROM splits_applied').length;
  const codes = new Map<string, number>();
  for (const code of lived.flatMap((one) => one.codes.map(String)))
    codes.set(code, (codes.get(code) ?? 0) + 1);
  const restless = calm.lived.filter((one) => one.codes.at(-1) !== 0);
  const faults = [...effects.counts].filter(([kind]) => kind !== 'crash');
  return [
    `sessions ${lived.length}, runs of commands ${world.processes}`,
    `orders at the broker ${orders.length}, trades ${tradesOf(world).length} (without faults ${tradesOf(calm.world).length})`,
    `faults ${faults.map(([kind, count]) => `${kind} ${count}`).join(', ')}, orders filled in part ${inParts}`,
    `crashes ${effects.counts.get('crash') ?? 0}, splits lived through ${splits}`,
    ...restless.map(
      ({ date, said }) =>
        `without faults ${date} does not come to rest: ${/act!.*/.exec(said)?.[0] ?? ''}`,
    ),
    `runs by exit code ${[...codes].map(([code, count]) => `${code === 'null' ? 'killed' : code}: ${count}`).join(', ')}`,
  ];
}

function renderDifference({ date, ticker, what, because }: Difference): string {
  return `${date} ${ticker} ${what}: ${because ?? 'UNEXPLAINED'}`;
}
