/**
 * HTML whose foreign text cannot become markup: a template escapes whatever is put into it, unless it is HTML that was
 * made the same way.
 */
import { invariant } from '../domain/invariant.ts';

export type Html = { readonly html: string };
type Part = Html | string | number | readonly Html[];

/** markup`<b>${text}</b>` */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let made = texts[0] ?? '';
  for (const [at, part] of parts.entries()) made += markupOf(part) + (texts[at + 1] ?? '');
  return { html: made };
}

export const NOTHING: Html = { html: '' };

/** Our own style sheet or program. What would end its element early, or open a comment in it, is refused. */
export function ownText(text: string): Html {
  invariant(!/<\/(script|style)|<!--/i.test(text), 'an embedded text ends its own element');
  return { html: text };
}

/** JSON for a script element of type application/json: no text in it can end the element. */
export function embeddedJson(value: unknown): Html {
  return { html: JSON.stringify(value).replaceAll('<', '\\u003c') };
}

export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function markupOf(part: Part): string {
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  if ('html' in part) return part.html;
  return part.map((piece) => piece.html).join('');
}
