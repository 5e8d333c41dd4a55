/** How returns are spread, and whether a higher score went with a higher return: two still drawings. */
import { px, rangeOf, roundTicks, scaleTo, widened, type Scale } from '../chart-scale.ts';
import { markup, NOTHING, type Html } from '../html-text.ts';
import { count, plain, signed } from '../number-text.ts';

const SIZE = { width: 520, height: 260 };
const PLOT = { left: 44, right: 494, top: 12, bottom: 226 };
/** Even, so that zero lies between two columns. */
const BINS = 26;
/** Beyond it a few extreme trades would press all others into one column. */
const KEPT_SHARE = 0.98;

export function renderReturnHistogram(returnsPct: readonly number[]): Html {
  if (returnsPct.length === 0) return NOTHING;
  const edge = edgeOf(returnsPct);
  const width = (2 * edge) / BINS;
  const bins = Array.from({ length: BINS }, () => 0);
  for (const value of returnsPct) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value + edge) / width)));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const counts = { low: 0, high: Math.max(...bins) * 1.04 };
  const x = scaleTo({ low: -edge, high: edge }, { low: PLOT.left, high: PLOT.right });
  const y = scaleTo(counts, { low: PLOT.bottom, high: PLOT.top });
  const columns = bins.map((trades, at) => {
    const from = -edge + at * width;
    const side = from + width / 2 < 0 ? 'loss' : 'gain';
    return markup`<rect
      class="${side}"
      x="${px(x(from) + 1)}"
      y="${px(y(trades))}"
      width="${px(x(from + width) - x(from) - 2)}"
      height="${px(PLOT.bottom - y(trades))}"
    />`;
  });
  const says = `Histogram of ${count(returnsPct.length)} returns between ${plain(-edge, 0)} and ${plain(edge, 0)} per cent`;
  return figure(
    says,
    markup`${rows(roundTicks(counts, 3), y, count)}
    ${columnsAt(roundTicks({ low: -edge, high: edge }, 6), x, (value) => `${signed(value, 0)} %`)}
    ${columns}<path class="zero" d="M${px(x(0))} ${PLOT.top}V${PLOT.bottom}" />`,
  );
}

/** The return that holds most of them on either side, on a round number; what lies beyond joins the outer columns. */
function edgeOf(returnsPct: readonly number[]): number {
  const sizes = returnsPct.map(Math.abs).sort((a, b) => a - b);
  const most = sizes[Math.ceil(sizes.length * KEPT_SHARE) - 1] ?? 0;
  return Math.max(5, Math.ceil(most / 5) * 5);
}

export type ScoredReturn = { readonly score: number; readonly returnPct: number };

export function renderScoreScatter(trades: readonly ScoredReturn[]): Html {
  if (trades.length === 0) return NOTHING;
  const edge = edgeOf(trades.map(({ returnPct }) => returnPct));
  const scores = widened(rangeOf(trades.map(({ score }) => score)), 0.03);
  const x = scaleTo(scores, { low: PLOT.left, high: PLOT.right });
  const y = scaleTo({ low: -edge, high: edge }, { low: PLOT.bottom, high: PLOT.top });
  const dots = { gain: '', loss: '' };
  for (const { score, returnPct } of trades) {
    const inside = Math.min(edge, Math.max(-edge, returnPct));
    dots[returnPct < 0 ? 'loss' : 'gain'] += `M${px(x(score))} ${px(y(inside))}h0`;
  }
  const says = `Return against score of ${count(trades.length)} trades`;
  return figure(
    says,
    markup`${rows(roundTicks({ low: -edge, high: edge }, 5), y, (value) => `${signed(value, 0)} %`)}
    ${columnsAt(roundTicks(scores, 6), x, (value) => plain(value, 0))}
    <path class="zero" d="M${PLOT.left} ${px(y(0))}H${PLOT.right}" /><path
      class="dots gain"
      d="${dots.gain}"
    /><path class="dots loss" d="${dots.loss}" />`,
  );
}

function figure(says: string, inside: Html): Html {
  return markup`<svg
    class="spread-figure"
    viewBox="0 0 ${SIZE.width} ${SIZE.height}"
    role="img"
    aria-label="${says}"
  >
    ${inside}
  </svg>`;
}

function rows(ticks: readonly number[], y: Scale, text: (value: number) => string): Html {
  const lines = ticks.map((tick) => `M${PLOT.left} ${px(y(tick))}H${PLOT.right}`).join('');
  const labels = ticks.map(
    (tick) =>
      markup`<text x="${PLOT.left - 6}" y="${px(y(tick) + 4)}" text-anchor="end">${text(tick)}</text>`,
  );
  return markup`<path class="grid" d="${lines}" />${labels}`;
}

function columnsAt(ticks: readonly number[], x: Scale, text: (value: number) => string): Html {
  return markup`${ticks.map(
    (tick) =>
      markup`<text x="${px(x(tick))}" y="${PLOT.bottom + 18}" text-anchor="middle"
        >${text(tick)}</text
      >`,
  )}`;
}
