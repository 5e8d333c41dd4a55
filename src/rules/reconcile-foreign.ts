/** Differences that orders of somebody else make: the owner's own, another program's, a liquidation by the broker. */
import type { BrokerOrder } from '../domain/order.ts';
import { newYorkDate } from './new-york-time.ts';
import { explanation } from './reconcile-explanation.ts';
import type { Explained } from './reconcile-facts.ts';
import { signedFill, surplusOf, type SymbolFacts } from './reconcile-symbol.ts';

/**
 * A sale of others that makes up what is missing was a sale of our shares, because there were no others: it is booked.
 * Shares that others bought are never ours. Where they have done both nobody can say whose shares were sold.
 */
export function explainByForeignOrders(facts: SymbolFacts): Explained | null {
  const { foreign, position, setApart } = facts;
  const traded = foreign.filter(
    (order) => order.filledQty > 0 && isSince(order, position?.entryDate),
  );
  const shares = traded.reduce((sum, order) => sum + signedFill(order), 0);
  const surplus = surplusOf(facts);
  // What was set apart was bought by others too, before our entry or after it.
  if (traded.length === 0 || (shares !== surplus + setApart && shares !== surplus)) return null;
  return position === undefined ? boughtByOthers(facts, traded) : beside(facts, traded);
}

function boughtByOthers(facts: SymbolFacts, traded: readonly BrokerOrder[]): Explained {
  return explanation(facts, 'foreign_position', {
    evidence: traded.map(sentence),
    proposal: { kind: 'set_apart', shares: surplusOf(facts) },
  });
}

/** Others have traded a stock that we hold. */
function beside(facts: SymbolFacts, traded: readonly BrokerOrder[]): Explained | null {
  const { ours, setApart } = facts;
  const surplus = surplusOf(facts);
  const evidence = traded.map(sentence);
  if (surplus > 0 || -surplus <= setApart) {
    return explanation(facts, surplus > 0 ? 'manual_buy' : 'foreign_position', {
      evidence,
      protect: true,
      proposal: { kind: 'set_apart', shares: surplus },
    });
  }
  if (!traded.every(({ filledQty }) => Number.isInteger(filledQty)) || -surplus > ours) return null;
  if (setApart !== 0 || traded.some(({ side }) => side === 'buy')) {
    const doubt = 'others have bought and sold: nothing says whose shares were sold';
    return explanation(facts, 'manual_sell', { evidence: [...evidence, doubt] });
  }
  return explanation(facts, 'manual_sell', {
    evidence,
    heals: true,
    protect: true,
    proposal: { kind: 'adopt', orderIds: traded.map(({ id }) => id) },
  });
}

function isSince({ filledAt, submittedAt }: BrokerOrder, entryDate: string | undefined): boolean {
  if (entryDate === undefined) return true;
  return newYorkDate(Date.parse(filledAt ?? submittedAt)) >= entryDate;
}

function sentence({ clientOrderId, side, filledQty }: BrokerOrder): string {
  return `order ${clientOrderId}, none of ours, has ${side === 'buy' ? 'bought' : 'sold'} ${filledQty} shares`;
}
