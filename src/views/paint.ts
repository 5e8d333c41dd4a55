/** Colours, as functions: the terminal gives real ones, everything else gives the text back. */
export type Paint = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
};

const plain = (text: string): string => text;

export const NO_PAINT: Paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain };
