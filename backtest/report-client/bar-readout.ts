/** The bar under the pointer, in words under its chart. */
import { price } from '../../src/views/number-text.ts';
import { tradePlot, type FigureSize } from '../../src/views/backtest-report/trade-figure.ts';
import type { TradePicture } from '../../src/views/backtest-report/trade-picture.ts';

export function followPointer(figure: HTMLElement, picture: TradePicture, size: FigureSize): void {
  const drawing = figure.querySelector('svg');
  const readout = figure.querySelector('.readout');
  if (drawing === null || readout === null) return;
  const plot = tradePlot(size, picture.bars.length);
  const say = (at: number): void => {
    readout.textContent = sayBar(picture, at);
  };
  say(picture.exit.bar);
  drawing.addEventListener('pointermove', (event) => {
    const box = drawing.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * size.width;
    const at = Math.floor((x - plot.left) / plot.step);
    say(Math.min(picture.bars.length - 1, Math.max(0, at)));
  });
  drawing.addEventListener('pointerleave', () => {
    say(picture.exit.bar);
  });
}

function sayBar({ bars, dates }: TradePicture, at: number): string {
  const bar = bars[at];
  if (bar === undefined) return '';
  const { open, high, low, close } = bar;
  return `${dates[at] ?? ''}  open ${price(open)}  high ${price(high)}  low ${price(low)}  close ${price(close)}`;
}
