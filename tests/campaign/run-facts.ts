/** What there is to see when a process has ended: the ledger, the account and what the process said. */
import { sharesOf } from '../../src/domain/quantity.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { parseClientOrderId } from '../../src/domain/client-order-id.ts';
import { workingOrders } from '../../src/paper-broker/paper-state.ts';
import { newYorkDate, newYorkInstant, sessionHours } from '../../src/rules/new-york-time.ts';
import { lookAt, type Known } from './known.ts';
import { CANARY, type Ran } from './process.ts';
import { rowsOf } from './statements.ts';
import { looksFor } from './watch.ts';
import type { World } from './world.ts';

export type Held = {
  readonly ticker: string;
  readonly shares: number;
  readonly plannedExit: boolean;
};

export type OurOrder = {
  readonly id: string;
  readonly session: string;
  readonly ticker: string;
  readonly intent: 'entry' | 'exit' | 'stop';
  readonly filled: number;
  readonly createdAt: number;
};

export type Change = {
  readonly id: string;
  readonly status: string;
  readonly filled: number;
  /** A row that takes an earlier end back, and says so. */
  readonly isReopened?: 0 | 1;
};

/** Something a run has told, of one ticker or of itself. */
export type Told = {
  readonly code: string;
  readonly subject: string | null;
  readonly severity?: string;
};

/** An order that a run took for never arrived, and how it had looked for it. */
export type Voided = { readonly id: string; readonly looks: number; readonly seconds: number };

export type Facts = {
  readonly code: number | null;
  readonly command: string;
  readonly phase: string;
  /** The wait for the open apart. */
  readonly minutes: number;
  readonly book: readonly Held[];
  /** The account when it ended. */
  readonly now: Known;
  /** The account as the process could know it: somebody may have done something after the last answer it got. */
  readonly known: Known;
  /** Orders that are not final by the journal, stops left out. */
  readonly open: readonly { readonly id: string; readonly status: string }[];
  readonly unknown: readonly string[];
  readonly ourOrders: readonly OurOrder[];
  readonly changes: readonly Change[];
  readonly voided: readonly Voided[];
  /** Tickers whose sell was refused in so many words, and for which nothing was sent after that. */
  readonly unanswered: readonly string[];
  /** Everything the process said: result, errors, alerts. */
  readonly said: string;
  /** The findings of its result; none when it broke off. */
  readonly findings: readonly Told[];
  readonly alerts: readonly Told[];
  /** Where the secret was found. */
  readonly leaks: readonly string[];
  readonly shadowChanged: boolean;
  /** Tickers somebody else trades, or whose orders changed so lately that a read may not show it. */
  readonly leftOut: ReadonlySet<string>;
  /** Tickers with a resting sell from before their split: the broker leaves it as it was. */
  readonly beforeSplit: ReadonlySet<string>;
};

const LAG_MS = 15_000;

/** It waits for the open as the machine's own clock shows it. */
function minutesOf({ isPaused, startedAt, endedAt }: Ran, skew: number): number {
  if (isPaused) return 0;
  const open = (sessionHours(newYorkDate(startedAt))?.open ?? startedAt) - skew;
  const isWaited = startedAt < open && endedAt > open;
  return (endedAt - (isWaited ? open : startedAt)) / 60_000;
}

export function factsOf(world: World, ran: Ran): Facts {
  const { store, engine, foreign } = world;
  const now = lookAt(world);
  const said = [ran.out, ran.err, ...ran.alerts.map(({ message }) => message)].join('\n');
  const fresh = Object.values(engine.state.orders)
    .filter(({ updatedAt }) => world.past !== null && updatedAt > engine.now() - LAG_MS)
    .map(({ symbol }) => symbol);
  const unsettled = store.unsettledOrders();
  return {
    code: ran.code,
    command: ran.command.name,
    phase: ran.command.name === 'executor' ? ran.command.phase : '',
    minutes: minutesOf(ran, world.skew),
    book: store.openPositions().map(({ ticker, shares, plannedExit }) => ({
      ticker,
      shares,
      plannedExit: plannedExit !== null,
    })),
    now,
    known: ran.known ?? now,
    open: unsettled
      .filter(({ intent }) => intent !== 'stop')
      .map(({ clientOrderId, status }) => ({ id: clientOrderId, status })),
    unknown: unsettled
      .filter(({ status }) => status === 'intended' || status === 'unknown_outcome')
      .map(({ clientOrderId }) => clientOrderId),
    ourOrders: ourOrdersOf(world),
    changes: changesOf(world),
    voided: voidedOf(world, ran),
    unanswered: unansweredOf(world, ran),
    said,
    findings: findingsOf(ran),
    alerts: ran.alerts,
    leaks: said.includes(CANARY) ? ['the output'] : [],
    shadowChanged: ran.shadowChanged,
    leftOut: new Set([...foreign, ...fresh]),
    beforeSplit: beforeSplitOf(world),
  };
}

