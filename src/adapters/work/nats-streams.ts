/**
 * The two streams of the queue. Jobs are handed to one worker at a time and vanish when they are acknowledged; the result
 * of a job is kept under its id, the first one that comes.
 */
import {
  AckPolicy,
  DiscardPolicy,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';

import { CommandError } from '../../domain/outcome.ts';

export const JOBS = 'OPENBELL_JOBS';
export const RESULTS = 'OPENBELL_RESULTS';
export const WORKERS = 'workers';

/** A worker that is silent for so long is taken for dead, and its job goes to another. */
export const ACK_WAIT_MS = 3_000;
/** A job that ended so many workers is not handed out again. */
export const MOST_DELIVERIES = 10;

const DAY_MS = 86_400_000;
const DUPLICATES_MS = 600_000;

export const subjectOf = {
  job: (experiment: string, id: string): string => `openbell.jobs.${experiment}.${id}`,
  jobsOf: (experiment: string): string => `openbell.jobs.${experiment}.*`,
  result: (id: string): string => `openbell.results.${id}`,
  trouble: 'openbell.trouble',
} as const;

/** The address without what may be secret in it. */
export function shownUrl(url: string): string {
  const { host } = addressOf(url);
  return `nats://${host}`;
}

function addressOf(url: string): { host: string; user: string; pass: string } {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'nats:' || parsed.hostname === '')
    throw new CommandError(
      'usage',
      'the --queue is no NATS address',
      'write it as nats://HOST:PORT, such as nats://127.0.0.1:4222',
    );
  const { hostname, port, username, password } = parsed;
  const host = `${hostname}:${port === '' ? '4222' : port}`;
  return { host, user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}

export async function connectTo(url: string): Promise<NatsConnection> {
  const { host, user, pass } = addressOf(url);
  try {
    return await connect({
      servers: host,
      name: 'openbell',
      timeout: 5_000,
      maxReconnectAttempts: 30,
      reconnectTimeWait: 1_000,
      ...(user === '' ? {} : { user, pass }),
    });
  } catch (cause) {
    throw unreachableQueue(url, cause);
  }
}

export function unreachableQueue(url: string, cause: unknown): CommandError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(
    'broker-unreachable',
    `the queue ${shownUrl(url)} cannot be used: ${said}`,
    'start `nats-server -js` there, or leave --queue out to use the cores of this machine',
    { cause },
  );
}

/** Makes the streams where they are not there yet; whoever comes first. */
export async function openStreams(connection: NatsConnection): Promise<JetStreamManager> {
  const manager = await jetstreamManager(connection);
  await manager.streams.add({
    name: JOBS,
    subjects: ['openbell.jobs.*.*'],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    duplicate_window: nanos(DUPLICATES_MS),
    max_age: nanos(DAY_MS),
  });
  await manager.streams.add({
    name: RESULTS,
    subjects: ['openbell.results.*'],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    duplicate_window: nanos(DUPLICATES_MS),
    max_age: nanos(DAY_MS),
    max_msgs_per_subject: 1,
    discard: DiscardPolicy.Old,
  });
  await manager.consumers.add(JOBS, {
    durable_name: WORKERS,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    max_deliver: MOST_DELIVERIES,
    max_ack_pending: 10_000,
  });
  return manager;
}
