/** What a report says of its day as a whole: its date, and that nothing qualified. */
import { parseSessionDate, type SessionDate } from '../domain/session-date.ts';
import { isWithin, type Outline, type Piece } from './earnings-report-outline.ts';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const ISO = /\b(\d{4})[-/](\d{2})[-/](\d{2})\b/g;
const ENGLISH = /\b([A-Z][a-z]{2})[a-z]{0,6}\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b/g;
const NOTHING =
  /\b(?:no|zero|0)\b(?! longer)[^.:;]{0,60}\b(?:stocks?|candidates?|setups?|gap-ups?|trades|picks|opportunities|companies|names)\b|\bnothing qualified\b/i;
const FOUND_NONE =
  /\b(?:found|qualif\w+|met|meets?|today|identified|available|passed|detected|to report|this session)\b|\bno (?:trade |earnings )?candidates\b/i;
/** `No A-grade stocks found` says nothing of the other grades. */
const OF_ONE_GRADE = /\b[A-D][\s-]grade|\bgrade[\s-][A-D]\b/i;
const MAX_SENTENCE = 200;

/** The dates in the title, the heading and the header of the page. */
export function datesStated(outline: Outline): SessionDate[] {
  const texts = outline.pieces.filter(isPageHead).map((piece) => piece.text.slice(0, MAX_SENTENCE));
  return [...new Set(texts.flatMap(datesIn))];
}

export function saysNoCandidates(outline: Outline): boolean {
  return outline.pieces.some(
    ({ text }) =>
      text.length <= MAX_SENTENCE &&
      NOTHING.test(text) &&
      FOUND_NONE.test(text) &&
      !OF_ONE_GRADE.test(text),
  );
}

function isPageHead(piece: Piece): boolean {
  const isHead = ({ tag }: { readonly tag: string }) => ['title', 'h1', 'header'].includes(tag);
  return (
    isWithin(piece.block, isHead) &&
    !isWithin(piece.block, ({ tag }) => ['article', 'tr', 'li'].includes(tag))
  );
}

function datesIn(text: string): SessionDate[] {
  const iso = [...text.matchAll(ISO)].map((match) => match.slice(1).join('-'));
  const english = [...text.matchAll(ENGLISH)].map(([, month = '', day = '', year = '']) => {
    const number = MONTHS.indexOf(month.toLowerCase()) + 1;
    return `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
  });
  return [...iso, ...english].flatMap((date) => parseSessionDate(date) ?? []);
}
