/**
 * Loaded before a command with `node --import`: numbers every effect of the process, and kills or stops it at one of
 * them. Nothing of this is part of the command itself.
 *
 * An effect has a boundary before it and one after it; a request has a third one between its last byte and its reply.
 * What changes nothing is no effect: a commit without a change, and of a wait its later naps.
 *   OPENBELL_FAILPOINT=k          the boundary, counted from 1; 0 only counts
 *   OPENBELL_FAILPOINT_ACTION     kill (default) or stop
 *   OPENBELL_FAILPOINT_TRACE      a file that takes one line for each boundary
 */
import fs from 'node:fs';
import http from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const chosen = Number(process.env['OPENBELL_FAILPOINT'] ?? '0');
const signal = process.env['OPENBELL_FAILPOINT_ACTION'] === 'stop' ? 'SIGSTOP' : 'SIGKILL';
const traceFile = process.env['OPENBELL_FAILPOINT_TRACE'];
const trace = traceFile === undefined ? null : fs.openSync(traceFile, 'w', 0o600);
const { writeSync } = fs;

let count = 0;
function boundary(name) {
  count += 1;
  if (trace !== null) writeSync(trace, `${count} ${name}\n`);
  if (count === chosen) process.kill(process.pid, signal);
}

/** A commit is what ends a transaction that changed something, or a statement that may change something outside of one. */
function watchDatabase() {
  const load = createRequire(`${process.argv[1]}`);
  const driver = Number(process.versions.napi) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3';
  const Sqlite = load(driver);
  const probe = new Sqlite(':memory:');
  const statement = Object.getPrototypeOf(probe.prepare('SELECT 1'));
  probe.close();
  const { run } = statement;
  let isChanged = false;
  statement.run = function (...values) {
    const commits = /^\s*COMMIT/i.test(this.source);
    const changes = !commits && !this.reader && !this.database.inTransaction;
    const isEffect =
      (commits && isChanged) ||
      (changes && !/^\s*(BEGIN|ROLLBACK|SAVEPOINT|RELEASE)/i.test(this.source));
    if (isEffect) boundary('before commit');
    const result = run.apply(this, values);
    isChanged = this.database.inTransaction && (isChanged || result.changes > 0);
    if (isEffect) boundary('after commit');
    return result;
  };
}

/** Reading the emulator's clock is no effect; moving it in many naps is one. */
function watchRequests() {
  const { end } = http.ClientRequest.prototype;
  const WAIT = 'POST /emulator/time';
  let last = '';
  http.ClientRequest.prototype.end = function (...values) {
    const call = `${this.method} ${this.path}`;
    const isLaterNap = call === WAIT && last === WAIT;
    if (call === 'GET /emulator/time' || isLaterNap) return end.apply(this, values);
    last = call;
    boundary(`before ${call}`);
    this.once('finish', () => boundary(`sent ${call}`));
    this.prependOnceListener('response', () => boundary(`answered ${call}`));
    return end.apply(this, values);
  };
}

function watchFiles() {
  const { renameSync } = fs;
  fs.renameSync = (from, to) => {
    boundary('before rename');
    renameSync(from, to);
    boundary('after rename');
  };
  syncBuiltinESMExports();
}

watchDatabase();
watchRequests();
watchFiles();
