/**
 * Power loss: the write-ahead log cut at every frame and at random bytes. A database that is opened on what is left holds
 * whole transactions only, and every one that was complete in what is left.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import type { Found } from './kills.ts';
import { temporaryPath, type Trial } from './world.ts';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** Where frames end in a log, and which of them commit: read from the file format, not by SQLite. */
export function framesOf(
  log: Buffer,
): readonly { readonly end: number; readonly commits: boolean }[] {
  const pageSize = log.readUInt32BE(8);
  const frame = FRAME_HEADER_BYTES + pageSize;
  const salts = log.subarray(16, 24);
  const frames = [];
  for (let at = HEADER_BYTES; at + frame <= log.length; at += frame) {
    // Frames of an earlier round of the log have other salts.
    if (!log.subarray(at + 8, at + 16).equals(salts)) break;
    frames.push({ end: at + frame, commits: log.readUInt32BE(at + 4) > 0 });
  }
  return frames;
}

export type CutCount = {
  readonly cuts: number;
  readonly commits: number;
  readonly found: readonly Found[];
};

/**
 * Of a trial whose run was killed, so that its log is as it was. `random` gives numbers from 0 to 1, `randomCuts` how
 * many bytes are chosen by it.
 */
export function cutEverywhere(trial: Trial, randomCuts: number, random: () => number): CutCount {
  const folder = temporaryPath();
  try {
    const source = join(trial.path, 'live/state.db');
    const log = readFileSync(`${source}-wal`);
    const frames = framesOf(log);
    const opened = (length: number, tail: Buffer): string =>
      contentAfter(join(folder, 'cut'), source, Buffer.concat([log.subarray(0, length), tail]));
    const commits = frames.filter((frame) => frame.commits).map((frame) => frame.end);
    const whole = new Map([0, ...commits].map((end) => [end, opened(end, Buffer.alloc(0))]));
    const places = [
      ...frames.map(({ end }) => end),
      ...Array.from({ length: randomCuts }, () => Math.floor(random() * log.length)),
    ];
    const found = places.flatMap((length) => {
      const last = commits.filter((end) => end <= length).at(-1) ?? 0;
      // Cut off, and cut off with the rest of the disk block in noughts.
      return [Buffer.alloc(0), Buffer.alloc(Math.min(4096, log.length - length))].flatMap((tail) =>
        opened(length, tail) === whole.get(last)
          ? []
          : [{ place: `log cut at byte ${length}`, problems: ['is not what was committed'] }],
      );
    });
    return { cuts: 2 * places.length, commits: commits.length, found: [...found, ...grown(whole)] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From commit to commit no order of the journal goes away. */
function grown(whole: ReadonlyMap<number, string>): Found[] {
  const journals = [...whole.values()].map((content) => idsOf(content));
  return journals.flatMap((ids, index) => {
    const lost = (journals[index - 1] ?? []).filter((id) => !ids.includes(id));
    return lost.map((id) => ({ place: `commit ${index}`, problems: [`the intent ${id} is lost`] }));
  });
}

function idsOf(content: string): readonly string[] {
  const { orders = [] } = JSON.parse(content) as {
    readonly orders?: { client_order_id: string }[];
  };
  return orders.map((order) => order.client_order_id);
}

/** Everything in it, as text; what it is when it cannot be used is text as well. */
function contentAfter(folder: string, source: string, log: Buffer): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const path = join(folder, 'state.db');
  copyFileSync(source, path);
  writeFileSync(`${path}-wal`, log);
  const database = new Database(path);
  try {
    const integrity = String(database.pragma('integrity_check', { simple: true }));
    if (integrity !== 'ok') return JSON.stringify({ integrity });
    const tables = database
      .prepare<[], string>(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
      .pluck()
      .all();
    return JSON.stringify(
      Object.fromEntries(
        tables.map((name) => [name, database.prepare(`SELECT * FROM ${name}`).all()]),
      ),
    );
  } finally {
    database.close();
  }
}
