/** A real NATS server on a free port of this machine, with a store that is thrown away. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export type NatsServer = { readonly url: string; readonly stop: () => Promise<void> };

/** Undefined where it is not installed. */
export const natsServer = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  .map((folder) => join(folder, 'nats-server'))
  .find((path) => existsSync(path));

export async function startNatsServer(): Promise<NatsServer> {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-nats-'));
  const args = ['-js', '-a', '127.0.0.1', '-p', '-1', '-sd', folder, '--ports_file_dir', folder];
  const server = spawn(natsServer ?? 'nats-server', args, { stdio: 'ignore' });
  const url = await firstThat(folder, () => urlIn(folder));
  return {
    url,
    async stop() {
      await ended(server, () => server.kill('SIGKILL'));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function urlIn(folder: string): string | undefined {
  const name = readdirSync(folder).find((one) => one.endsWith('.ports'));
  if (name === undefined) return undefined;
  return /nats:\/\/[\d.:]+/.exec(readFileSync(join(folder, name), 'utf8'))?.[0];
}

/** The first answer, asked whenever something changes in the folder. */
export function firstThat<Answer>(folder: string, ask: () => Answer | undefined): Promise<Answer> {
  return new Promise((resolve) => {
    const look = (): void => {
      const answer = ask();
      if (answer === undefined) return;
      watcher.close();
      resolve(answer);
    };
    const watcher = watch(folder, look);
    look();
  });
}

export function ended(child: ChildProcess, by: () => void): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.on('exit', () => {
      resolve();
    });
    by();
  });
}
