/** The page of the emulator: one HTML document that asks nobody but the emulator for anything. */
import { markup, ownText, type Html } from '../html-text.ts';
import type { EmulatorPage } from './page-facts.ts';
import { PAGE_STYLE } from './page-style.ts';
import { renderPageFacts } from './page-sections.ts';

/** Base64, of the page's program and its `PAGE_STYLE`: the only ones that it may use. */
export type PageHashes = { readonly script: string; readonly style: string };

/** To be sent as a header, too: there it also keeps the page out of frames. */
export function pagePolicy({ script, style }: PageHashes): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${script}'`,
    `style-src 'sha256-${style}'`,
    "connect-src 'self'",
    // The empty icon, which keeps the browser from asking for one.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** `script` sends what a button says (`data-path`, `data-body`) and shows the facts anew. */
export function renderEmulatorPage(page: EmulatorPage, script: string): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>Emulator · openbell</title>
<style>${ownText(PAGE_STYLE)}</style>
</head>
<body>
<header class="head"><p class="brand">openbell ${page.version}</p><h1>Emulated account</h1></header>
<main>
${renderControls(page)}
<p id="notice" class="notice" role="status" aria-live="polite"></p>
<div id="facts">${renderPageFacts(page)}</div>
</main>
<footer class="foot"><p>No real money, no real orders: prices come from daily bars, fills from rules. The log is at <a href="/emulator/log">/emulator/log</a>, the whole state at <a href="/emulator/state">/emulator/state</a>.</p></footer>
<script>${ownText(script)}</script>
</body>
</html>
`.html;
}

/** Buttons name what they ask for; the script sends it. */
function renderControls({ clock }: EmulatorPage): Html {
  const move = (label: string, body: string): Html =>
    markup`<button type="button" data-path="/emulator/time" data-body="${body}">${label}</button>`;
  const time = clock.isReal
    ? markup`<p class="muted">Real time: the clock moves by itself.</p>`
    : markup`<div class="buttons" role="group" aria-label="Move time">${[
        move('Next event', '{"next":"event"}'),
        move('Next open', '{"next":"open"}'),
        move('Next close', '{"next":"close"}'),
        move('+1 hour', '{"by_ms":3600000}'),
        move('+1 day', '{"by_ms":86400000}'),
      ]}</div>`;
  return markup`<section class="controls" aria-label="Controls">${time}<div class="buttons" role="group" aria-label="Account">
<button type="button" class="grave" data-path="/emulator/cancel-orders" data-body="{}" data-confirm="Cancel every open order?">Cancel all orders</button>
<button type="button" class="grave" data-path="/emulator/reset" data-body="{}" data-confirm="End this account and begin a new one? Its keys, orders and positions are gone; the new keys are shown once.">Reset account</button>
</div></section>`;
}
