/** The database servers of a gateway, each watched once however many schemas it has. */
import type { DatabaseAddress } from './databaseAddress';
import { ServerWatch, type ServerState, type ServerWatchOptions } from './serverWatch';

export interface ServerWatchesOptions extends Pick<ServerWatchOptions, 'standstillMs'> {
  /** Told of every change, with the server as `host:port` or the path of its socket. */
  readonly onChange: (server: string, state: ServerState, was: ServerState) => void;
}

export class ServerWatches {
  readonly #options: ServerWatchesOptions;
  readonly #watches = new Map<string, ServerWatch>();

  constructor(options: ServerWatchesOptions) {
    this.#options = options;
  }

  /** The watch of the server of this schema; it begins when it is first asked for. */
  of(address: DatabaseAddress): ServerWatch {
    const server = address.socketPath ?? `${address.host}:${address.port}`;
    let watch = this.#watches.get(server);
    if (!watch) {
      const { standstillMs, onChange } = this.#options;
      watch = new ServerWatch({
        address,
        standstillMs,
        onChange: (state, was) => onChange(server, state, was),
      });
      this.#watches.set(server, watch);
      watch.start();
    }
    return watch;
  }

  /** Whether every server answers, and takes changes. Within a second. */
  async areUp(): Promise<boolean> {
    const states = await Promise.all([...this.#watches.values()].map((watch) => watch.check()));
    return states.every((state) => state === 'up');
  }

  stop(): void {
    for (const watch of this.#watches.values()) watch.stop();
  }
}
