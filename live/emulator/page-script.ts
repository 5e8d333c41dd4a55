/**
 * The page's own program. It sends what a button says and shows the facts anew, once a second and after every button;
 * the text that arrives was escaped where it was made.
 */
export const PAGE_SCRIPT = `'use strict';
const facts = document.getElementById('facts');
const notice = document.getElementById('notice');
const REFRESH_MS = 1000;
let shown = '';
let timer = 0;

function say(text, isBad) {
  notice.textContent = text;
  notice.classList.toggle('bad', isBad === true);
}

async function refresh() {
  clearTimeout(timer);
  try {
    if (!document.hidden) {
      const reply = await fetch('/emulator/facts', { cache: 'no-store' });
      const text = await reply.text();
      if (!reply.ok) throw new Error(text);
      if (text !== shown) {
        const scrolled = [...facts.querySelectorAll('.scroll')].map((box) => box.scrollLeft);
        facts.innerHTML = shown = text;
        facts.querySelectorAll('.scroll').forEach((box, at) => { box.scrollLeft = scrolled[at] ?? 0; });
      }
      if (notice.dataset.lost) { delete notice.dataset.lost; say(''); }
    }
  } catch {
    notice.dataset.lost = 'yes';
    say('The emulator does not answer.', true);
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, REFRESH_MS);
}

async function send(button) {
  const { path, body, confirm: question } = button.dataset;
  if (question !== undefined && !window.confirm(question)) return;
  button.disabled = true;
  try {
    const reply = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    const answer = await reply.json();
    say(reply.ok ? answer.summary : answer.message, !reply.ok);
  } catch {
    say('The emulator does not answer.', true);
  } finally {
    button.disabled = false;
    button.focus();
  }
  await refresh();
}

for (const button of document.querySelectorAll('button[data-path]')) {
  button.addEventListener('click', () => { void send(button); });
}
document.addEventListener('visibilitychange', () => { void refresh(); });
void refresh();
`;
