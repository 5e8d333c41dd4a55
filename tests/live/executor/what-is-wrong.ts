import { sharesOf } from '../../../src/domain/quantity.ts';
import type { PaperDay } from '../../support/paper-day.ts';

/** What is wrong with the day, in words; empty when nothing is. */
export function faultsOf(day: PaperDay): readonly string[] {
  const { store, engine } = day;
  const book = store.openPositions();
  const atBroker = Object.values(engine.state.positions);
  const sharesAtBroker = new Map(atBroker.map(({ symbol, qty }) => [symbol, sharesOf(qty)]));
  const unprotected = book.flatMap(({ ticker, shares, stopPrice }) => {
    const wanted = `${shares} stop ${(stopPrice / 10_000).toFixed(2)}`;
    const live = day.protection(ticker).join(' and ');
    return live === wanted ? [] : [`${ticker} has ${live || 'no stop'}, not ${wanted}`];
  });
  const strangers = book.filter(({ ticker, shares }) => sharesAtBroker.get(ticker) !== shares);
  const bought = Object.values(engine.state.orders).filter(
    ({ side, filledQty }) => side === 'buy' && filledQty > 0,
  );
  const twice = bought.filter(
    ({ symbol }, index) => bought.findIndex((order) => order.symbol === symbol) !== index,
  );
  const open = store.unsettledOrders().filter(({ intent }) => intent !== 'stop');
  return [
    ...unprotected,
    ...strangers.map(({ ticker, shares }) => `${ticker}: ${shares} here, other there`),
    ...(book.length === atBroker.length ? [] : ['the broker holds other symbols']),
    ...twice.map(({ symbol }) => `${symbol} was bought twice`),
    ...open.map(({ clientOrderId, status }) => `${clientOrderId} is ${status}`),
  ];
}
