export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --card: #ffffff; --ink: #16202c; --muted: #566373; --line: #dfe3e8;
  --faint: #eef1f4; --accent: #1f5fbf; --gain: #0b7a4b; --loss: #b3371f; --grave: #8a2c18;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f141a; --card: #171e26; --ink: #e6ebf0; --muted: #9aa8b6; --line: #2b3642;
    --faint: #1e2731; --accent: #6ba5ff; --gain: #4cc38a; --loss: #ff8a6b; --grave: #ff9e84;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  font-variant-numeric: tabular-nums;
}
.head, main, .foot { max-width: 1160px; margin: 0 auto; padding: 0 20px; }
.head { padding-top: 24px; }
.brand { margin: 0; color: var(--muted); font-weight: 600; letter-spacing: 0.04em; }
h1 { margin: 2px 0 16px; font-size: 1.6rem; line-height: 1.2; }
h2 { margin: 0 0 8px; font-size: 1.05rem; }
section { margin: 0 0 22px; }
.controls { display: flex; flex-wrap: wrap; gap: 12px 28px; justify-content: space-between; margin: 0 0 8px; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }
button {
  min-height: 40px; padding: 0 14px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); color: var(--accent); font: inherit; font-weight: 600; cursor: pointer;
}
button:hover { border-color: currentColor; }
button:disabled { opacity: 0.5; cursor: progress; }
button.grave { color: var(--grave); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.notice { min-height: 1.45em; margin: 0 0 10px; color: var(--muted); overflow-wrap: anywhere; }
.bad, .loss { color: var(--loss); }
.gain { color: var(--gain); }
.muted { color: var(--muted); margin: 0; }
.cards { display: grid; grid-template-columns: minmax(230px, 1fr) 2.4fr; gap: 16px; margin-bottom: 22px; }
.card { margin: 0; padding: 16px 18px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.card p { margin: 0 0 6px; }
.card .big { font-size: 1.9rem; font-weight: 600; line-height: 1.15; }
.badge, .status {
  display: inline-block; padding: 1px 8px; border-radius: 99px; background: var(--faint);
  font-size: 0.82rem; white-space: nowrap;
}
.market-open, .status-filled { color: var(--gain); }
.status-canceled, .status-expired, .status-rejected { color: var(--muted); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 6px 22px; margin: 10px 0 0; }
dl div { display: flex; justify-content: space-between; gap: 10px; border-top: 1px solid var(--line); padding-top: 5px; }
dt { color: var(--muted); }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; text-align: right; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 7px 12px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--muted); font-size: 0.82rem; font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
td:last-child small { white-space: nowrap; }
td small, th small { display: block; color: var(--muted); font-weight: 400; }
.id { max-width: 38ch; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.path { overflow-wrap: anywhere; }
.path small { display: inline-block; margin-left: 0.5em; }
@media (min-width: 900px) {
  .orders { table-layout: fixed; }
  .orders th:nth-child(1) { width: 18%; }
  .orders th:nth-child(2) { width: 30%; }
  .orders th:nth-child(3) { width: 8%; }
  .orders th:nth-child(4) { width: 12%; }
  .orders th:nth-child(6) { width: 14%; }
}
.foot { padding-bottom: 28px; color: var(--muted); }
a { color: var(--accent); }
@media (max-width: 640px) {
  .head, main, .foot { padding-left: 12px; padding-right: 12px; }
  .cards { grid-template-columns: 1fr; }
  .wide { display: none; }
  .path small { margin-left: 0; }
  th, td { padding: 6px 8px; }
  .id { max-width: 12ch; }
  dl { grid-template-columns: 1fr; }
}
`;
