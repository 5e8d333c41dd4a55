/** Equity over drawdown as a still drawing: for paper, and for readers without a program. */
import { dayNumber, dateOfDayNumber } from '../../domain/session-date.ts';
import { px, rangeOf, roundTicks, scaleTo, widened, type Scale } from '../chart-scale.ts';
import { markup, NOTHING, type Html } from '../html-text.ts';
import { dollars, plain } from '../number-text.ts';
import type { Curve, CurvePoint } from './report-data.ts';

const SIZE = { width: 960, height: 420 };
const PLOT = { left: 4, right: 876, top: 10, bottom: 262 };
const BELOW = { top: 284, bottom: 396 };

export function renderCurveFigure(curves: readonly Curve[]): Html {
  const days = rangeOf(curves.flatMap(({ points }) => points.map(({ date }) => dayNumber(date))));
  const x = scaleTo(days, { low: PLOT.left, high: PLOT.right });
  const equities = widened(
    rangeOf(curves.flatMap(({ points }) => points.map(({ equity }) => equity))),
    0.05,
  );
  const depths = { low: Math.min(-1, deepest(curves) * 1.05), high: 0 };
  const y = scaleTo(equities, { low: PLOT.bottom, high: PLOT.top });
  const depth = scaleTo(depths, { low: BELOW.bottom, high: BELOW.top });
  const lines = curves.map(({ points }, place) => {
    const equity = path(points, x, (point) => y(point.equity));
    const drawdown = path(points, x, (point) => depth(point.drawdown));
    return markup`<path class="curve curve-${place}" d="${equity}" /><path
        class="curve curve-${place} thin"
        d="${drawdown}"
      />`;
  });
  return markup`<svg
    class="curve-figure"
    viewBox="0 0 ${SIZE.width} ${SIZE.height}"
    role="img"
    aria-label="Equity in dollars, and below it the fall from the peak in per cent"
  >
    ${grid(roundTicks(equities, 4), y, (value) => dollars(value, 0))}
    ${grid(roundTicks(depths, 2), depth, (value) => `${plain(value, 0)} %`)}
    ${yearMarks(days, x)} ${lines.length === 0 ? NOTHING : lines}
  </svg>`;
}

function deepest(curves: readonly Curve[]): number {
  return rangeOf(curves.flatMap(({ points }) => points.map(({ drawdown }) => drawdown))).low;
}

function grid(ticks: readonly number[], y: Scale, text: (value: number) => string): Html {
  const lines = ticks.map((tick) => `M${PLOT.left} ${px(y(tick))}H${PLOT.right}`).join('');
  const labels = ticks.map(
    (tick) => markup`<text x="${PLOT.right + 8}" y="${px(y(tick) + 4)}">${text(tick)}</text>`,
  );
  return markup`<path class="grid" d="${lines}" />${labels}`;
}

function yearMarks(days: { readonly low: number; readonly high: number }, x: Scale): Html {
  const [first, last] = [days.low, days.high].map((day) =>
    Number(dateOfDayNumber(day).slice(0, 4)),
  );
  const years = Array.from(
    { length: (last ?? 0) - (first ?? 0) },
    (_, at) => (first ?? 0) + at + 1,
  );
  const every = Math.ceil(years.length / 12);
  const marks = years
    .filter((_, at) => at % every === 0)
    .map((year) => {
      const at = px(x(Date.UTC(year, 0, 1) / 86_400_000));
      return markup`<path class="grid" d="M${at} ${PLOT.top}V${BELOW.bottom}" /><text
          x="${at}"
          y="${BELOW.bottom + 18}"
          text-anchor="middle"
          >${year}</text
        >`;
    });
  return markup`${marks}`;
}

const BUCKETS = 440;

/** Of many points that share a column of the drawing, only the lowest and the highest can be seen. */
function path(points: readonly CurvePoint[], x: Scale, y: (point: CurvePoint) => number): string {
  const size = Math.max(1, Math.ceil(points.length / BUCKETS));
  const kept: CurvePoint[] = [];
  for (let from = 0; from < points.length; from += size) {
    const bucket = points.slice(from, from + size);
    const [low, high] = [extreme(bucket, y, 1), extreme(bucket, y, -1)];
    const pair = [low, high].filter((point) => point !== undefined);
    kept.push(...new Set(pair.sort((a, b) => (a.date < b.date ? -1 : 1))));
  }
  return kept
    .map((point, at) => `${at === 0 ? 'M' : 'L'}${px(x(dayNumber(point.date)))} ${px(y(point))}`)
    .join('');
}

function extreme(
  points: readonly CurvePoint[],
  y: (point: CurvePoint) => number,
  sign: 1 | -1,
): CurvePoint | undefined {
  let found = points[0];
  for (const point of points)
    if (found === undefined || sign * y(point) > sign * y(found)) found = point;
  return found;
}
