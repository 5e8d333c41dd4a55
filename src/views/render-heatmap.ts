/** A grid as coloured tables in one HTML file: no script, no request, every foreign text escaped. */
import type { Measure } from '../rules/measure.ts';
import type { FigureName, Figures, Objective } from '../rules/objective.ts';
import { HEATMAP_STYLE } from './heatmap-style.ts';
import { markup, NOTHING, ownText, type Html } from './html-text.ts';
import { dollars, plain, words } from './number-text.ts';
import { bestFirst, columnTitle, figureText } from './render-grid.ts';

export type HeatmapCell = {
  readonly figures: Figures;
  readonly value: Measure;
  readonly best: boolean;
};

export type HeatmapFacet = {
  /** The parameters of its columns and rows. */
  readonly x: string;
  readonly y: string;
  /** The parameters that are the same all over this map. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly xs: readonly string[];
  readonly ys: readonly string[];
  /** Rows of `ys`; null where there is no such point. */
  readonly cells: readonly (readonly (HeatmapCell | null)[])[];
};

export type HeatmapView = {
  readonly title: string;
  readonly objective: Objective;
  readonly facets: readonly HeatmapFacet[];
  readonly minTrades: number;
};

/** How strong a colour may get before the number on it is hard to read, and where it starts. */
const [FAINTEST, STRONGEST] = [10, 66];
const LISTED = 10;

