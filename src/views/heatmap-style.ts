/** The look of a heatmap page: light and dark, narrow and wide, on paper. No request leaves it. */
export const HEATMAP_STYLE = `
:root { color-scheme: light dark; --paper: #fcfcfb; --ink: #1d1f23; --soft: #676c75; --line: #e2e3e6; --card: #ffffff;
  --gain: #0a7f8c; --loss: #c2531b; --mark: #1d1f23; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14161a; --ink: #eceef1; --soft: #9aa1ac; --line: #2c3038; --card: #1b1e24;
    --gain: #22b3c1; --loss: #f0854a; --mark: #ffffff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 3rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; }
h2 { margin: 0 0 .75rem; font-size: .95rem; font-weight: 600; }
h2 span { color: var(--soft); font-weight: 400; }
p { margin: .4rem 0 0; color: var(--soft); max-width: 44rem; }
.maps { display: flex; flex-wrap: wrap; gap: 1.25rem; margin: 1.5rem 0 2.5rem; align-items: flex-start; }
.map { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem; max-width: 100%; }
.scroll { overflow-x: auto; }
table { border-collapse: separate; border-spacing: 3px; }
.map th { padding: .15rem .4rem; font-weight: 500; font-size: .8rem; color: var(--soft); white-space: nowrap; }
.map .axis { color: var(--ink); }
.map thead td { background: none; min-width: 0; height: auto; }
.map tbody th { text-align: right; }
.map tbody th, .map thead tr:last-child th:first-child { position: sticky; left: 0; background: var(--card); }
.map td { min-width: 4.2rem; height: 2.9rem; padding: .2rem .5rem; border-radius: 7px; text-align: center; line-height: 1.2;
  background: color-mix(in oklab, var(--tone, transparent) calc(var(--share, 0) * 1%), var(--card)); }
.map td small { display: block; font-size: .7rem; opacity: .72; }
.map td.gain { --tone: var(--gain); }
.map td.loss { --tone: var(--loss); }
.map td.none { color: var(--soft); font-size: .75rem; border: 1px dashed var(--line); }
.map td.best { outline: 2.5px solid var(--mark); outline-offset: 1px; font-weight: 700; }
.key { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin-top: 1rem; font-size: .85rem; color: var(--soft); }
.key i { display: inline-block; width: 5rem; height: .75rem; border-radius: 4px; vertical-align: -1px; margin: 0 .4rem; }
.key .gain { background: linear-gradient(90deg, color-mix(in oklab, var(--gain) 10%, var(--card)), color-mix(in oklab, var(--gain) 66%, var(--card))); }
.key .loss { background: linear-gradient(90deg, color-mix(in oklab, var(--loss) 66%, var(--card)), color-mix(in oklab, var(--loss) 10%, var(--card))); }
.list { border-spacing: 0; width: 100%; font-size: .88rem; }
.list th, .list td { padding: .4rem .75rem .4rem 0; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
.list th { color: var(--soft); font-weight: 500; }
.list .text { text-align: left; }
footer { margin-top: 2rem; font-size: .8rem; color: var(--soft); }
@media (max-width: 40rem) {
  body { padding: 1.25rem .9rem 2rem; }
  .map { padding: .75rem; width: 100%; }
  .map td { min-width: 3.2rem; padding: .2rem .3rem; }
  table { border-spacing: 2px; }
}
@media print { body { max-width: none; } .map { break-inside: avoid; } * { print-color-adjust: exact; } }
`;
