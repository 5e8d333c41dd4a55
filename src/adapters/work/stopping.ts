/** A signal as something to race with, for as long as the race goes on. */
export type Stopping = {
  readonly stopped: Promise<'stopped'>;
  readonly forget: () => void;
};

export function stoppingOf(signal: AbortSignal): Stopping {
  let stop = (): void => undefined;
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => {
      resolve('stopped');
    };
  });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  return {
    stopped,
    forget: () => {
      signal.removeEventListener('abort', stop);
    },
  };
}
