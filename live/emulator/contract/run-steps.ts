import type { ContractClient, ContractReply, ContractRequest } from './contract-client.ts';
import { described, isObject, shapeProblems, type Shape } from './shapes.ts';

/** What earlier steps learned, by a name of theirs: ids, statuses. */
export type Memory = {
  readonly values: Map<string, string>;
  /** Begins every client order id, so that no two runs share one. */
  readonly runId: string;
  readonly symbol: string;
};

export type Expected = {
  readonly status: readonly number[];
  readonly code?: number;
  /** Word for word, or a pattern where a value stands in it. */
  readonly message?: string | RegExp;
  /** Of the object, or of every row of the list. */
  readonly shape?: Shape;
  /** Values of fields; a list names those that are all right. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly headers?: readonly string[];
  readonly body?: 'empty' | 'list';
};

export type Step = {
  /** A sentence. */
  readonly name: string;
  /** Where it is said, or that it was measured. */
  readonly source: string;
  /** Undefined: the step does not apply now. */
  readonly ask: (memory: Memory) => ContractRequest | undefined;
  readonly expect: (memory: Memory) => Expected;
  /** Asks again until the status of the order in the reply is one of these, or patience ends. */
  readonly untilStatus?: readonly string[];
  readonly learn?: (body: unknown, memory: Memory) => void;
};

export type Difference = {
  readonly step: string;
  readonly field: string;
  readonly expected: string;
  readonly got: string;
  readonly source: string;
};

export type ContractRun = {
  readonly steps: number;
  readonly differences: readonly Difference[];
};

const PATIENCE = 20;
const PAUSE_MS = 500;

export async function runSteps(
  steps: readonly Step[],
  client: ContractClient,
  memory: Memory,
): Promise<ContractRun> {
  const differences: Difference[] = [];
  let done = 0;
  for (const step of steps) {
    const request = step.ask(memory);
    if (request === undefined) continue;
    done += 1;
    const reply = await patiently(client, request, step);
    const body = parsed(reply.text);
    for (const found of differencesOf(reply, body, step.expect(memory))) {
      differences.push({ step: step.name, source: step.source, ...found });
    }
    step.learn?.(body, memory);
  }
  return { steps: done, differences };
}

async function patiently(
  client: ContractClient,
  request: ContractRequest,
  { untilStatus }: Step,
): Promise<ContractReply> {
  let reply = await client.call(request);
  for (let again = 0; again < PATIENCE && untilStatus !== undefined; again += 1) {
    const body = parsed(reply.text);
    if (isObject(body) && untilStatus.includes(String(body['status']))) break;
    await client.pause(PAUSE_MS);
    reply = await client.call(request);
  }
  return reply;
}

type Found = Omit<Difference, 'step' | 'source'>;

function differencesOf(reply: ContractReply, body: unknown, expected: Expected): readonly Found[] {
  if (!expected.status.includes(reply.status)) {
    const got = `${reply.status} ${reply.text.slice(0, 120)}`;
    return [{ field: 'HTTP status', expected: expected.status.join(' or '), got }];
  }
  return [
    ...refusalDifferences(body, expected),
    ...bodyDifferences(reply.text, body, expected),
    ...fieldDifferences(body, expected),
    ...(expected.headers ?? [])
      .filter((name) => reply.headers[name] === undefined)
      .map((name) => ({ field: `header ${name}`, expected: 'there', got: 'not there' })),
  ];
}

function refusalDifferences(body: unknown, { code, message }: Expected): readonly Found[] {
  const said = isObject(body) ? body : {};
  const text = String(said['message']);
  const isSaid =
    message === undefined || (typeof message === 'string' ? text === message : message.test(text));
  return [
    ...(code === undefined || said['code'] === code
      ? []
      : [{ field: 'code', expected: String(code), got: described(said['code']) }]),
    ...(isSaid ? [] : [{ field: 'message', expected: String(message), got: text }]),
  ];
}

function bodyDifferences(text: string, body: unknown, expected: Expected): readonly Found[] {
  if (expected.body === 'empty' && text !== '') {
    return [{ field: 'body', expected: 'empty', got: text.slice(0, 80) }];
  }
  if (expected.body === 'list' && !Array.isArray(body)) {
    return [{ field: 'body', expected: 'a list', got: described(body) }];
  }
  const { shape } = expected;
  if (shape === undefined) return [];
  const objects: readonly unknown[] = Array.isArray(body) ? body : [body];
  return objects.flatMap((object, row) =>
    shapeProblems(object, shape).map((problem) => ({
      ...problem,
      field: Array.isArray(body) ? `row ${row + 1}: ${problem.field}` : problem.field,
    })),
  );
}

function fieldDifferences(body: unknown, { fields }: Expected): readonly Found[] {
  const object = isObject(body) ? body : {};
  return Object.entries(fields ?? {}).flatMap(([field, wanted]) => {
    const allowed: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
    const got = object[field];
    if (allowed.some((one) => one === got)) return [];
    return [{ field, expected: allowed.map(described).join(' or '), got: described(got) }];
  });
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
