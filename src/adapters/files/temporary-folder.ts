import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TemporaryFolder = { readonly path: string; readonly remove: () => void };

const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A folder that does not outlive its work, also when that is ended by Ctrl-C. */
export function openTemporaryFolder(): TemporaryFolder {
  const made = { path: '' };
  const remove = (): void => {
    for (const signal of ENDINGS) process.off(signal, onEnding);
    if (made.path !== '') rmSync(made.path, { recursive: true, force: true });
  };
  /**
   * The signal is sent again: the shell is to see a process that was ended by it. A run that listens, too, to come to its
   * end in good order would outlive its own folder.
   */
  const onEnding = (signal: NodeJS.Signals): void => {
    remove();
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  };
  // Before there is a folder: a signal that comes right after it must find us listening.
  for (const signal of ENDINGS) process.on(signal, onEnding);
  made.path = mkdtempSync(join(tmpdir(), 'openbell-'));
  return { path: made.path, remove };
}
