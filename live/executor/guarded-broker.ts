import { CommandError } from '../../src/domain/outcome.ts';
import type { Money } from '../../src/domain/money.ts';
import type { JournalOrder, OrderRequest } from '../../src/domain/order.ts';
import type { Broker, Refused, SubmitResult, Unknown } from '../../src/ports/broker.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { holdBack, type HeldBack, type Leaving } from '../../src/rules/last-gate.ts';
import { sha256 } from '../bookkeeping/sha256.ts';
import { lastGateFacts } from './last-gate-facts.ts';
import type { ExecutorSession } from './session.ts';

export type Guard = {
  /** The number this run took when it became the writer. */
  readonly epoch: number;
  /** Until when entries may leave. */
  readonly entriesUntil: number;
};

/**
 * The broker with the last gate in front of it. Each request that changes something is held against the books at the
 * moment it leaves: whether this run is still the one writer, and whether such an order may exist at all. A request that
 * is held back was not sent; whether an earlier one with its id was, only its row can tell.
 */
export function guardedBroker(session: ExecutorSession, guard: Guard): Broker {
  const { broker, store } = session;
  const prices = new Map<string, Money>();
  const sent = new Set<string>();
  let requests = 0;
  const leave = async (
    leaving: Leaving,
    replaces: string | null,
    send: () => Promise<SubmitResult>,
  ): Promise<SubmitResult> => {
    assertWriter(store, guard.epoch);
    const { clientOrderId } = leaving;
    const facts = lastGateFacts(session, leaving, {
      ...{ replaces, entriesUntil: guard.entriesUntil, requests: requests + 1 },
      latestPrice: prices.get(leaving.symbol) ?? null,
    });
    const reason = holdBack(leaving, facts);
    if (reason !== null) {
      const row = store.orderByClientId(clientOrderId);
      const isUnsent = row?.runId === session.runId && row.status === 'intended';
      return isUnsent && !sent.has(clientOrderId) ? refusedBy(reason) : stillUnknown(reason);
    }
    requests += 1;
    sent.add(clientOrderId);
    return send();
  };
  return {
    ...broker,
    latestPrices: async (symbols) => {
      const latest = await broker.latestPrices(symbols);
      for (const [symbol, price] of latest) prices.set(symbol, price);
      return latest;
    },
    submit: (request) => leave(leavingOf(request), null, () => broker.submit(request)),
    replaceStop: async (id, stopPrice, clientOrderId) => {
      const row = store.orderByClientId(clientOrderId);
      if (row === null || !isLiveStop(store.orderByBrokerId(id), row))
        return refusedBy({ code: 'NO_SUCH_STOP', message: `${id} is no live stop of ours` });
      const send = (): Promise<SubmitResult> => broker.replaceStop(id, stopPrice, clientOrderId);
      return leave(moveOf(row, stopPrice), id, send);
    },
    cancel: (id) => {
      assertWriter(store, guard.epoch);
      if (store.orderByBrokerId(id) === null)
        return Promise.resolve(
          refusedBy({ code: 'NOT_OURS', message: `${id} is no order of ours` }),
        );
      requests += 1;
      return broker.cancel(id);
    },
  };
}

/** A run that slept through the start of another must not act on what it knew before. */
function assertWriter(store: StateStore, epoch: number): void {
  const current = store.writerEpoch();
  if (current === epoch) return;
  throw new CommandError(
    'locked',
    `another run has taken over (writer ${current}, this one was ${epoch}): nothing more was sent`,
    'wait until the other run has ended, then run the command again',
  );
}

function leavingOf(request: OrderRequest): Leaving {
  const { clientOrderId, symbol, side, qty, stopPrice, stopLossPrice } = request;
  return {
    ...{ clientOrderId, symbol, side, qty },
    stopPrice: stopPrice ?? stopLossPrice,
    payloadHash: sha256(JSON.stringify(request)),
  };
}

/** A move carries no more than the new trigger: the rest is what its intent says. */
function moveOf(row: JournalOrder, stopPrice: Money): Leaving {
  const { clientOrderId, ticker, side, qty, payloadHash } = row;
  const isAsIntended = row.plannedStopPrice === stopPrice;
  return {
    ...{ clientOrderId, symbol: ticker, side, qty, stopPrice },
    payloadHash: isAsIntended ? payloadHash : 'another trigger than intended',
  };
}

function isLiveStop(resting: JournalOrder | null, move: JournalOrder): boolean {
  return resting?.intent === 'stop' && resting.positionId === move.positionId;
}

export const LAST_GATE = 'last_gate';

function refusedBy({ code, message }: HeldBack): Refused {
  return {
    kind: 'refused',
    reason: 'other',
    httpStatus: 0,
    code: null,
    message,
    details: { [LAST_GATE]: code },
  };
}

function stillUnknown({ code, message }: HeldBack): Unknown {
  return { kind: 'unknown', message: `not sent again: ${message} [${code}]` };
}
