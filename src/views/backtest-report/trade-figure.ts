/** The small chart of one trade, as a drawing: bars, the time held, entry, exit, stop and trend. */
import { px, rangeOf, roundTicks, scaleTo, widened, type Scale } from '../chart-scale.ts';
import { markup, NOTHING, type Html } from '../html-text.ts';
import { price } from '../number-text.ts';
import type { TradePicture } from './trade-picture.ts';

export type FigureSize = { readonly width: number; readonly height: number };

/** Where things are, so that a pointer can find its bar again. */
export type TradePlot = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly step: number;
};

type Scales = { readonly x: Scale; readonly y: Scale; readonly plot: TradePlot };

export function tradePlot({ width, height }: FigureSize, bars: number): TradePlot {
  const [left, right] = [4, width - 58];
  return { left, right, top: 22, bottom: height - 22, step: (right - left) / Math.max(1, bars) };
}

export function renderTradeFigure(picture: TradePicture, size: FigureSize, says: string): Html {
  const plot = tradePlot(size, picture.bars.length);
  const prices = [
    ...picture.bars.flatMap(({ low, high }) => [low, high]),
    ...[...picture.stops, ...picture.trend, picture.entry, picture.exit].map((at) => at.price),
  ];
  const range = widened(rangeOf(prices), 0.04);
  const scales: Scales = {
    x: (bar) => plot.left + (bar + 0.5) * plot.step,
    y: scaleTo(range, { low: plot.bottom, high: plot.top }),
    plot,
  };
  return markup`<svg
    class="trade-figure"
    viewBox="0 0 ${size.width} ${size.height}"
    width="${size.width}"
    height="${size.height}"
    role="img"
    aria-label="${says}"
  >
    ${heldArea(picture, scales)} ${priceAxis(roundTicks(range, 4), scales)}
    ${monthAxis(picture, scales)} ${splitLines(picture, scales)} ${candles(picture, scales)}
    ${stopLine(picture, scales)} ${trendLine(picture, scales)} ${ends(picture, scales)}
  </svg>`;
}

function heldArea({ entry, exit }: TradePicture, { x, plot }: Scales): Html {
  const half = plot.step / 2;
  const [from, to] = [x(entry.bar) - half, x(exit.bar) + half];
  return markup`<rect
    class="held"
    x="${px(from)}"
    y="${plot.top}"
    width="${px(to - from)}"
    height="${px(plot.bottom - plot.top)}"
  />`;
}

function priceAxis(ticks: readonly number[], { y, plot }: Scales): Html {
  const lines = ticks.map((tick) => `M${plot.left} ${px(y(tick))}H${px(plot.right)}`).join('');
  const labels = ticks.map(
    (tick) => markup`<text x="${px(plot.right + 6)}" y="${px(y(tick) + 4)}">${price(tick)}</text>`,
  );
  return markup`<path class="grid" d="${lines}" />${labels}`;
}

const LABEL_WIDTH = 56;

/** The first session of each month, as far apart as their names need. */
function monthAxis({ dates }: TradePicture, { x, plot }: Scales): Html {
  let free = plot.left + LABEL_WIDTH / 2 - 4;
  const labels = dates.flatMap((date, bar) => {
    const isFirst = date.slice(0, 7) !== (dates[bar - 1] ?? date).slice(0, 7);
    const at = x(bar);
    if (!isFirst || at < free || at + LABEL_WIDTH / 2 > plot.right) return [];
    free = at + LABEL_WIDTH;
    return [
      markup`<path class="tick" d="M${px(at)} ${plot.bottom}v4" /><text
          x="${px(at)}"
          y="${plot.bottom + 16}"
          text-anchor="middle"
          >${date.slice(0, 7)}</text
        >`,
    ];
  });
  return markup`<path class="axis" d="M${plot.left} ${plot.bottom}H${px(plot.right)}" />${labels}`;
}

