/** The ways a report writes a grade. Letters beyond A–D are returned as they stand: what they are worth is judged later. */
import type { Block } from './earnings-report-outline.ts';

const ALONE = /^([A-F])[+-]?$/;
const WORDED = /^(?:grade\s*[:–-]?\s*([A-F])[+-]?|([A-F])[+-]?(?:\s*-\s*|\s)?grade)$/i;
const IN_HEADING = /\bgrade[\s:-]*([A-D])\b|\b([A-D])[\s-]?grade\b/gi;
const CLASS_TOKEN = /^(?:[a-z]+[-_])*(?:(?:grade|badge)[-_]?([a-d])|([a-d])[-_]grade)$/;

/** `Grade A`, `A-Grade`, `A Grade`; the bare letter only where `bare` allows it. */
export function readGrade(text: string, bare: boolean): string | undefined {
  const worded = WORDED.exec(text);
  const letter = worded?.[1] ?? worded?.[2] ?? (bare ? ALONE.exec(text)?.[1] : undefined);
  // `a grade` is a word of a sentence.
  return letter !== undefined && /[A-F]/.test(letter) ? letter : undefined;
}

/** A grade beside a score in one text: `86.0A-Grade`, `88.5/100 (A)`, `Grade A: 88`. */
export function splitGrade(
  text: string,
): { readonly grade: string; readonly rest: string } | undefined {
  const behind =
    /^(.*\d.*?)[\s,–-]*(?:\(([A-F])[+-]?\)|\(?([A-F])[+-]?[\s-]?[Gg]rade\)?|\(?[Gg]rade[\s:-]*([A-F])[+-]?\)?)$/.exec(
      text,
    );
  if (behind !== null)
    return { grade: behind[2] ?? behind[3] ?? behind[4] ?? '', rest: (behind[1] ?? '').trim() };
  const before =
    /^(?:[Gg]rade[\s:-]*([A-F])[+-]?|([A-F])[+-]?[\s-]?[Gg]rade)[\s:,–-]*\(?(\d[^()]*)\)?$/.exec(
      text,
    );
  if (before === null) return undefined;
  return { grade: before[1] ?? before[2] ?? '', rest: (before[3] ?? '').trim() };
}

/** The one grade a heading names; none when it names several. */
export function readHeadingGrade(text: string): string | null {
  const letters = [...text.matchAll(IN_HEADING)].map((match) => match[1] ?? match[2] ?? '');
  return theOnly(letters.filter((letter) => /[A-D]/.test(letter)));
}

/** The one grade in a block's class: `grade-a`, `stock-grade grade-a`, `a-grade`, `badge-a`. */
export function readWordGrade(block: Block): string | null {
  const tokens = block.className.toLowerCase().split(' ');
  return theOnly(
    tokens.flatMap((token) => {
      const match = CLASS_TOKEN.exec(token);
      const letter = match?.[1] ?? match?.[2];
      return letter === undefined ? [] : [letter.toUpperCase()];
    }),
  );
}

function theOnly(letters: readonly string[]): string | null {
  const [first, ...others] = new Set(letters);
  return first !== undefined && others.length === 0 ? first : null;
}