export function renderHeatmap(view: HeatmapView): string {
  const { title, objective, facets } = view;
  const cells = cellsOf(facets);
  const shades = shadesOf(cells, objective);
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${title}</title>
        <style>
          ${ownText(HEATMAP_STYLE)}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        <p>
          Every cell is one backtest, coloured by its ${words(objective.name)}; the small number
          counts its trades. The outlined point is the best of all; it was found on the data it is
          measured on, so look for broad areas rather than for a single strong cell.
        </p>
        ${keyOf(shades, objective)}
        <div class="maps">${facets.map((facet) => mapOf(facet, view, shades))}</div>
        <h2>The best points</h2>
        <div class="scroll">${listOf(facets, view)}</div>
        <footer>
          Points with fewer than ${view.minTrades} trades show the reason instead of a number. All
          figures of all points are in points.csv.
        </footer>
      </body>
    </html> `;
  return page.html;
}

function cellsOf(facets: readonly HeatmapFacet[]): HeatmapCell[] {
  return facets.flatMap(({ cells }) => cells.flatMap((row) => row.flatMap((cell) => cell ?? [])));
}

type Range = { readonly low: number; readonly high: number };
type Shades = { readonly gain: Range | null; readonly loss: Range | null };

/** Above and below what no skill gives have colours of their own, each spread over its own values. */
function shadesOf(cells: readonly HeatmapCell[], { withoutSkill }: Objective): Shades {
  const values = cells.flatMap(({ value: { value } }) =>
    value === null || !Number.isFinite(value) ? [] : [value],
  );
  return {
    gain: rangeOf(values.filter((value) => value >= withoutSkill)),
    loss: rangeOf(values.filter((value) => value < withoutSkill)),
  };
}

function rangeOf(values: readonly number[]): Range | null {
  if (values.length === 0) return null;
  return values.reduce<Range>(
    ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }),
    { low: Infinity, high: -Infinity },
  );
}

function mapOf(
  { x, y, fixed, xs, ys, cells }: HeatmapFacet,
  view: HeatmapView,
  shades: Shades,
): Html {
  const names = Object.entries(fixed).filter(([, value]) => value !== '');
  const heading = names.map(([name, value]) => `${words(name)} ${words(value)}`).join(' · ');
  return markup`<section class="map">
    ${heading === '' ? NOTHING : markup`<h2>${heading}</h2>`}
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <td></td>
            <th scope="colgroup" colspan="${xs.length}" class="axis">${words(x)}</th>
          </tr>
          <tr>
            <th scope="col" class="axis">${words(y)}</th>
            ${xs.map((value) => markup`<th scope="col">${axisText(value)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${ys.map(
            (value, at) =>
              markup`<tr>
                <th scope="row">${axisText(value)}</th>
                ${(cells[at] ?? []).map((cell) => cellOf(cell, view.objective, shades))}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section> `;
}

function axisText(value: string): string {
  return value === '' ? 'not used' : words(value);
}

function cellOf(cell: HeatmapCell | null, objective: Objective, shades: Shades): Html {
  if (cell === null) return markup`<td class="none" aria-label="no such point"></td>`;
  const { value, figures, best } = cell;
  const trades = figures.trades.value ?? 0;
  if (value.value === null)
    return markup`<td class="none">${value.reason}<small>${trades}</small></td>`;
  const isGain = value.value >= objective.withoutSkill;
  const share = shareOf(value.value, isGain ? shades.gain : shades.loss, isGain);
  const side = isGain ? 'gain' : 'loss';
  return markup`<td
    class="${best ? `${side} best` : side}"
    style="--share:${share}"
    title="${tipOf(figures)}"
  >
    ${valueText(value.value, objective.name)}<small>${trades}</small>
  </td>`;
}

function shareOf(value: number, range: Range | null, isGain: boolean): number {
  if (range === null || !Number.isFinite(value)) return STRONGEST;
  const width = range.high - range.low;
  const along = width === 0 ? 1 : (value - range.low) / width;
  const strength = isGain || width === 0 ? along : 1 - along;
  return Math.round(FAINTEST + (STRONGEST - FAINTEST) * strength);
}

function valueText(value: number, name: FigureName): string {
  return name === 'total_pnl' ? dollars(value, 0) : plain(value);
}

const IN_TIP: readonly FigureName[] = ['trades', 'total_pnl', 'profit_factor', 'max_drawdown_pct'];

function tipOf(figures: Figures): string {
  return IN_TIP.map((name) => `${columnTitle(name)} ${figureText(figures, name)}`).join(' · ');
}

function keyOf({ gain, loss }: Shades, { name, withoutSkill }: Objective): Html {
  const ends = (range: Range, side: 'gain' | 'loss', says: string): Html =>
    markup`<span
      >${valueText(range.low, name)}<i class="${side}"></i>${valueText(range.high, name)} ·
      ${says}</span
    >`;
  const line = valueText(withoutSkill, name);
  return markup`<div class="key">
    ${loss === null ? NOTHING : ends(loss, 'loss', `below ${line}, it loses`)}
    ${gain === null ? NOTHING : ends(gain, 'gain', `above ${line}, it earns`)}
  </div>`;
}

const IN_LIST: readonly FigureName[] = [
  'trades',
  'total_pnl',
  'profit_factor',
  'average_return_pct',
  'win_rate_pct',
  'max_drawdown_pct',
  'sharpe',
];

function listOf(facets: readonly HeatmapFacet[], { objective }: HeatmapView): Html {
  const points = facets.flatMap(({ x, y, fixed, xs, ys, cells }) =>
    cells.flatMap((row, atY) =>
      row.flatMap((cell, atX) => {
        const values: Record<string, string> = { ...fixed, [y]: ys[atY] ?? '', [x]: xs[atX] ?? '' };
        return cell === null ? [] : [{ values, figures: cell.figures }];
      }),
    ),
  );
  const shown = bestFirst(points, objective).slice(0, LISTED);
  const names = [...new Set(shown.flatMap(({ values }) => Object.keys(values)))];
  const columns = IN_LIST.includes(objective.name) ? IN_LIST : [...IN_LIST, objective.name];
  return markup`<table class="list">
    <thead>
      <tr>
        ${names.map((name) => markup`<th scope="col" class="text">${words(name)}</th>`)}${columns.map((name) => markup`<th scope="col">${columnTitle(name)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        ({ values, figures }) =>
          markup`<tr>
            ${names.map((name) => markup`<td class="text">${words(values[name] ?? '·')}</td>`)}${columns.map((name) => markup`<td>${figureText(figures, name)}</td>`)}
          </tr> `,
      )}
    </tbody>
  </table>`;
}
