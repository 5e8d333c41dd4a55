/** The program inside the report: curves, and the list of trades. The page is whole without it, but still. */
import type { PageData } from '../../src/views/backtest-report/page.ts';
import { unpackReport } from '../../src/views/backtest-report/report-data.ts';
import { showCurves } from './curves.ts';
import { showTrades } from './trade-list.ts';

const text = document.getElementById('report-data')?.textContent ?? '';
// The page and its program are written by one build: this is our own document.
const page = JSON.parse(text) as PageData;
const data = unpackReport(page);
showCurves(data.curves);
showTrades(data, page.trendName);
