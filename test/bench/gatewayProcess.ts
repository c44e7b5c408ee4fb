/** The gateway as its users run it: built, in a process of its own, logging every call into a file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface GatewayProcess {
  readonly processId: number;
  readonly port: number;
  stop(): Promise<void>;
}

const ROOT = resolve(__dirname, '../..');

/** @param environment settings; a free port and the log level of production are set here */
export async function startGatewayProcess(
  varDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const port = await freePort();
  const logFile = join(varDirectory, 'gateway.log');
  const log = openSync(logFile, 'a');
  // BENCH_NODE_OPTIONS: to look into it, such as --cpu-prof.
  const options = process.env.BENCH_NODE_OPTIONS?.split(' ') ?? [];
  const started = spawn(process.execPath, [...options, join(ROOT, 'dist/main.js'), 'up'], {
    env: {
      PATH: process.env.PATH,
      VAR_DIRECTORY: varDirectory,
      PORT: String(port),
      BIND_ADDRESS: '127.0.0.1',
      LOG_LEVEL: 'info',
      DRAIN_SECONDS: '0',
      ...environment,
    },
    stdio: ['ignore', log, log],
  });
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) break;
    if (started.exitCode !== null)
      throw new Error(`the gateway did not start:\n${await readFile(logFile, 'utf8')}`);
    await sleep(100);
  }
  return {
    processId: started.pid!,
    port,
    async stop() {
      if (started.exitCode !== null || started.signalCode !== null) return;
      const ended = once(started, 'exit');
      started.kill('SIGTERM');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
