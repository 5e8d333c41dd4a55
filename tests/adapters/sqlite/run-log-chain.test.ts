import { createHash } from 'node:crypto';

import { beforeEach, describe, expect, it } from 'vitest';

import { dumpState, restoreState } from '../../../src/adapters/sqlite/state-dump.ts';
import { AT, intend, openState, SESSION, type State } from './state-fixture.ts';

const RUNS = ['2015-10-23-signal-generator-1', '2015-10-23-executor-1', '2015-10-23-executor-2'];

let state: State;
beforeEach(async () => {
  state = await openState();
  for (const [index, runId] of RUNS.entries()) {
    const [, , , command = ''] = runId.split('-');
    const started = { runId, command, tradeDate: SESSION, startedAt: AT + index };
    state.store.beginRun({ ...started, version: '1', configSha256: 'c'.repeat(64) });
    if (index === 1) intend(state.store, 'AMZN', { runId });
    state.store.endRun(runId, 'done', AT + index);
  }
});

type Row = { readonly entry: string; readonly previous_sha256: string; readonly sha256: string };
const rows = (): readonly Row[] =>
  state.database.prepare<[], Row>('SELECT * FROM run_log_chain ORDER BY entry_id').all();

/** As somebody who opens the file with another program. */
function tamper(sql: string): void {
  const { database } = state;
  for (const verb of ['changed', 'deleted'])
    database.exec(`DROP TRIGGER run_log_chain_entries_are_never_${verb}`);
  database.pragma('foreign_keys = OFF');
  database.exec(sql);
}

describe('the run log', () => {
  it('is a chain: every entry carries the hash of the one before [S12]', () => {
    let previous = '0'.repeat(64);
    for (const row of rows()) {
      expect(row.previous_sha256).toBe(previous);
      previous = createHash('sha256').update(`${previous}\n${row.entry}`).digest('hex');
      expect(row.sha256).toBe(previous);
    }
    expect(state.store.checkRunLog()).toEqual({ kind: 'whole', entries: 6 });
  });

  it('says with what a run began and what it left, one JSON object a line [S12]', () => {
    const lines = rows().map(({ entry }) => entry);
    expect(lines.filter((line) => line.includes('\n'))).toEqual([]);
    expect(lines.map((line) => JSON.parse(line) as unknown).slice(2, 4)).toEqual([
      {
        event: 'begun',
        run_id: RUNS[1],
        command: 'executor',
        trade_date: '2015-10-23',
        started_at: '2015-10-23T13:05:00.001Z',
        version: '1',
        config_sha256: 'c'.repeat(64),
      },
      {
        event: 'ended',
        run_id: RUNS[1],
        ended_at: '2015-10-23T13:05:00.001Z',
        outcome: 'done',
        exit_code: 0,
        signals: [],
        orders: [
          {
            client_order_id: '20151023_AMZN_entry_buy',
            payload_sha256: 'hash',
            status: 'intended',
            filled_qty: 0,
          },
        ],
        findings: [],
      },
    ]);
  });

  it('cannot break its line: what comes from outside is escaped [S12]', () => {
    const hostile = 'executor\n{"event":"ended","exit_code":0}\u2028\u0007';
    const begun = { runId: 'x', command: hostile, tradeDate: SESSION, startedAt: AT };
    state.store.beginRun({ ...begun, version: '1', configSha256: 'c' });
    const last = rows().at(-1)?.entry ?? '';
    expect(last).not.toMatch(/[\n\u0007]/);
    expect(JSON.parse(last)).toMatchObject({ event: 'begun', command: hostile });
  });

  it('takes no change and no deletion from us [S12]', () => {
    const change = (sql: string) => () => state.database.exec(sql);
    expect(change(`UPDATE run_log_chain SET entry = '{}'`)).toThrow('append-only');
    expect(change('DELETE FROM run_log_chain')).toThrow('append-only');
  });

  it.each([
    [
      'a changed entry',
      `UPDATE run_log_chain SET entry = replace(entry, '"exit_code":0', '"exit_code":9') WHERE entry_id = 4`,
      4,
      'was changed',
    ],
    ['an entry taken out', 'DELETE FROM run_log_chain WHERE entry_id = 3', 3, 'is missing'],
    ['the first one taken out', 'DELETE FROM run_log_chain WHERE entry_id = 1', 1, 'is missing'],
    ['the last one taken out', 'DELETE FROM run_log_chain WHERE entry_id = 6', 6, 'is missing'],
    [
      'two that changed places',
      'UPDATE run_log_chain SET entry_id = entry_id + 10 WHERE entry_id = 2; UPDATE run_log_chain SET entry_id = 2 WHERE entry_id = 3; UPDATE run_log_chain SET entry_id = 3 WHERE entry_id = 12',
      2,
      'does not follow',
    ],
    [
      'another end in the run log',
      `UPDATE run_log SET exit_code = 3 WHERE run_id = '${RUNS[1] ?? ''}'`,
      4,
      'another exit_code',
    ],
    [
      'another beginning in the run log',
      `UPDATE run_log SET version = '2' WHERE run_id = '${RUNS[2] ?? ''}'`,
      5,
      'another version',
    ],
    [
      'a run taken out of the run log',
      `DELETE FROM run_log WHERE run_id = '${RUNS[0] ?? ''}'`,
      1,
      'not in the run log',
    ],
    [
      'an order taken out of the journal',
      'DELETE FROM order_events; DELETE FROM orders',
      4,
      '20151023_AMZN_entry_buy is not as it was sent',
    ],
  ])('tells the first entry that does not fit: %s [S12]', (_, sql, entry, problem) => {
    if (sql.includes('order_events'))
      state.database.exec('DROP TRIGGER order_events_are_never_deleted');
    tamper(sql);
    expect(state.store.checkRunLog()).toMatchObject({
      kind: 'broken',
      entry,
      problem: expect.stringContaining(problem) as string,
    });
  });

  it('of a run that was killed has no end, and is whole [F36] [S12]', () => {
    const begun = { runId: 'killed', command: 'executor', tradeDate: SESSION, startedAt: AT };
    state.store.beginRun({ ...begun, version: '1', configSha256: 'c' });
    expect(state.store.checkRunLog()).toEqual({ kind: 'whole', entries: 7 });
  });

  it('goes on in a replay where the bundle ended, without its past [S12]', async () => {
    const before = dumpState(state.database);
    const kept = before.tables.find(({ name }) => name === 'run_log_chain');
    expect(kept?.rows).toHaveLength(1);
    const replayed = await restoreState(before);
    const run = { runId: 'next', command: 'executor', tradeDate: SESSION, startedAt: AT };
    for (const store of [state.store, replayed.store])
      store.beginRun({ ...run, version: '1', configSha256: 'c' });
    expect(replayed.rows(before)).toEqual(dumpState(state.database, before));
    replayed.close();
  });
});
