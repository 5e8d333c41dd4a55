/**
 * Remembers what a run asked and what it was told: the broker on the wire, prices, the clock, the channel for alerts.
 * It stands between the ports and what answers them, changes nothing, and keeps everything in memory up to a bound.
 */
import type { AxiosAdapter, AxiosResponse } from 'axios';

import type { BundleAnswer, BundleEvent, BundleQuestion } from '../../contracts/run-bundle.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Notifier } from '../../ports/notifier.ts';
import type { PriceSource } from '../../ports/price-source.ts';
import { columnsOf } from './bar-columns.ts';
import { failureOf } from './recorded-failure.ts';

/** Stands before whatever answers a run. */
export type Tap = {
  readonly clock: (next: Clock) => Clock;
  readonly transport: (next: AxiosAdapter) => AxiosAdapter;
  readonly prices: (next: PriceSource) => PriceSource;
  readonly notifier: (next: Notifier) => Notifier;
};

export type Recording = {
  readonly log: readonly BundleEvent[];
  /** False when the run said more than is kept: such a recording is of no use. */
  readonly isWhole: boolean;
};

export type RunRecorder = Tap & { readonly recording: () => Recording };

/** About as many characters as a bundle may hold unpacked. A usual day has some hundred thousand. */
const MOST_CHARACTERS = 64 * 1024 * 1024;
/** About what a bar, and anything else without a body, takes of it. */
const BAR = 60;
const SMALL = 150;
/** Reply headers the adapter goes by. Request headers carry the keys and are never looked at. */
const KEPT_HEADERS = /^(retry-after|x-ratelimit-.*|x-request-id|content-type)$/;

export function recordRun(mostCharacters = MOST_CHARACTERS): RunRecorder {
  const { remember, recorded, recording } = startLog(mostCharacters);
  return {
    recording,
    clock: (next) => ({
      now: () => {
        const now = next.now();
        remember({ now }, 20);
        return now;
      },
      sleep: (ms) =>
        recorded(
          { of: 'clock', sleep_ms: ms },
          () => next.sleep(ms),
          () => ({ slept: true }),
        ),
    }),
    transport: (next) => (config) =>
      recorded(
        {
          of: 'broker',
          method: (config.method ?? 'get').toUpperCase(),
          url: config.url ?? '',
          body: typeof config.data === 'string' ? config.data : null,
        },
        () => next(config),
        replyOf,
      ),
    prices: (next) => recordedPrices(next, recorded),
    notifier: (next) => ({
      notify: (alert) =>
        recorded(
          { of: 'notifier', ...alert },
          () => next.notify(alert),
          ({ delivered }) => ({ delivered }),
        ),
    }),
  };
}

type Recorded = <T>(
  question: BundleQuestion,
  work: () => Promise<T>,
  answerOf: (told: T) => BundleAnswer,
) => Promise<T>;

type Log = {
  readonly remember: (event: BundleEvent, size: number) => void;
  readonly recorded: Recorded;
  readonly recording: () => Recording;
};

function startLog(mostCharacters: number): Log {
  const log: BundleEvent[] = [];
  let characters = 0;
  let asked = 0;
  const remember: Log['remember'] = (event, size) => {
    characters += size;
    if (characters <= mostCharacters) log.push(event);
    else log.length = 0;
  };
  return {
    remember,
    recording: () => ({ log, isWhole: characters <= mostCharacters }),
    recorded: async (question, work, answerOf) => {
      asked += 1;
      const ask = asked;
      remember({ ask, question }, sizeOfQuestion(question));
      try {
        const told = await work();
        const value = answerOf(told);
        remember({ answer: ask, value }, sizeOfAnswer(value));
        return told;
      } catch (error) {
        remember({ answer: ask, value: { failure: failureOf(error) } }, SMALL);
        throw error;
      }
    },
  };
}

function recordedPrices(next: PriceSource, recorded: Recorded): PriceSource {
  return {
    bars: (tickers, from, to) =>
      recorded(
        { of: 'bars', tickers: [...tickers], from, to },
        () => next.bars(tickers, from, to),
        ({ bars, findings }) => ({ bars: columnsOf(bars), findings: [...findings] }),
      ),
    corporateActions: (tickers, from, to) =>
      recorded(
        { of: 'actions', tickers: [...tickers], from, to },
        () => next.corporateActions(tickers, from, to),
        ({ actions, findings }) => ({ actions: [...actions], findings: [...findings] }),
      ),
  };
}

function replyOf(response: AxiosResponse<unknown>): BundleAnswer {
  const headers = Object.entries(response.headers)
    .map(([name, value]): [string, string] => [name.toLowerCase(), String(value)])
    .filter(([name]) => KEPT_HEADERS.test(name));
  const body = typeof response.data === 'string' ? response.data : '';
  return { reply: { status: response.status, headers: Object.fromEntries(headers), body } };
}

function sizeOfQuestion(question: BundleQuestion): number {
  return SMALL + (question.of === 'broker' ? (question.body?.length ?? 0) : 0);
}

function sizeOfAnswer(answer: BundleAnswer): number {
  if ('reply' in answer) return SMALL + answer.reply.body.length;
  if (!('bars' in answer)) return SMALL;
  return answer.bars.reduce((sum, { date }) => sum + BAR * date.length, SMALL);
}
