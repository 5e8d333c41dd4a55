/**
 * How each story ends when nothing goes wrong. Written down, so that a defect that is there on quiet days too is not what
 * the troubled ones are compared with.
 */
import { QUIET_DAYS } from './quiet-days-known.ts';

export type QuietDays = {
  /** Of the commands, in their order. */
  readonly codes: readonly (number | null)[];
  readonly holdings: Readonly<Record<string, number>>;
  readonly killSwitch: string;
};

/** `0 9 | HELD 100, NEWS 200`, and the kill switch where it is on */
export function quietText({ codes, holdings, killSwitch }: QuietDays): string {
  const held = Object.entries(holdings).sort(([one], [other]) => (one < other ? -1 : 1));
  const shares = held.map(([ticker, count]) => `${ticker} ${count}`).join(', ');
  const isOn = killSwitch === 'off' ? '' : ` | ${killSwitch}`;
  return `${codes.join(' ')} | ${shares}${isOn}`;
}

export function problemsOfQuiet(story: string, days: QuietDays): readonly string[] {
  const known = QUIET_DAYS[story];
  const text = quietText(days);
  if (known === undefined || known === text) return [];
  return [`I20 without any trouble it comes to ${text}, and is to come to ${known}`];
}