type Result = { readonly findings?: readonly Told[] };

export function findingsOf({ out }: Pick<Ran, 'out'>): readonly Told[] {
  return out === '' ? [] : ((JSON.parse(out) as Result).findings ?? []);
}

function beforeSplitOf({ engine, market }: World): ReadonlySet<string> {
  const today = newYorkDate(engine.now());
  const due = market.splits.filter(({ exDate }) => exDate <= today);
  if (due.length === 0) return new Set();
  const resting = workingOrders(engine.state).filter(({ side, symbol, createdAt }) =>
    due.some(
      ({ ticker, exDate }) =>
        side === 'sell' &&
        ticker === symbol &&
        createdAt < newYorkInstant(exDate as SessionDate, 0),
    ),
  );
  return new Set(resting.map(({ symbol }) => symbol));
}

function ourOrdersOf({ engine }: World): readonly OurOrder[] {
  return Object.values(engine.state.orders).flatMap((order) => {
    const key = parseClientOrderId(order.clientOrderId);
    if (key === undefined) return [];
    return {
      id: order.clientOrderId,
      session: key.tradeDate,
      ticker: key.ticker,
      intent: key.intent,
      filled: sharesOf(order.filledQty),
      createdAt: order.createdAt,
    };
  });
}

function changesOf({ database }: World): readonly Change[] {
  return rowsOf<Change>(
    database,
    `SELECT client_order_id AS id, e.status AS status, e.filled_qty AS filled,
       coalesce(e.detail LIKE 'reopened%', 0) AS isReopened
     FROM order_events e JOIN orders USING (order_id) ORDER BY event_id`,
  );
}

/** Of this run alone: an order is looked for over and over, or the answer of another day would do. */
function voidedOf(world: World, { startedAt }: Ran): readonly Voided[] {
  const rows = rowsOf<{ readonly id: string }>(
    world.database,
    `SELECT client_order_id AS id FROM order_events JOIN orders USING (order_id)
     WHERE detail LIKE 'not at the broker%' AND at >= ?`,
    new Date(startedAt).toISOString(),
  );
  return rows.flatMap(({ id }) => {
    const looked = looksFor(world, id).filter((at) => at >= startedAt);
    const [first] = looked;
    // Whoever gives up has looked once at least: this was written by a clock that was ahead.
    if (first === undefined) return [];
    return { id, looks: looked.length, seconds: ((looked.at(-1) ?? 0) - first) / 1000 };
  });
}

/** Nobody can read what the broker said: a sell that is answered so is in doubt, and a stop could sell its shares twice. */
const UNREADABLE = ['truncated', 'malformed', 'html_page', 'oversized'];

/** From the effects of the run: a stop was canceled, the sell refused, and nothing left for the ticker after that. */
function unansweredOf({ effects, engine }: World, { effects: [from, to] }: Ran): readonly string[] {
  const given = new Set<string>();
  const refused = new Set<string>();
  let asked = '';
  for (const { number, kind, what, hits } of effects.list()) {
    if (number < from || number >= to) continue;
    const canceled = /^DELETE \/v2\/orders\/([\w-]+)/.exec(what)?.[1] ?? '';
    const symbol = engine.state.orders[canceled]?.symbol;
    if (symbol !== undefined) given.add(symbol);
    if (!what.startsWith('POST /v2/orders')) continue;
    if (kind === 'send') {
      const symbolOf = /"symbol":"([^"]*)"/.exec(what)?.[1] ?? '';
      refused.delete(symbolOf);
      const isSell = /"side":"sell".*"type":"market"/.test(what);
      asked = isSell && !hits.some((hit) => UNREADABLE.includes(hit)) ? symbolOf : '';
    } else if (/^POST \/v2\/orders 40[13]/.test(what) && given.has(asked)) refused.add(asked);
  }
  return [...refused];
}
