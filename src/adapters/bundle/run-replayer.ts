/**
 * Answers a run from its bundle, in the order in which the answers once came: broker, prices, clock and channel for
 * alerts. What was not asked then is not answered now: the first question that differs is kept, and ends the run.
 */
import { AxiosHeaders, type AxiosAdapter, type AxiosResponse } from 'axios';

import { canonicalJson } from '../../contracts/canonical-json.ts';
import type { BundleAnswer, BundleEvent, BundleQuestion } from '../../contracts/run-bundle.ts';
import type { CorporateAction } from '../../domain/bar.ts';
import { InvariantError } from '../../domain/invariant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Notifier } from '../../ports/notifier.ts';
import type { PriceSource } from '../../ports/price-source.ts';
import { barsOf } from './bar-columns.ts';
import { errorOf } from './recorded-failure.ts';

/** Where a run left its recording: what it asked then, and what it asks now. */
export type Divergence = { readonly place: string; readonly then: string; readonly now: string };

export type RunReplayer = {
  readonly clock: Clock;
  readonly transport: AxiosAdapter;
  readonly prices: PriceSource;
  readonly notifier: Notifier;
  /** Null while every question was the recorded one; at the end also when some were never asked. */
  readonly divergence: () => Divergence | null;
  readonly counts: () => ReplayCounts;
};

export type ReplayCounts = {
  readonly requests: number;
  /** Requests that ask for a change. */
  readonly writes: number;
  readonly readings: number;
};

type Asked = { readonly number: number; readonly question: BundleQuestion; readonly text: string };
export function replayRun(log: readonly BundleEvent[]): RunReplayer {
  const script = scriptOf(log);
  const { ask, read, divergence } = startReading(script);
  return {
    clock: {
      now: read,
      sleep: async (ms) => {
        await ask({ of: 'clock', sleep_ms: ms });
      },
    },
    transport: async (config) => {
      const body = typeof config.data === 'string' ? config.data : null;
      const method = (config.method ?? 'get').toUpperCase();
      const told = await ask({ of: 'broker', method, url: config.url ?? '', body });
      return responseOf(told, config);
    },
    prices: pricesFrom(ask),
    notifier: {
      notify: async (alert) => {
        const told = await ask({ of: 'notifier', ...alert });
        return { delivered: 'delivered' in told && told.delivered };
      },
    },
    divergence,
    counts: () => ({ ...script.counts, readings: script.readings.length }),
  };
}

type Reading = {
  readonly ask: (question: BundleQuestion) => Promise<BundleAnswer>;
  readonly read: () => number;
  readonly divergence: () => Divergence | null;
};

function startReading(script: Script): Reading {
  const deliver = inRecordedOrder();
  let readings = 0;
  let diverged: Divergence | null = null;
  const leave = (divergence: Divergence): InvariantError => {
    diverged ??= divergence;
    return new InvariantError(`the run left its recording at ${divergence.place}`);
  };
  return {
    ask: async (question) => {
      const found = take(script.asked, question, deliver.isBusy());
      if (found.kind === 'divergence') throw leave(found.divergence);
      const told = script.answers.get(found.asked.number);
      await deliver.turn(told?.at ?? Infinity);
      if (told === undefined) throw new InvariantError('the recording ends before the answer');
      if ('failure' in told.value) throw errorOf(told.value.failure);
      return told.value;
    },
    read: () => {
      const now = script.readings[readings];
      readings += 1;
      if (now !== undefined) return now;
      throw leave({
        place: `reading ${readings} of the clock`,
        then: `the run read it ${script.readings.length} times`,
        now: 'it is read once more',
      });
    },
    divergence: () => diverged ?? neverAsked(script, readings),
  };
}

type Turns = {
  /** Whether something else is awaited already. */
  readonly isBusy: () => boolean;
  readonly turn: (at: number) => Promise<void>;
};

