/** JSON has no NaN and no Infinity, yet programs write them; they are looked for by name because they are the usual case. */
const NOT_NUMBERS = /[:[,]\s*(NaN|-?Infinity)\b/;

export type ReadJson =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'problem'; readonly problem: string };

/** The value, or why the text is no JSON, with its line where it can be told. */
export function readJson(text: string): ReadJson {
  try {
    return { kind: 'value', value: JSON.parse(text) as unknown };
  } catch (error) {
    return { kind: 'problem', problem: problemOf(text, error) };
  }
}

function problemOf(text: string, error: unknown): string {
  const said = error instanceof Error ? error.message : 'it is not JSON';
  const bad = NOT_NUMBERS.exec(text);
  if (bad?.[1] !== undefined)
    return `line ${lineAt(text, bad.index + bad[0].length)}: ${bad[1]} is no number`;
  const position = /position (\d+)/.exec(said)?.[1];
  return position === undefined ? said : `line ${lineAt(text, Number(position))}: ${said}`;
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
