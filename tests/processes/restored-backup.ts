/** A run that died, and a database of before it: what the account has lived through since, this book cannot know. */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { inTrial, type Course, type Found } from './kills.ts';
import { checkConvergence, lookAtBook, lookAtBroker, writesAtBroker } from './verdict.ts';
import type { Prepared, Trial } from './world.ts';

const MISMATCH = 4;

/**
 * SIGKILL at boundary `k`, then the backup of before the run is put in the place of the database. When orders have left
 * in between, two runs refuse to act on it; with the newest database the day ends as if nothing had been.
 */
export function restoreBackup(
  prepared: Prepared,
  { boundaries, aim }: Course,
  k: number,
): Promise<Found> {
  return inTrial(prepared, async (trial) => {
    const kept = (name: string): string => join(trial.path, name);
    copyBook(join(trial.path, 'live'), kept('backup'));
    await trial.run({ failpoint: k });
    copyBook(join(trial.path, 'live'), kept('newest'));
    copyBook(kept('backup'), join(trial.path, 'live'));
    const known = lookAtBook(trial.path).ids;
    const unknown = (await lookAtBroker(trial)).ownIds.filter((id) => !known.includes(id));
    const place = `${prepared.name}: backup restored after a death at ${boundaries[k - 1] ?? ''}`;
    if (unknown.length === 0) return { place, problems: await checkConvergence(trial, aim) };
    const problems = [...(await refuses(trial)), ...(await refuses(trial))];
    copyBook(kept('newest'), join(trial.path, 'live'));
    return { place, problems: [...problems, ...(await checkConvergence(trial, aim))] };
  });
}

/** Ends 4, changes nothing at the broker, and what is there is as it may be. */
async function refuses(trial: Trial): Promise<readonly string[]> {
  const before = await writesAtBroker(trial);
  const { code, out, err } = await trial.run();
  const sent = (await writesAtBroker(trial)) - before;
  const { problems } = await lookAtBroker(trial);
  return [
    ...(code === MISMATCH ? [] : [`with the backup it ended with ${String(code)}: ${out}${err}`]),
    ...(sent === 0 ? [] : [`with the backup it sent ${sent} requests that change`]),
    ...problems,
  ];
}

/** The database with its log; what is at the other place is gone. */
function copyBook(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const file of booksIn(to)) rmSync(join(to, file));
  for (const file of booksIn(from)) cpSync(join(from, file), join(to, file));
}

function booksIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => /^state\.db(-wal|-shm)?$/.test(name));
}
