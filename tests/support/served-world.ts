/** An emulator over an invented market, on a port of its own. */
import { openStream } from '../../live/emulator/stream-connections.ts';
import { serveOnLoopback } from '../../src/adapters/server/loopback-server.ts';
import {
  emulatorWorld,
  type EmulatorWorld,
  type WorldOptions,
} from '../live/emulator/emulator-world.ts';

export type ServedWorld = EmulatorWorld & {
  readonly origin: string;
  /** Resolves once so many requests to listen to a stream have been answered: clients do not say when. */
  subscriptions(count: number): Promise<void>;
  close(): Promise<void>;
};

export async function servedWorld(options: WorldOptions = {}): Promise<ServedWorld> {
  const world = emulatorWorld(options);
  const waiting = new Set<() => void>();
  let subscriptions = 0;
  const server = await serveOnLoopback({
    port: 0,
    fetch: world.fetch,
    plain: world.plain,
    sockets: {
      path: '/stream',
      open: (peer, url) => {
        const connection = openStream(world.emulator, peer, url);
        return {
          ...connection,
          received: (text) => {
            connection.received(text);
            if (text.includes('"listen"')) subscriptions += 1;
            for (const look of [...waiting]) look();
          },
        };
      },
    },
  });
  return {
    ...world,
    origin: server.origin,
    subscriptions: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (subscriptions < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () => server.close(),
  };
}
