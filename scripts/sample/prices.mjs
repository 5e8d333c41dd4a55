// From the story of a stock to its daily bars. Arithmetic is + - * / alone: the same bytes on every machine.

/** sfc32 by Chris Doty-Humphrey, seeded by the ticker: numbers from 0 to 1. */
function seededBy(text) {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 4294967296;
  };
  for (const character of text) {
    a = (a ^ (character.charCodeAt(0) * 0x01000193)) | 0;
    for (let round = 0; round < 12; round += 1) next();
  }
  return next;
}

/** About normal, with mean 0 and deviation 1. */
function bell(random) {
  return (random() + random() + random() + random() - 2) * 1.732;
}

/** Share terms: a price before the split counts `ratio` times a price after it. */
function ratioOn(stock, date) {
  return stock.split !== undefined && date < stock.split.exDate ? stock.split.ratio : 1;
}

/** Closes in the share terms after the split: straight from one turning point to the next, plus a walk that ends at 0. */
function closesOf(stock, sessions, random) {
  const turns = Object.entries(stock.closes).map(([date, close]) => ({
    at: sessions.indexOf(date),
    close: close / ratioOn(stock, date),
  }));
  const closes = [turns[0].close];
  turns.slice(1).forEach((to, index) => {
    const from = turns[index];
    const length = to.at - from.at;
    const walk = [0];
    for (let step = 1; step <= length; step += 1)
      walk.push(walk[step - 1] + stock.volatility * bell(random));
    for (let step = 1; step <= length; step += 1) {
      const way = step / length;
      const straight = from.close + (to.close - from.close) * way;
      closes.push(straight * (1 + walk[step] - walk[length] * way));
    }
  });
  return closes;
}

export function barsOf(stock, sessions, reported) {
  const random = seededBy(stock.ticker);
  const closes = closesOf(stock, sessions, random);
  const usualVolume = 40_000_000 / closes[0];
  return sessions.map((date, index) => {
    const ratio = ratioOn(stock, date);
    const price = reported.get(`${stock.ticker} ${date}`);
    const quiet =
      (closes[index - 1] ?? closes[0]) * ratio * (1 + 0.3 * stock.volatility * bell(random));
    // The market opens near, not at, the price the report was written with.
    const near = price === undefined ? quiet : price * (1 + 0.004 * (2 * random() - 1));
    const open = stock.opens?.[date] ?? near;
    const close = closes[index] * ratio;
    const high = Math.max(open, close) * (1 + stock.volatility * 0.6 * random());
    const low = Math.min(open, close) * (1 - stock.volatility * 0.6 * random());
    const busy = price === undefined ? 1 : 4;
    const volume = Math.round((usualVolume * busy * (0.7 + 0.6 * random())) / ratio);
    return { date, open, high, low: stock.lows?.[date] ?? low, close, volume };
  });
}

export function priceFile(bars) {
  const rows = bars.map(({ date, open, high, low, close, volume }) =>
    [date, ...[open, high, low, close].map((price) => price.toFixed(2)), volume].join(','),
  );
  return `${['date,open,high,low,close,volume', ...rows].join('\n')}\n`;
}

export function actionsFile(stocks, barsByTicker) {
  const rows = stocks.flatMap(({ ticker, split }) => {
    if (split === undefined) return [];
    const before = barsByTicker.get(ticker).findLast(({ date }) => date < split.exDate);
    return [
      `${ticker},${split.exDate},split,${split.ratio},,${before.close.toFixed(2)},invented,exact,`,
    ];
  });
  const header =
    'symbol,ex_date,type,split_ratio_new_per_old,cash_amount,prev_raw_close,source,precision,note';
  return `${[header, ...rows].join('\n')}\n`;
}
