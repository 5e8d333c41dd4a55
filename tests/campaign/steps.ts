/** The effects of a process, one by one: what befalls it there, and its death. */
import { Crashed, type Effect, type EffectKind } from './effects.ts';
import { happen, isEvent } from './events.ts';
import type { Command } from './process.ts';
import type { Alert } from '../../src/ports/notifier.ts';
import { lookAt, type Known } from './known.ts';
import type { World } from './world.ts';

export const DISK_FAULTS: Readonly<Record<string, string>> = {
  disk_full: 'SQLITE_FULL',
  disk_error: 'SQLITE_IOERR_WRITE',
  db_busy: 'SQLITE_BUSY',
};

export type Life = {
  readonly world: World;
  readonly number: number;
  readonly command: Command;
  readonly alerts: Alert[];
  dead: boolean;
  shadowChanged: boolean;
  /** Effects at which others last did something, and at which an answer last came. */
  lastEvent: number;
  lastReceive: number;
  /** The account as it was before the first event after that answer. */
  known: Known | null;
  isPaused: boolean;
  /** How deep in transactions it is. */
  depth: number;
  readonly die: () => void;
  readonly limit: number;
};

/** Counts an effect and lets happen what is to happen at it; gives back the faults that are the effect's own. */
export async function step(life: Life, kind: EffectKind, what: string): Promise<readonly string[]> {
  if (life.dead) return new Promise(() => undefined);
  const { effect, hits } = countOf(life, kind, what);
  if (kind === 'receive') life.lastReceive = effect.number;
  for (const event of eventsOf(life, effect, hits)) await happen(event, life, effect);
  if (!hits.includes('crash')) return hits;
  kill(life, effect.kind, what);
  return new Promise(() => undefined);
}

export function stepSync(life: Life, kind: EffectKind, what: string): void {
  if (life.dead) throw new Crashed('dead');
  const { effect, hits } = countOf(life, kind, what);
  for (const event of eventsOf(life, effect, hits)) void happen(event, life, effect);
  if (hits.includes('crash')) {
    kill(life, kind, what);
    throw new Crashed(`killed at effect ${effect.number}`);
  }
  const fault = hits.find((hit) => DISK_FAULTS[hit] !== undefined);
  if (fault === undefined) return;
  const code = DISK_FAULTS[fault] ?? '';
  throw Object.assign(new Error(`disk: ${code}`), { code: kind === 'file' ? 'ENOSPC' : code });
}

function eventsOf(life: Life, { number }: Effect, hits: readonly string[]): readonly string[] {
  const events = hits.filter(isEvent);
  if (events.length > 0) {
    if (life.known === null || life.lastReceive > life.lastEvent) life.known = lookAt(life.world);
    life.lastEvent = number;
  }
  if (events.includes('pause') || events.includes('sleep')) life.isPaused = true;
  return events;
}

function countOf(life: Life, kind: EffectKind, what: string) {
  const counted = life.world.effects.next(kind, what);
  if (counted.effect.number < life.limit) return counted;
  life.world.violations.add(`I18 process ${life.number} does not end`);
  kill(life, kind, what);
  throw new Crashed('it does not end');
}

function kill(life: Life, kind: EffectKind, what: string): void {
  const { world } = life;
  if (kind === 'receive' && what.startsWith('POST'))
    world.reached.add('crash between send and record');
  life.dead = true;
  life.die();
}
