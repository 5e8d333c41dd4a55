import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';

import type { Bar } from '../../../src/domain/bar.ts';
import { sessionDate } from '../../../src/domain/session-date.ts';

export function recording(name: string): string {
  return readFileSync(`tests/fixtures/prices/${name}.json`, 'utf8');
}

/** An answer, and the question it was given for. */
export type Asked = { readonly url: URL; readonly headers: Headers };

/** Answers in turn, the last one for ever, and writes down what was asked. */
export function scripted(...answers: readonly (() => Response)[]): {
  readonly asked: Asked[];
  readonly fetch: (request: Request) => Response;
} {
  const asked: Asked[] = [];
  return {
    asked,
    fetch: (request) => {
      asked.push({ url: new URL(request.url), headers: request.headers });
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      return answer?.() ?? new Response('', { status: 500 });
    },
  };
}

export function reply(body: string, status = 200, headers: Record<string, string> = {}) {
  return () => new Response(body, { status, headers });
}

/** Everything a program could print of an error, its causes and hidden fields included. */
export function everythingPrintable(value: unknown): string {
  const { stack, message } = value instanceof Error ? value : { stack: '', message: '' };
  const shown = inspect(value, { depth: Infinity, showHidden: true, getters: true });
  return [shown, JSON.stringify(value), String(value), stack, message].join('\n');
}

export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return error;
  }
}

export function bar(date: string, close = 111): Bar {
  return { date: sessionDate(date), open: 110, high: 112, low: 109, close, volume: 5 };
}
