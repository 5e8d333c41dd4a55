/** The report of a backtest as one HTML file that asks nobody for anything. */
import { embeddedJson, markup, NOTHING, ownText, type Html } from '../html-text.ts';
import { counted } from '../number-text.ts';
import { renderBreakdowns, renderExits, renderMonths } from './breakdown-sections.ts';
import { renderCurveFigure } from './curve-figure.ts';
import { renderFindingsSection, renderOrigin } from './origin-sections.ts';
import { curvesOf, packReport } from './report-data.ts';
import type { BacktestReport } from './report-facts.ts';
import { renderSummary } from './summary-section.ts';
import { renderTradesSection } from './trades-section.ts';

/** The page's own program and style, built beforehand. */
export type ReportAssets = {
  readonly script: string;
  readonly style: string;
  /** Base64, of the script: the only program that the page may run. */
  readonly scriptSha256: string;
};

export function renderBacktestReport(report: BacktestReport, assets: ReportAssets): string {
  const { title, counts, equity } = report;
  const [first, last] = [equity[0]?.date, equity.at(-1)?.date];
  const span = first === undefined || last === undefined ? 'no session' : `${first} to ${last}`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-${assets.scriptSha256}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="openbell ${report.version}">
<title>${title}</title>
<style>${ownText(assets.style)}</style>
</head>
<body>
<header class="head"><p class="brand">openbell</p><h1>${title}</h1><p>${span} · ${counted(counts['candidates'] ?? 0, 'candidate')} · ${counted(report.trades.length, 'trade')}</p>${contents(report)}</header>
<main>
${renderSummary(report)}
${curves(report)}
${renderMonths(report)}
${renderExits(report)}
${renderBreakdowns(report)}
${renderTradesSection(report)}
${renderFindingsSection(report)}
${renderOrigin(report)}
</main>
<footer class="foot">${LICENCE}<p>Nothing here is investment advice.</p></footer>
<script type="application/json" id="report-data">${embeddedJson(dataOf(report))}</script>
<script>${ownText(assets.script)}</script>
</body>
</html>
`;
  return page.html;
}

/** What the program reads besides curves and trades: the name of the trend. */
export type PageData = ReturnType<typeof packReport> & { readonly trendName: string | null };

function dataOf(report: BacktestReport): PageData {
  return { ...packReport(report), trendName: trendNameOf(report) };
}

export function trendNameOf({ settings }: BacktestReport): string | null {
  const value = (name: string): string =>
    String(settings.find((setting) => setting.name === name)?.value ?? '');
  switch (value('trailing_stop')) {
    case 'weekly_ema':
      return `${value('trailing_ema_period')}-week EMA`;
    case 'weekly_nweek_low':
      return `${value('trailing_nweek_period')}-week low`;
    default:
      return null;
  }
}

const CONTENTS: readonly (readonly [string, string])[] = [
  ['result', 'Result'],
  ['curves', 'Curves'],
  ['months', 'Months'],
  ['exits', 'Exits'],
  ['breakdowns', 'Breakdowns'],
  ['trades', 'Trades'],
  ['findings', 'Findings'],
  ['origin', 'Rules and inputs'],
];

function contents({ equity, trades }: BacktestReport): Html {
  const absent = new Set([
    ...(equity.length === 0 ? ['curves', 'months'] : []),
    ...(trades.length === 0 ? ['breakdowns'] : []),
  ]);
  const links = CONTENTS.filter(([id]) => !absent.has(id)).map(
    ([id, name]) => markup`<a href="#${id}">${name}</a>`,
  );
  return markup`<nav class="contents" aria-label="Contents">${links}</nav>`;
}

function curves(report: BacktestReport): Html {
  if (report.equity.length === 0) return NOTHING;
  const made = curvesOf(report);
  const keys = made.map(
    ({ name }, at) =>
      markup`<span class="key"><i class="key-curve-${at}"></i>${at === 0 ? 'this run' : `${name}, bought and held`}</span>`,
  );
  return markup`<section id="curves"><h2>Equity and drawdown</h2><div class="curve-bar"><p class="keys">${keys}</p><div id="curve-ranges" class="ranges" role="group" aria-label="Time shown" hidden><button type="button" data-years="1">1 year</button><button type="button" data-years="3">3 years</button><button type="button" data-years="0" aria-pressed="true">all</button></div></div>
<p id="curve-readout" class="readout" aria-hidden="true"></p>
<div id="curve-chart" class="curve-chart" role="img" aria-label="Equity in dollars, and below it the fall from the peak in per cent" hidden></div>
<figure class="still">${renderCurveFigure(made)}</figure>
<p class="muted">Equity at each close on top of the capital base; below it, how far it lies under its highest value.</p></section>`;
}

const LICENCE = markup`<p>Curves drawn with TradingView Lightweight Charts™ 5.2.1, Copyright (c) 2026 TradingView, Inc., <a href="https://www.tradingview.com/" rel="noreferrer noopener">www.tradingview.com</a>, licensed under the Apache License, Version 2.0: <a href="https://www.apache.org/licenses/LICENSE-2.0" rel="noreferrer noopener">www.apache.org/licenses/LICENSE-2.0</a>. It is part of this file, in minified form, with its licence.</p>`;
