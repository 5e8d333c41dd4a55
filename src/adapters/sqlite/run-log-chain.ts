/**
 * The run log as a chain: what a run began with and how it ended, one line of JSON each, with the hash of the line before.
 * A line that is changed, taken out or put in later does not fit its neighbours any more, and a row of the run log or of
 * the journal that says something else than its line is told.
 */
import { createHash } from 'node:crypto';

import type { Instant } from '../../domain/account.ts';
import { exitCodeOf, type Outcome } from '../../domain/outcome.ts';
import type { RunLogCheck, RunRecord } from '../../ports/state-store.ts';
import type { Database } from './open-database.ts';

export const RUN_LOG_CHAIN = `
CREATE TABLE run_log_chain (
  entry_id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES run_log (run_id),
  entry TEXT NOT NULL,
  previous_sha256 TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE
) STRICT;
CREATE TRIGGER run_log_chain_entries_are_never_changed BEFORE UPDATE ON run_log_chain
BEGIN SELECT RAISE(ABORT, 'run_log_chain is append-only'); END;
CREATE TRIGGER run_log_chain_entries_are_never_deleted BEFORE DELETE ON run_log_chain
BEGIN SELECT RAISE(ABORT, 'run_log_chain is append-only'); END;`;

/** What stands before the first entry. */
const NOTHING = '0'.repeat(64);

type Entry = Readonly<Record<string, unknown>>;
type ChainRow = {
  readonly entry_id: number;
  readonly run_id: string;
  readonly entry: string;
  readonly previous_sha256: string;
  readonly sha256: string;
};
type RunRow = {
  readonly command: string;
  readonly trade_date: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly outcome: string | null;
  readonly exit_code: number | null;
  readonly version: string;
  readonly config_sha256: string;
};

export type RunLogChain = {
  readonly begin: (run: RunRecord) => void;
  readonly end: (runId: string, outcome: Outcome, at: Instant) => void;
};

/** To be called in the transaction that changes the run log. */
export function runLogChain(database: Database): RunLogChain {
  const last = database.prepare<[], ChainRow>(
    'SELECT * FROM run_log_chain ORDER BY entry_id DESC LIMIT 1',
  );
  const add = database.prepare('INSERT INTO run_log_chain VALUES (?, ?, ?, ?, ?)');
  const append = (runId: string, entry: Entry): void => {
    const before = last.get();
    const previous = before?.sha256 ?? NOTHING;
    const line = JSON.stringify(entry);
    add.run((before?.entry_id ?? 0) + 1, runId, line, previous, hashOf(previous, line));
  };
  const deeds = deedsOf(database);
  return {
    begin: (run) => {
      const { runId, command, tradeDate, startedAt, version, configSha256 } = run;
      append(runId, {
        event: 'begun',
        run_id: runId,
        command,
        trade_date: tradeDate,
        started_at: iso(startedAt),
        version,
        config_sha256: configSha256,
      });
    },
    end: (runId, outcome, at) => {
      append(runId, {
        event: 'ended',
        run_id: runId,
        ended_at: iso(at),
        outcome,
        exit_code: exitCodeOf(outcome),
        ...deeds(runId),
      });
    },
  };
}

/** What a run left in the database: the files of signals of its session, its orders, its findings. */
function deedsOf(database: Database): (runId: string) => Entry {
  const files = database.prepare<[string]>(
    `SELECT strategy, sha256, begun FROM signal_files
     WHERE trade_date = (SELECT trade_date FROM run_log WHERE run_id = ?) ORDER BY strategy`,
  );
  const orders = database.prepare<[string]>(
    `SELECT client_order_id, payload_sha256, status, filled_qty FROM orders WHERE run_id = ?
     ORDER BY order_id`,
  );
  const findings = database.prepare<[string]>(
    'SELECT code, subject FROM findings WHERE run_id = ? ORDER BY finding_id',
  );
  return (runId) => ({
    signals: files.all(runId),
    orders: orders.all(runId),
    findings: findings.all(runId),
  });
}

function hashOf(previous: string, line: string): string {
  return createHash('sha256').update(`${previous}\n${line}`).digest('hex');
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** The whole chain from its beginning, against itself, the run log and the journal; the first entry that does not fit. */
export function checkRunLogChain(database: Database): RunLogCheck {
  const entries = database.prepare<[], ChainRow>('SELECT * FROM run_log_chain ORDER BY entry_id');
  const problemOf = entryCheck(database);
  let previous = NOTHING;
  let count = 0;
  for (const row of entries.iterate()) {
    count += 1;
    const problem =
      row.entry_id === count
        ? (brokenLink(row, previous) ?? problemOf(row))
        : 'an entry is missing';
    if (problem !== null) return { kind: 'broken', entry: count, runId: row.run_id, problem };
    previous = row.sha256;
  }
  const unchained = unchainedRun(database);
  if (unchained === null) return { kind: 'whole', entries: count };
  return { kind: 'broken', entry: count + 1, runId: unchained, problem: 'its entry is missing' };
}

function brokenLink({ entry, previous_sha256, sha256 }: ChainRow, previous: string): string | null {
  if (previous_sha256 !== previous) return 'it does not follow the entry before it';
  return sha256 === hashOf(previous, entry) ? null : 'it was changed after it was written';
}

/** Whether the tables still say what the entry says of them. */
function entryCheck(database: Database): (row: ChainRow) => string | null {
  const find = database.prepare<[string], RunRow>('SELECT * FROM run_log WHERE run_id = ?');
  const order = database
    .prepare<[string], string>('SELECT payload_sha256 FROM orders WHERE client_order_id = ?')
    .pluck();
  return ({ run_id, entry }) => {
    const said = JSON.parse(entry) as Entry;
    const run = find.get(run_id);
    if (run === undefined) return 'its run is not in the run log';
    if (said['run_id'] !== run_id) return 'it is of another run';
    const names =
      said['event'] === 'begun'
        ? (['command', 'trade_date', 'started_at', 'version', 'config_sha256'] as const)
        : (['ended_at', 'outcome', 'exit_code'] as const);
    const other = names.find((name) => run[name] !== said[name]);
    if (other !== undefined) return `the run log has another ${other}`;
    const lost = ordersIn(said).find(
      ({ client_order_id, payload_sha256 }) => order.get(client_order_id) !== payload_sha256,
    );
    return lost === undefined ? null : `the order ${lost.client_order_id} is not as it was sent`;
  };
}

type OrderSaid = { readonly client_order_id: string; readonly payload_sha256: string };

function ordersIn(said: Entry): readonly OrderSaid[] {
  return (said['orders'] ?? []) as readonly OrderSaid[];
}

/** A run that is younger than the chain and has no entry of its beginning, or of its end. */
function unchainedRun(database: Database): string | null {
  const found = database
    .prepare<[], string>(
      `SELECT run_id FROM run_log
       WHERE rowid >= (SELECT min(run_log.rowid) FROM run_log JOIN run_log_chain USING (run_id))
         AND (SELECT count(*) FROM run_log_chain WHERE run_log_chain.run_id = run_log.run_id)
           < 1 + (run_log.ended_at IS NOT NULL)
       ORDER BY rowid LIMIT 1`,
    )
    .pluck()
    .get();
  return found ?? null;
}
