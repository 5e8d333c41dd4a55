/**
 * A grid as maps: two parameters span a map, every combination of the others is a map of its own. Parameters of which a
 * run uses the one or the other, such as the periods of two kinds of trailing stop, share an axis.
 */
import type { Objective } from '../../src/rules/objective.ts';
import type { HeatmapCell, HeatmapFacet } from '../../src/views/render-heatmap.ts';
import type { GridPoint, ParameterName } from './parameter-grid.ts';
import { valueText, type RunPoint } from './point-table.ts';

export type Axes = { readonly x: ParameterName; readonly y: ParameterName };

/** The first two parameters whose values are numbers, else the first two; null when there are not two. */
export function defaultAxes(
  points: readonly GridPoint[],
  names: readonly ParameterName[],
): Axes | null {
  const isNumeric = (name: ParameterName): boolean =>
    points.every(({ values }) => ['number', 'undefined'].includes(typeof values[name]));
  const ordered = [...names.filter(isNumeric), ...names.filter((name) => !isNumeric(name))];
  const [x, ...rest] = ordered;
  const y = rest.find((name) => x !== undefined && !alternate(x, name, points));
  return x === undefined || y === undefined ? null : { x, y };
}

/** Every point uses exactly one of the two. */
function alternate(a: ParameterName, b: ParameterName, points: readonly GridPoint[]): boolean {
  return points.every(({ values }) => (values[a] === undefined) !== (values[b] === undefined));
}

export function heatmapFacets(
  points: readonly RunPoint[],
  names: readonly ParameterName[],
  { x, y }: Axes,
  { objective, best }: { readonly objective: Objective; readonly best: number | null },
): HeatmapFacet[] {
  const axisOf = (name: ParameterName, { values }: GridPoint): ParameterName => {
    if (values[name] !== undefined) return name;
    return names.find((other) => other !== name && alternate(name, other, points)) ?? name;
  };
  const facets = new Map<string, Cells>();
  for (const [at, point] of points.entries()) {
    const [across, down] = [axisOf(x, point), axisOf(y, point)];
    const used = names.filter(
      (name) => name !== across && name !== down && point.values[name] !== undefined,
    );
    const fixed = Object.fromEntries(used.map((name) => [name, valueText(point.values[name])]));
    const key = JSON.stringify([across, down, fixed]);
    const facet = facets.get(key) ?? { x: across, y: down, fixed, byPlace: new Map() };
    facets.set(key, facet);
    const place = placeOf(valueText(point.values[across]), valueText(point.values[down]));
    const { figures } = point;
    facet.byPlace.set(place, { figures, value: figures[objective.name], best: at === best });
  }
  return [...facets.values()].map(facetOf);
}

type Cells = {
  readonly x: string;
  readonly y: string;
  readonly fixed: Readonly<Record<string, string>>;
  readonly byPlace: Map<string, HeatmapCell>;
};

function placeOf(x: string, y: string): string {
  return JSON.stringify([x, y]);
}

function facetOf({ x, y, fixed, byPlace }: Cells): HeatmapFacet {
  const places = [...byPlace.keys()].map((place) => JSON.parse(place) as [string, string]);
  const xs = [...new Set(places.map(([across]) => across))];
  const ys = [...new Set(places.map(([, down]) => down))];
  const cells = ys.map((down) => xs.map((across) => byPlace.get(placeOf(across, down)) ?? null));
  return { x, y, fixed, xs, ys, cells };
}
