/**
 * A stream gives no guarantee: messages are lost, come twice or out of order. Which ones is a function of the seed and
 * of the number of the message, so the same run loses the same messages.
 */
import { deterministicChance } from '../../src/paper-broker/deterministic-id.ts';

/** Each a share of the messages, 0 to 1. */
export type StreamFaults = {
  readonly drop: number;
  readonly duplicate: number;
  /** A message changes places with the one after it in the same burst. */
  readonly reorder: number;
};

export type MangleSchedule = StreamFaults & {
  readonly seed: string;
  /** The number of the first message of this burst, counted from 1 over the life of the account. */
  readonly first: number;
};

export const FAITHFUL: StreamFaults = { drop: 0, duplicate: 0, reorder: 0 };

export function mangle<Message>(
  messages: readonly Message[],
  { seed, first, drop, duplicate, reorder }: MangleSchedule,
): Message[] {
  const happens = (share: number, fault: string, at: number): boolean =>
    share > 0 && shareOf(`${seed}/stream/${fault}`, first + at) < share;
  const places = messages.map((_message, at) => at);
  for (let at = 0; at + 1 < places.length; at += 1) {
    const [here, next] = [places[at], places[at + 1]];
    if (here === undefined || next === undefined || !happens(reorder, 'reorder', at)) continue;
    [places[at], places[at + 1]] = [next, here];
    at += 1;
  }
  return places.flatMap((at) => {
    const message = messages[at];
    if (message === undefined || happens(drop, 'drop', at)) return [];
    return happens(duplicate, 'duplicate', at) ? [message, message] : [message];
  });
}

/** Evenly spread over 0 to 1, a function of its arguments. */
export function shareOf(seed: string, number: number): number {
  return deterministicChance(`${seed}/${number}`, 1);
}
