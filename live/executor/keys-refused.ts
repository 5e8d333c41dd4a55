import type { RefusalReason } from '../../src/domain/refusal-reason.ts';
import { BrokerError } from '../../src/ports/broker.ts';

type Answer = { readonly kind: string; readonly reason?: RefusalReason; readonly message?: string };

/** Keys that are refused end the run where it stands: nothing else it could send would be taken either. */
export function endIfKeysRefused({ kind, reason, message }: Answer): void {
  if (kind !== 'refused' || reason !== 'unauthorized') return;
  throw new BrokerError('unauthorized', `the broker refuses the keys: ${String(message)}`);
}