function candles({ bars }: TradePicture, { x, y, plot }: Scales): Html {
  const paths = { rising: '', falling: '' };
  // Too narrow for a body, a bar is its range.
  const half = plot.step >= 2.5 ? Math.min(5, plot.step * 0.34) : 0;
  for (const [bar, { open, high, low, close }] of bars.entries()) {
    const at = x(bar);
    let path = `M${px(at)} ${px(y(high))}V${px(y(low))}`;
    if (half > 0) {
      const [top, bottom] = [y(Math.max(open, close)), y(Math.min(open, close))];
      path += `M${px(at - half)} ${px(top)}h${px(2 * half)}v${px(Math.max(1, bottom - top))}h${px(-2 * half)}z`;
    }
    paths[close < open ? 'falling' : 'rising'] += path;
  }
  return markup`<path class="bars rising" d="${paths.rising}" /><path
      class="bars falling"
      d="${paths.falling}"
    />`;
}

function stopLine({ stops }: TradePicture, { x, y, plot }: Scales): Html {
  const half = plot.step / 2;
  const path = stops
    .map(({ bar, to, price: level }, index) => {
      const from = `${index === 0 ? 'M' : 'L'}${px(x(bar) - half)} ${px(y(level))}`;
      return `${from}H${px(x(to) + half)}`;
    })
    .join('');
  return path === '' ? NOTHING : markup`<path class="stop-level" d="${path}" />`;
}

function trendLine({ trend }: TradePicture, { x, y }: Scales): Html {
  if (trend.length === 0) return NOTHING;
  const places = trend.map(({ bar, price: level }) => `${px(x(bar))} ${px(y(level))}`);
  const dots = places.map((place) => `M${place}h0`).join('');
  return markup`<path class="trend" d="M${places.join('L')}" /><path
      class="trend-dots"
      d="${dots}"
    />`;
}

function splitLines({ splits }: TradePicture, { x, plot }: Scales): Html {
  const lines = splits.map(({ bar, ratio }) => {
    const at = x(bar) - plot.step / 2;
    return markup`<path class="split" d="M${px(at)} ${plot.top}V${plot.bottom}"/><text x="${px(at + 4)}" y="${plot.top + 12}">${splitName(ratio)}</text>`;
  });
  return markup`${lines}`;
}

/** `7:1 split`, `1:10 split`. */
export function splitName(ratio: number): string {
  const side = (value: number): string => String(Number(value.toFixed(3)));
  return ratio >= 1 ? `${side(ratio)}:1 split` : `1:${side(1 / ratio)} split`;
}

const END_LABEL = 84;

/** Labels lean away from each other, and inwards where there is no room. */
function ends({ entry, exit }: TradePicture, { x, y, plot }: Scales): Html {
  const [from, to] = [x(entry.bar), x(exit.bar)];
  const entryLeans = from - END_LABEL > 0 ? 'end' : 'start';
  const exitLeans = to + END_LABEL < plot.right + 54 ? 'start' : 'end';
  const collide = entryLeans === 'start' || exitLeans === 'end';
  const shift = (leans: string): number => (leans === 'end' ? -4 : 4);
  return markup`<path class="guide" d="M${px(from)} ${plot.top - 8}V${plot.bottom}" /><path
      class="guide"
      d="M${px(to)} ${plot.top - 8}V${plot.bottom}"
    /><circle class="entry" cx="${px(from)}" cy="${px(y(entry.price))}" r="4.5" /><path
      class="exit"
      d="${diamond(to, y(exit.price))}"
    /><text class="end" x="${px(from + shift(entryLeans))}" y="10" text-anchor="${entryLeans}"
      >entry ${price(entry.price)}</text
    ><text
      class="end"
      x="${px(to + shift(exitLeans))}"
      y="${collide && to - from < 2 * END_LABEL ? 21 : 10}"
      text-anchor="${exitLeans}"
      >exit ${price(exit.price)}</text
    >`;
}

function diamond(x: number, y: number): string {
  return `M${px(x)} ${px(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`;
}
