/** What other people, other programs and the machine do while a process is at work. */
import { runProcess } from './process.ts';
import { DISK_FAULTS, type Life } from './steps.ts';
import type { Effect, Scope } from './effects.ts';
import { cancelByHand, tradeByHand } from './owner.ts';
import { WIRE_FAULTS } from './wire-faults.ts';

type Happening = (life: Life, effect: Effect) => void | Promise<void>;

const MS_PER_MINUTE = 60_000;

const EVENTS: Readonly<Record<string, Happening>> = {
  kill: setSwitch('no-entries'),
  halt: setSwitch('halt'),
  /** The machine stands still: nothing of the process knows it. */
  pause: passMinutes(10),
  sleep: passMinutes(240),
  hand_buy: ({ world }) => {
    tradeByHand(world, 'buy');
  },
  hand_sell: ({ world }) => {
    tradeByHand(world, 'sell');
  },
  hand_cancel: ({ world }) => {
    cancelByHand(world);
  },
  block: ({ world }) => {
    world.engine.configure({ flags: { tradingBlocked: true } });
  },
  skew: ({ world }) => {
    world.skew += 5 * MS_PER_MINUTE;
  },
  second_run: secondRun,
};

function setSwitch(level: 'no-entries' | 'halt'): Happening {
  return ({ world }, effect) => {
    if (world.store.killSwitch().level !== 'off') return;
    world.store.setKillSwitch(level, 'flipped by hand', world.engine.now());
    world.killedAt = effect.number;
    const isPending = world.store.unsettledOrders().some(({ intent }) => intent === 'entry');
    if (isPending) world.reached.add('kill switch flip with an entry pending');
  };
}

function passMinutes(minutes: number): Happening {
  return ({ world }) => {
    world.engine.advanceTo(world.engine.now() + minutes * MS_PER_MINUTE);
  };
}

/** Another process of the same command comes while this one is at work. */
async function secondRun({ world, command, number }: Life): Promise<void> {
  const before = world.sent.length;
  const { code } = await runProcess(world, command);
  world.reached.add(`exit code ${String(code)}`);
  if (world.lockedBy !== number) return;
  if (code !== 6 && code !== null)
    world.violations.add(`I14 a second run ended with ${code}, not 6`);
  if (world.sent.length > before) world.violations.add('I7 a second run sent something');
}

export function isEvent(what: string): boolean {
  return Object.hasOwn(EVENTS, what);
}

export async function happen(what: string, life: Life, effect: Effect): Promise<void> {
  await EVENTS[what]?.(life, effect);
  life.world.past?.note();
}

/** Where a trouble can happen; an unknown one is a mistake in the plan. */
export function scopeOf(what: string): Scope {
  if (what === 'second_run') return ({ kind }) => kind === 'send';
  if (what === 'crash' || isEvent(what)) return () => true;
  if (Object.hasOwn(WIRE_FAULTS, what)) return ({ kind }) => kind === 'send';
  if (what === 'db_busy') return ({ kind }) => kind === 'commit';
  if (Object.hasOwn(DISK_FAULTS, what)) return ({ kind }) => kind === 'commit' || kind === 'file';
  if (what === 'alert_down') return ({ kind }) => kind === 'alert';
  throw new Error(`no such trouble: ${what}`);
}

export const EVENT_NAMES = Object.keys(EVENTS);
