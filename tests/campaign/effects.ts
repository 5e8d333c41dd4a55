/**
 * Everything a process does to the world, numbered in one place: a request sent, its reply received, a commit, a file,
 * an alert. A plan of troubles names effects by their numbers, so that a crash, a fault and something that happens
 * meanwhile are one mechanism, and one line of text says all that went wrong.
 */
import { createHash } from 'node:crypto';

export type EffectKind = 'send' | 'receive' | 'commit' | 'file' | 'alert';

/** What goes wrong at an effect, or at the first one after it that it can go wrong at. */
export type Trouble = {
  readonly at: number;
  /** `crash`, a fault of the wire, of the disk or of the alert channel, or an event. */
  readonly what: string;
  /** From there on, again and again, until the world is healed. */
  readonly onwards?: boolean;
};

export type Effect = {
  readonly number: number;
  readonly kind: EffectKind;
  readonly what: string;
  /** The troubles that befall it. */
  readonly hits: readonly string[];
};

/** Thrown into a process that is dead: whatever it still tries comes to nothing. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

/** Which effects a trouble can happen at. */
export type Scope = (effect: Effect) => boolean;

export type Effects = {
  /** The next effect, and the troubles that befall it. */
  next(
    kind: EffectKind,
    what: string,
  ): { readonly effect: Effect; readonly hits: readonly string[] };
  count(): number;
  /** No more troubles from here on. */
  heal(): void;
  /** Adds a line to what is hashed. */
  note(line: string): void;
  hash(): string;
  trace(): Trace;
  list(): readonly Effect[];
  /** Troubles that have happened. */
  happened(): readonly Trouble[];
};

/** What has been counted so far. */
export type Trace = { readonly effects: readonly Effect[]; readonly lines: readonly string[] };

const NOTHING_YET: Trace = { effects: [], lines: [] };

export function createEffects(
  plan: readonly Trouble[],
  scopeOf: (what: string) => Scope,
  so: Trace = NOTHING_YET,
): Effects {
  const list: Effect[] = [...so.effects];
  const lines: string[] = [...so.lines];
  const happened = new Set<Trouble>();
  let pending = [...plan].sort((one, other) => one.at - other.at);
  return {
    next: (kind, what) => {
      const hits: string[] = [];
      const effect = { number: list.length + 1, kind, what, hits };
      list.push(effect);
      pending = pending.filter((trouble) => {
        if (trouble.at > effect.number || !scopeOf(trouble.what)(effect)) return true;
        hits.push(trouble.what);
        happened.add(trouble);
        return trouble.onwards === true;
      });
      lines.push(`${effect.number} ${kind} ${what} ${hits.join(',')}`);
      return { effect, hits };
    },
    count: () => list.length,
    heal: () => {
      pending = [];
    },
    note: (line) => void lines.push(line),
    hash: () => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16),
    trace: () => ({ effects: [...list], lines: [...lines] }),
    list: () => list,
    happened: () => [...happened],
  };
}

/** `crash@12 reply_lost@20+`: a plan as a person types it. */
export function writePlan(plan: readonly Trouble[]): string {
  return plan
    .map(({ at, what, onwards }) => `${what}@${at}${onwards === true ? '+' : ''}`)
    .join(' ');
}

export function readPlan(text: string): readonly Trouble[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const match = /^([a-z0-9_-]+)@(\d+)(\+?)$/.exec(word);
      if (match === null)
        throw new Error(`not a trouble: ${word} (try crash@12 or reply_lost@20+)`);
      return { what: match[1] ?? '', at: Number(match[2]), onwards: match[3] === '+' };
    });
}
