/** JSON has no NaN and no Infinity, yet programs write them; they are looked for by name because they are the usual case. */
const NOT_NUMBERS = /[:[,]\s*(NaN|-?Infinity)\b/;

/** Why the text is no JSON, with its line where it can be told; null when it is. */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const said = error instanceof Error ? error.message : 'it is not JSON';
    const bad = NOT_NUMBERS.exec(text);
    if (bad?.[1] !== undefined)
      return `line ${lineAt(text, bad.index + bad[0].length)}: ${bad[1]} is no number`;
    const position = /position (\d+)/.exec(said)?.[1];
    return position === undefined ? said : `line ${lineAt(text, Number(position))}: ${said}`;
  }
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
