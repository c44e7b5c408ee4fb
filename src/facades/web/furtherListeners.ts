/**
 * More listeners on the port that one listens on. Node takes one new connection per listener and turn of the event
 * loop; with each turn a few milliseconds long, connections that come faster wait in the kernel, where no queue of ours
 * sees them, and in the end for seconds: the kernel drops what it has no room for, and clients try again after one
 * second, three, seven. With more listeners each turn takes as many.
 *
 * A listener is opened again by passing it to another process and back, which is what copies its descriptor.
 */
import { spawn } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';

export interface ListenerEvents {
  /** One more listens. */
  listening(listener: Server): void;
  connection(socket: Socket): void;
}

/** What the other process does: it returns the handle that it gets, as often as it is told. */
const RETURN = `process.on('message', (count, handle) => {
  for (let left = count; left > 0; left--)
    process.send(left, handle, left > 1 ? undefined : () => process.disconnect());
});`;

/** Opens more listeners on the port of one that listens: one after the other, and none where the system forbids it. */
export function furtherListeners(
  server: Server,
  count: number,
  backlog: number,
  events: ListenerEvents,
): void {
  // A server that is passed would begin to accept in the other process, too; its handle alone does not.
  const { _handle: handle } = server as unknown as { readonly _handle: Server };
  const child = spawn(process.execPath, ['-e', RETURN], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {},
  });
  // The gateway works without them.
  child.on('error', () => undefined);
  child.on('message', (_left, copy) => {
    // As an HTTP server takes its connections.
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      events.connection(socket),
    );
    listener.on('error', () => listener.close());
    // Each call sets the backlog of them all.
    listener.listen(copy, backlog, () => events.listening(listener));
  });
  child.send(count, handle, (error) => error && child.kill());
  child.unref();
  child.channel?.unref();
}
