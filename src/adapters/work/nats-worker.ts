/** The side that works: it takes a job, does it, publishes the result and only then acknowledges the job. */
import type { Consumer, JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

import type { Decoded } from '../../contracts/decoder.ts';
import { CommandError, type Outcome } from '../../domain/outcome.ts';
import type { Job, Result } from '../../ports/work-queue.ts';
import type { ToldTrouble } from './nats-queue.ts';
import {
  ACK_WAIT_MS,
  connectTo,
  JOBS,
  openStreams,
  RESULTS,
  subjectOf,
  unreachableQueue,
  WORKERS,
} from './nats-streams.ts';
import { stoppingOf } from './stopping.ts';

/** What a job came to: a result, or why this worker has none. */
export type Worked<R> =
  | { readonly kind: 'result'; readonly result: R }
  | { readonly kind: 'failed'; readonly message: string }
  /** This worker can do no job of this experiment; others may. */
  | {
      readonly kind: 'refused';
      readonly outcome: Outcome;
      readonly message: string;
      readonly remedy: string;
    };

export type NatsWork<J extends Job, R extends Result> = {
  readonly url: string;
  readonly slots: number;
  readonly parse: (text: string) => Decoded<J>;
  readonly doJob: (job: J) => Promise<Worked<R>>;
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
};

/** How long a pull waits; a stop is seen at the latest then. */
const PULL_MS = 1_000;
const RETRY_MS = 1_000;

/** Works until the signal fires; gives the number of jobs done. Ends in an error when a job is refused. */
export async function serveNats<J extends Job, R extends Result>(
  work: NatsWork<J, R>,
): Promise<number> {
  const connection = await connectTo(work.url);
  try {
    const manager = await openStreams(connection);
    const client = manager.jetstream();
    const consumer = await client.consumers.get(JOBS, WORKERS);
    const desk: Desk<J, R> = {
      ...work,
      connection,
      manager,
      client,
      consumer,
      shared: { done: 0 },
    };
    await Promise.all(Array.from({ length: work.slots }, () => serveSlot(desk)));
    if (desk.shared.refusal !== undefined) throw desk.shared.refusal;
    return desk.shared.done;
  } catch (cause) {
    throw cause instanceof CommandError ? cause : unreachableQueue(work.url, cause);
  } finally {
    await connection.close();
  }
}

type Desk<J extends Job, R extends Result> = NatsWork<J, R> & {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly client: JetStreamClient;
  readonly consumer: Consumer;
  readonly shared: { done: number; refusal?: CommandError };
};

async function serveSlot<J extends Job, R extends Result>(desk: Desk<J, R>): Promise<void> {
  const { consumer, signal, shared } = desk;
  while (!signal.aborted && shared.refusal === undefined) {
    const message = await consumer.next({ expires: PULL_MS });
    if (message !== null) await serve(message, desk);
  }
}

async function serve<J extends Job, R extends Result>(
  message: JsMsg,
  desk: Desk<J, R>,
): Promise<void> {
  const job = desk.parse(message.string());
  if (!job.ok) {
    // Of another version of the wire: a worker of that version can read it.
    message.nak(RETRY_MS);
    desk.shared.refusal ??= new CommandError(
      'input-refused',
      `a job cannot be read: ${job.problem}`,
      'use the same version of openbell on all machines',
    );
    return;
  }
  const { id } = job.value;
  if (await hasResult(id, desk)) {
    await message.ackAck();
    return;
  }
  const worked = await alive(message, () => desk.doJob(job.value), desk.signal);
  if (worked === 'stopped') message.nak();
  else await settle(message, id, worked, desk);
}

/** While the job is done the server hears of it; a worker that stops gives it back at once. */
async function alive<Answer>(
  message: JsMsg,
  work: () => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer | 'stopped'> {
  const heartbeat = setInterval(() => {
    message.working();
  }, ACK_WAIT_MS / 3);
  const { stopped, forget } = stoppingOf(signal);
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    forget();
    clearInterval(heartbeat);
  }
}

async function settle<J extends Job, R extends Result>(
  message: JsMsg,
  id: string,
  worked: Worked<R>,
  { client, connection, shared, progress }: Desk<J, R>,
): Promise<void> {
  const tell = (trouble: ToldTrouble): void => {
    connection.publish(subjectOf.trouble, JSON.stringify(trouble));
  };
  if (worked.kind === 'refused') {
    tell({ id, message: worked.message, fatal: false });
    message.nak(RETRY_MS);
    shared.refusal ??= new CommandError(worked.outcome, worked.message, worked.remedy);
  } else if (worked.kind === 'failed') {
    tell({ id, message: worked.message, fatal: true });
    message.term(worked.message);
  } else {
    const text = JSON.stringify(worked.result);
    await client.publish(subjectOf.result(id), text, { msgID: id });
    await message.ackAck();
    shared.done += 1;
    progress(shared.done);
  }
}

async function hasResult<J extends Job, R extends Result>(
  id: string,
  { manager }: Desk<J, R>,
): Promise<boolean> {
  const found = await manager.streams.getMessage(RESULTS, { last_by_subj: subjectOf.result(id) });
  return found !== null;
}