/** Once the run is quiet, the answer that came first of those that are awaited is given. */
function inRecordedOrder(): Turns {
  const waiting: { readonly at: number; readonly go: () => void }[] = [];
  const next = (): void => {
    const [first] = waiting.sort((a, b) => a.at - b.at);
    waiting.shift();
    first?.go();
  };
  return {
    isBusy: () => waiting.length > 0,
    turn: (at) =>
      new Promise((go) => {
        waiting.push({ at, go });
        setImmediate(next);
      }),
  };
}

type Script = {
  readonly asked: Asked[];
  readonly answers: ReadonlyMap<number, { readonly at: number; readonly value: BundleAnswer }>;
  readonly readings: readonly number[];
  readonly counts: Omit<ReplayCounts, 'readings'>;
};

function scriptOf(log: readonly BundleEvent[]): Script {
  const asked = log.flatMap((event) =>
    'ask' in event
      ? [{ number: event.ask, question: event.question, text: canonicalJson(event.question) }]
      : [],
  );
  const answers = log.flatMap((event, at) =>
    'answer' in event ? [[event.answer, { at, value: event.value }] as const] : [],
  );
  const requests = asked.filter(({ question }) => question.of === 'broker');
  return {
    asked,
    answers: new Map(answers),
    readings: log.flatMap((event) => ('now' in event ? [event.now] : [])),
    counts: { requests: requests.length, writes: requests.filter(isWrite).length },
  };
}

function isWrite({ question }: Asked): boolean {
  return question.of === 'broker' && question.method !== 'GET';
}

type Taken =
  | { readonly kind: 'asked'; readonly asked: Asked }
  | { readonly kind: 'divergence'; readonly divergence: Divergence };

/**
 * The recorded question this one is. While several are under way at once their order is chance, so that reads may be
 * found further on; an order is always the next thing or a difference.
 */
function take(asked: Asked[], question: BundleQuestion, isConcurrent: boolean): Taken {
  const text = canonicalJson(question);
  const [next] = asked;
  const firstWrite = asked.findIndex(isWrite);
  const reach = isConcurrent ? (firstWrite === -1 ? asked.length : firstWrite) : 1;
  const at = asked.slice(0, Math.max(1, reach)).findIndex((known) => known.text === text);
  const found = asked[at];
  if (found === undefined) {
    const place = next === undefined ? 'the end of the recording' : `question ${next.number}`;
    const then = next === undefined ? 'nothing more was asked' : next.text;
    return { kind: 'divergence', divergence: { place, then, now: text } };
  }
  asked.splice(at, 1);
  return { kind: 'asked', asked: found };
}

function neverAsked({ asked, readings }: Script, taken: number): Divergence | null {
  const [next] = asked;
  if (next !== undefined)
    return {
      place: `question ${next.number}`,
      then: next.text,
      now: 'the run ended without asking it',
    };
  if (taken >= readings.length) return null;
  return {
    place: `reading ${taken + 1} of the clock`,
    then: `the run read it ${readings.length} times`,
    now: `it was read ${taken} times`,
  };
}

function responseOf(told: BundleAnswer, config: Parameters<AxiosAdapter>[0]): AxiosResponse {
  if (!('reply' in told)) throw new InvariantError('the recorded answer is no reply');
  const { status, headers, body } = told.reply;
  return { data: body, status, statusText: '', headers: AxiosHeaders.from(headers), config };
}

function pricesFrom(ask: (question: BundleQuestion) => Promise<BundleAnswer>): PriceSource {
  return {
    bars: async (tickers, from, to) => {
      const told = await ask({ of: 'bars', tickers: [...tickers], from, to });
      if (!('bars' in told)) throw new InvariantError('the recorded answer holds no bars');
      return { bars: barsOf(told.bars), findings: told.findings };
    },
    corporateActions: async (tickers, from, to) => {
      const told = await ask({ of: 'actions', tickers: [...tickers], from, to });
      if (!('actions' in told)) throw new InvariantError('the recorded answer holds no actions');
      return { actions: told.actions as unknown as CorporateAction[], findings: told.findings };
    },
  };
}
