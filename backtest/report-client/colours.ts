/** The style sheet's colours, for what is drawn on a canvas. They change with the reader's light and dark. */
export type Colours = Readonly<
  Record<'ink' | 'muted' | 'line' | 'paper' | 'curve' | 'wash' | 'loss' | 'lossWash', string>
>;

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: of('ink'),
    muted: of('muted'),
    line: of('line'),
    paper: of('card'),
    curve: of('curve'),
    wash: of('wash'),
    loss: of('loss'),
    lossWash: of('loss-wash'),
  };
}

export function onColourChange(repaint: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
}
