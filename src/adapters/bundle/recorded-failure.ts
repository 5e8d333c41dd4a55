import { AxiosError } from 'axios';

import type { BundleFailure } from '../../contracts/run-bundle.ts';
import { InvariantError } from '../../domain/invariant.ts';
import { CommandError, OUTCOMES, type Outcome } from '../../domain/outcome.ts';
import { BrokerError } from '../../ports/broker.ts';

/** What was thrown, as data. Errors of the network carry the request with its keys: only code and message are kept. */
export function failureOf(error: unknown): BundleFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CommandError)
    return { kind: 'command', code: error.outcome, message, remedy: error.remedy };
  if (error instanceof BrokerError)
    return { kind: 'broker', code: error.kind, message, remedy: null };
  if (error instanceof InvariantError)
    return { kind: 'invariant', code: null, message, remedy: null };
  if (error instanceof AxiosError)
    return { kind: 'network', code: error.code ?? null, message, remedy: null };
  return { kind: 'other', code: null, message, remedy: null };
}

/** The same again. */
export function errorOf({ kind, code, message, remedy }: BundleFailure): Error {
  switch (kind) {
    case 'command':
      return new CommandError(outcomeNamed(code), message, remedy ?? '');
    case 'broker':
      return new BrokerError(brokerKind(code), message);
    case 'invariant':
      return new InvariantError(message);
    case 'network':
      return new AxiosError(message, code ?? undefined);
    case 'other':
      return new Error(message);
  }
}

function outcomeNamed(code: string | null): Outcome {
  return code !== null && code in OUTCOMES ? (code as Outcome) : 'bug';
}

function brokerKind(code: string | null): BrokerError['kind'] {
  const kinds = ['unauthorized', 'unreachable', 'unreadable', 'rate_limited'] as const;
  return kinds.find((kind) => kind === code) ?? 'unreachable';
}
