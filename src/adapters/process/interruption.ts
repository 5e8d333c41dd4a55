/** Ctrl-C and SIGTERM as a signal that work looks at. The second one ends the process as if nobody listened. */
export type Interruption = { readonly signal: AbortSignal; readonly stopListening: () => void };

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const stopListening = (): void => {
    for (const name of SIGNALS) process.removeListener(name, interrupt);
  };
  const interrupt = (): void => {
    stopListening();
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return { signal: controller.signal, stopListening };
}
