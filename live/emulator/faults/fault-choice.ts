import type { Instant } from '../../../src/domain/account.ts';
import type { Fault, FaultMatch, FaultSchedule } from '../../../src/contracts/fault-schedule.ts';
import { shareOf } from '../stream-mangle.ts';

/** What a rule looks at. */
export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly at: Instant;
};

/** The faults each request meets, in the order of the rules. Depends on the seed and the requests before, alone. */
export function faultChooser({ seed, rules }: FaultSchedule): (asked: Asked) => readonly Fault[] {
  const seen = rules.map(() => 0);
  return (asked) =>
    rules.flatMap(({ match, fault }, index) => {
      if (!isAbout(match, asked)) return [];
      const nth = (seen[index] ?? 0) + 1;
      seen[index] = nth;
      return isDue(match, nth, `${seed}/fault ${index}`) ? [fault] : [];
    });
}

function isAbout(match: FaultMatch, { method, path, body, at }: Asked): boolean {
  return (
    (match.method === undefined || match.method === method) &&
    (match.path === undefined || pattern(match.path).test(path)) &&
    (match.body === undefined || body.includes(match.body)) &&
    (match.since === undefined || at >= match.since) &&
    (match.until === undefined || at < match.until)
  );
}

function isDue({ nth, every, from, chance }: FaultMatch, count: number, seed: string): boolean {
  if (nth !== undefined) return count === nth;
  if (every !== undefined) return count % every === 0;
  if (from !== undefined) return count >= from;
  if (chance === undefined) return true;
  return shareOf(seed, count) < chance;
}

function pattern(path: string): RegExp {
  const literal = path.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`);
}
