import { classifyReply } from '../../contracts/alpaca-refusals.ts';
import { contradictionOf, decodeOrder, encodeOrderRequest } from '../../contracts/alpaca-wire.ts';
import { formatMoney } from '../../domain/money.ts';
import type { BrokerOrder } from '../../domain/order.ts';
import type { Broker, Refused, SubmitResult, Unknown } from '../../ports/broker.ts';
import { createSend, type Exchange } from './alpaca-http.ts';
import { createAlpacaReads, type AlpacaOptions } from './alpaca-reads.ts';
import { pathPart } from './path-part.ts';

export { createAlpacaReads, type AlpacaOptions };

/**
 * Alpaca's Trading API as a broker. A write is sent once and its outcome is one of three: accepted (the order that came
 * back is the one we asked for), refused (proved), unknown (everything else). Nothing is ever sent again here.
 */
export function createAlpacaBroker(options: AlpacaOptions): Broker {
  const send = createSend(options);
  const address = (path: string): URL => new URL(path, options.tradingOrigin);
  return {
    ...createAlpacaReads(options),
    submit: async (request) => {
      const body = JSON.stringify(encodeOrderRequest(request));
      const exchange = await send('POST', address('/v2/orders'), body);
      return orderResult(exchange, (order) => contradictionOf(order, request));
    },
    cancel: async (id) => {
      const verdict = judge(await send('DELETE', address(`/v2/orders/${pathPart(id)}`)));
      return verdict.kind === 'accepted' ? { kind: 'accepted' } : verdict;
    },
    replaceStop: async (id, stopPrice, clientOrderId) => {
      const body = JSON.stringify({
        stop_price: formatMoney(stopPrice),
        client_order_id: clientOrderId,
      });
      const exchange = await send('PATCH', address(`/v2/orders/${pathPart(id)}`), body);
      return orderResult(exchange, (order) =>
        order.clientOrderId === clientOrderId && order.replaces === id
          ? null
          : `asked for ${clientOrderId} to replace ${id}, the reply says otherwise`,
      );
    },
  };
}

type Verdict = { readonly kind: 'accepted'; readonly value: unknown } | Refused | Unknown;

function judge(exchange: Exchange): Verdict {
  return exchange.kind === 'reply'
    ? classifyReply(exchange.reply)
    : { kind: 'unknown', message: exchange.message };
}

function orderResult(
  exchange: Exchange,
  contradiction: (order: BrokerOrder) => string | null,
): SubmitResult {
  const verdict = judge(exchange);
  if (verdict.kind !== 'accepted') return verdict;
  const decoded = decodeOrder(verdict.value);
  if (!decoded.ok) return { kind: 'unknown', message: `unreadable order: ${decoded.problem}` };
  const problem = contradiction(decoded.value);
  return problem === null
    ? { kind: 'accepted', order: decoded.value }
    : { kind: 'unknown', message: problem };
}
