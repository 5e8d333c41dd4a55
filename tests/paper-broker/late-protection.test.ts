import { describe, expect, it } from 'vitest';

import { sharesOf, shares } from '../../src/domain/quantity.ts';
import { heldForOrders } from '../../src/paper-broker/account-figures.ts';
import { configureAccount, type PaperOrder } from '../../src/paper-broker/paper-state.ts';
import { dollars, FRI, legOf, MON, oto, request, world, type World } from './paper-world.ts';

/** An entry of 8 that was filled in parts; so many of the first ones were offered at 150 before the last ones came. */
function offeredEarly(qty: (bought: number) => number): World & { readonly leg: PaperOrder } {
  const made = world({ behaviour: { partialFillChance: 1 } });
  const entry = made.place(oto('80', { type: 'limit', limitPrice: dollars('120'), qty: 8 }));
  made.advance(FRI, '09:30');
  expect(entry.status).toBe('partially_filled');
  const offer = {
    side: 'sell',
    type: 'limit',
    timeInForce: 'gtc',
    limitPrice: dollars('150'),
  } as const;
  made.place(request({ ...offer, qty: qty(sharesOf(entry.filledQty)) }));
  configureAccount(made.state, { behaviour: { partialFillChance: 0 } });
  made.advance(MON, '09:31');
  expect(entry.status).toBe('filled');
  return { ...made, leg: legOf(made, entry) };
}

describe('the leg of an entry whose first shares were offered before the last ones came', () => {
  it('protects the shares that are free, so that none is sold twice', () => {
    const { state, leg } = offeredEarly(() => 1);
    expect(leg).toMatchObject({ status: 'new', qty: shares(7) });
    expect(heldForOrders(state, 'AAPL')).toBe(shares(8));
  });

  it('is what the rest of the entry left', () => {
    const { state, leg } = offeredEarly((bought) => bought);
    const offered = Object.values(state.orders).find(
      ({ limitPrice }) => limitPrice === dollars('150'),
    );
    expect(sharesOf(offered?.qty ?? shares(0)) + sharesOf(leg.qty ?? shares(0))).toBe(8);
  });
});
