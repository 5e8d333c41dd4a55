import type { Job, Result, WorkQueue } from '../../ports/work-queue.ts';
import type { Decoded } from '../../contracts/decoder.ts';
export function openNatsQueue<J extends Job, R extends Result>(
  url: string,
  parse: (text: string) => Decoded<R>,
): Promise<WorkQueue<J, R>> {
  throw new Error(`${url}${parse.name}`);
}
