/** The side that asks: it publishes jobs, a bounded number ahead, and takes every result once, by the id of its job. */
import { createHash } from 'node:crypto';

import { DeliverPolicy, type ConsumerMessages, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

import type { Decoded } from '../../contracts/decoder.ts';
import { CommandError } from '../../domain/outcome.ts';
import type { Job, Result, WorkQueue } from '../../ports/work-queue.ts';
import {
  connectTo,
  JOBS,
  openStreams,
  RESULTS,
  shownUrl,
  subjectOf,
  unreachableQueue,
  WORKERS,
} from './nats-streams.ts';

const PUBLISHED_AHEAD = 256;

export type NatsQueueOptions<R> = {
  readonly url: string;
  readonly parse: (text: string) => Decoded<R>;
  /** What workers complain about. */
  readonly say: (text: string) => void;
};

export async function openNatsQueue<J extends Job, R extends Result>(
  options: NatsQueueOptions<R>,
): Promise<WorkQueue<J, R>> {
  const connection = await connectTo(options.url);
  return {
    work: (jobs, signal) => workThrough(jobs, signal, { ...options, connection }),
    close: () => connection.close(),
  };
}

type Open<R> = NatsQueueOptions<R> & { readonly connection: NatsConnection };

async function* workThrough<R extends Result>(
  jobs: readonly Job[],
  signal: AbortSignal,
  { url, parse, say, connection }: Open<R>,
): AsyncGenerator<R> {
  const manager = await openStreams(connection).catch((cause: unknown) => {
    throw unreachableQueue(url, cause);
  });
  const client = manager.jetstream();
  const experiment = nameOf(jobs);
  const { state } = await manager.streams.info(JOBS);
  const publisher = openPublisher(client, jobs, { experiment, session: state.last_seq });
  const consumer = await client.consumers.get(RESULTS, {
    filter_subjects: 'openbell.results.*',
    deliver_policy: DeliverPolicy.All,
  });
  const results = await consumer.consume({ max_messages: 100 });
  const trouble = listenForTrouble(connection, { publisher, results, say });
  const stop = (): void => {
    results.stop();
  };
  signal.addEventListener('abort', stop);
  say(`${jobs.length} points for the workers of ${shownUrl(url)} (\`openbell experiment worker\`)`);
  try {
    await publisher.publishAhead();
    for await (const message of results) {
      const result = parse(message.string());
      if (!result.ok || !publisher.isWaiting(result.value.id)) continue;
      publisher.take(result.value.id);
      yield result.value;
      if (publisher.isDone()) return;
      await publisher.publishAhead();
    }
    if (trouble.worst !== null) throw trouble.worst;
    if (!signal.aborted) throw unreachableQueue(url, 'the connection was lost');
  } finally {
    signal.removeEventListener('abort', stop);
    results.stop();
    await withdraw(manager, experiment);
  }
}

/** Jobs nobody waits for any more are nobody's work. */
async function withdraw(
  manager: Awaited<ReturnType<typeof openStreams>>,
  experiment: string,
): Promise<void> {
  try {
    await manager.streams.purge(JOBS, { filter: subjectOf.jobsOf(experiment) });
  } catch {
    // The server is gone; the jobs age out.
  }
}

function nameOf(jobs: readonly Job[]): string {
  const ids = jobs.map(({ id }) => id).join('\n');
  return createHash('sha256').update(ids).digest('hex').slice(0, 16);
}

type Publisher = {
  readonly publishAhead: () => Promise<void>;
  readonly isWaiting: (id: string) => boolean;
  readonly take: (id: string) => void;
  readonly isDone: () => boolean;
  readonly idOf: (sequence: number) => string | undefined;
};

/** A job is published once a session: the server drops a message whose id it has seen. */
function openPublisher(
  client: JetStreamClient,
  jobs: readonly Job[],
  { experiment, session }: { readonly experiment: string; readonly session: number },
): Publisher {
  const waiting = new Map(jobs.map((job) => [job.id, job]));
  const published = new Set<string>();
  const bySequence = new Map<number, string>();
  return {
    async publishAhead() {
      for (const [id, job] of waiting) {
        if (published.size >= PUBLISHED_AHEAD) return;
        if (published.has(id)) continue;
        published.add(id);
        const ack = await client.publish(subjectOf.job(experiment, id), JSON.stringify(job), {
          msgID: `${session}.${id}`,
        });
        bySequence.set(ack.seq, id);
      }
    },
    isWaiting: (id) => waiting.has(id),
    take(id) {
      waiting.delete(id);
      published.delete(id);
    },
    isDone: () => waiting.size === 0,
    idOf: (sequence) => bySequence.get(sequence),
  };
}

type Trouble = { worst: CommandError | null };

/** Workers that refuse, a job that fails, a job that nobody survives. */
function listenForTrouble(
  connection: NatsConnection,
  {
    publisher,
    results,
    say,
  }: {
    readonly publisher: Publisher;
    readonly results: ConsumerMessages;
    readonly say: (text: string) => void;
  },
): Trouble {
  const trouble: Trouble = { worst: null };
  const end = (error: CommandError): void => {
    trouble.worst = error;
    results.stop();
  };
  connection.subscribe(subjectOf.trouble, {
    callback(_, message) {
      const told = parseTrouble(message.string());
      if (told === null || !publisher.isWaiting(told.id)) return;
      if (!told.fatal) say(`a worker refused: ${told.message}`);
      else
        end(
          new CommandError('bug', told.message, 'this is a bug: please report it with this output'),
        );
    },
  });
  connection.subscribe(`$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.${JOBS}.${WORKERS}`, {
    callback(_, message) {
      const advisory: unknown = message.json();
      const sequence = isRecord(advisory) ? advisory['stream_seq'] : undefined;
      if (typeof sequence !== 'number' || publisher.idOf(sequence) === undefined) return;
      end(
        new CommandError(
          'unresolved',
          'a point was handed to worker after worker and none of them finished it',
          'look at the output of the workers; run it with --workers 1 to see what happens',
        ),
      );
    },
  });
  return trouble;
}

export type ToldTrouble = {
  readonly id: string;
  readonly message: string;
  readonly fatal: boolean;
};

function parseTrouble(text: string): ToldTrouble | null {
  try {
    const told: unknown = JSON.parse(text);
    if (!isRecord(told)) return null;
    const { id, message, fatal } = told;
    if (typeof id !== 'string' || typeof message !== 'string') return null;
    return { id, message, fatal: fatal === true };
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
