/** The curves one can move over: equity against the benchmark, and the drawdown under it. */
import {
  AreaSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  type MouseEventParams,
} from 'lightweight-charts';

import { dollars, plain } from '../../src/views/number-text.ts';
import type { Curve, CurvePoint } from '../../src/views/backtest-report/report-data.ts';
import { colours, onColourChange } from './colours.ts';

type Drawn = {
  readonly curve: Curve;
  readonly equity: ISeriesApi<'Area'>;
  readonly drawdown: ISeriesApi<'Area'>;
};

export function showCurves(curves: readonly Curve[]): void {
  const place = document.getElementById('curve-chart');
  const [own] = curves;
  if (place === null || own === undefined || own.points.length === 0) return;
  place.hidden = false;
  const chart = createChart(place, {
    autoSize: true,
    localization: { locale: 'en-US', dateFormat: 'yyyy-MM-dd' },
    // The page scrolls; only a pinch or the buttons change what is seen.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false, axisPressedMouseMove: { time: true, price: false } },
    timeScale: { minBarSpacing: 0.05, fixLeftEdge: true, fixRightEdge: true },
  });
  const drawn = curves.map((curve) => draw(chart, curve));
  chart.panes()[0]?.setStretchFactor(2.4);
  chart.panes()[1]?.setStretchFactor(1);
  paint(chart, drawn);
  onColourChange(() => {
    paint(chart, drawn);
  });
  chart.timeScale().fitContent();
  readOut(chart, drawn);
  offerRanges(chart, own);
  document.getElementById('curves')?.classList.add('alive');
}

function draw(chart: IChartApi, curve: Curve): Drawn {
  const common = { priceLineVisible: false, lastValueVisible: false, lineWidth: 2 } as const;
  const equity = chart.addSeries(AreaSeries, {
    ...common,
    priceFormat: { type: 'custom', formatter: (value: number) => dollars(value, 0), minMove: 1 },
  });
  const drawdown = chart.addSeries(
    AreaSeries,
    {
      ...common,
      lineWidth: 1,
      priceFormat: {
        type: 'custom',
        formatter: (value: number) => `${plain(value, 1)} %`,
        minMove: 0.1,
      },
    },
    1,
  );
  equity.setData(curve.points.map((point) => ({ time: point.date, value: point.equity })));
  drawdown.setData(curve.points.map((point) => ({ time: point.date, value: point.drawdown })));
  equity.priceScale().applyOptions({ scaleMargins: { top: 0.06, bottom: 0.06 } });
  drawdown.priceScale().applyOptions({ scaleMargins: { top: 0.02, bottom: 0.1 } });
  return { curve, equity, drawdown };
}

function paint(chart: IChartApi, drawn: readonly Drawn[]): void {
  const { ink, muted, line, paper, curve, wash, loss, lossWash } = colours();
  chart.applyOptions({
    layout: {
      background: { color: paper },
      textColor: muted,
      attributionLogo: true,
      fontFamily: 'system-ui, sans-serif',
      panes: { separatorColor: line, separatorHoverColor: line },
    },
    grid: { vertLines: { visible: false }, horzLines: { color: line } },
    rightPriceScale: { borderColor: line },
    timeScale: { borderColor: line },
    crosshair: {
      vertLine: { color: muted, labelBackgroundColor: ink },
      horzLine: { color: muted, labelBackgroundColor: ink },
    },
  });
  for (const [at, { equity, drawdown }] of drawn.entries()) {
    const isOwn = at === 0;
    equity.applyOptions({
      lineWidth: isOwn ? 2 : 1,
      lineColor: isOwn ? curve : muted,
      topColor: isOwn ? wash : 'transparent',
      bottomColor: 'transparent',
    });
    drawdown.applyOptions({
      lineColor: isOwn ? loss : muted,
      topColor: isOwn ? lossWash : 'transparent',
      bottomColor: isOwn ? lossWash : 'transparent',
      invertFilledArea: true,
    });
  }
}

/** The values under the pointer, or the last ones. */
function readOut(chart: IChartApi, drawn: readonly Drawn[]): void {
  const place = document.getElementById('curve-readout');
  if (place === null) return;
  const points = drawn.map(
    ({ curve }) => new Map<unknown, CurvePoint>(curve.points.map((point) => [point.date, point])),
  );
  const say = (date: unknown): void => {
    const parts = drawn.flatMap(({ curve }, at) => {
      const point = points[at]?.get(date);
      if (point === undefined) return [];
      const name = at === 0 ? 'this run' : curve.name;
      return [`${name} ${dollars(point.equity, 0)} (${plain(point.drawdown, 1)} %)`];
    });
    if (parts.length > 0) place.textContent = [String(date), ...parts].join(' · ');
  };
  const last = drawn[0]?.curve.points.at(-1)?.date;
  say(last);
  chart.subscribeCrosshairMove(({ time }: MouseEventParams) => {
    say(time ?? last);
  });
}

function offerRanges(chart: IChartApi, { points }: Curve): void {
  const group = document.getElementById('curve-ranges');
  const [first, last] = [points[0], points.at(-1)];
  if (group === null || first === undefined || last === undefined) return;
  const buttons = [...group.querySelectorAll('button')];
  for (const button of buttons) {
    const years = Number(button.dataset['years']);
    const from = `${Number(last.date.slice(0, 4)) - years}${last.date.slice(4)}`;
    button.hidden = years > 0 && from <= first.date;
    button.addEventListener('click', () => {
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
      if (years === 0) chart.timeScale().fitContent();
      else chart.timeScale().setVisibleRange({ from, to: last.date });
    });
  }
  group.hidden = buttons.filter((button) => !button.hidden).length < 2;
}
