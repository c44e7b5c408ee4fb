/**
 * Which gateways run over a VAR_DIRECTORY, and with what settings: each leaves a file there while it runs, so that the
 * command line can tell what holds, whatever its own environment says.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Settings } from '../config/settings';
import { isRunning } from '../db/isRunning';
import type { ShownSetting } from './shownSettings';
import { writePrivateFile } from './writePrivateFile';

export interface RunningGateway {
  readonly processId: number;
  readonly startedAt: string;
  /** Where it listens, for this machine. */
  readonly host: string;
  readonly port: number;
  readonly settings: readonly ShownSetting[];
}

const folderOf = ({ varDirectory }: Pick<Settings, 'varDirectory'>): string => join(varDirectory, 'gateways');

/** @returns a function that takes the announcement back */
export async function announceGateway(
  settings: Pick<Settings, 'varDirectory'>,
  gateway: RunningGateway,
): Promise<() => Promise<void>> {
  const file = join(folderOf(settings), `${gateway.processId}.json`);
  await writePrivateFile(file, `${JSON.stringify(gateway, null, 2)}\n`);
  return () => rm(file, { force: true });
}

/** Those that answer, oldest first. What a killed one left behind is removed. */
export async function runningGateways(settings: Pick<Settings, 'varDirectory'>): Promise<RunningGateway[]> {
  const folder = folderOf(settings);
  const files = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    files
      .filter((name) => /^\d+\.json$/.test(name))
      .map(async (name) => {
        const gateway = await read(join(folder, name));
        if (gateway && (await isRunning(gateway.processId)) && (await listens(gateway))) return [gateway];
        await rm(join(folder, name), { force: true });
        return [];
      }),
  );
  return found.flat().sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

async function read(path: string): Promise<RunningGateway | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RunningGateway;
  } catch {
    return null;
  }
}

/** Numbers of processes are used again; the port tells. */
const listens = ({ host, port }: RunningGateway): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: host.replace(/[[\]]/g, ''), port, timeout: 1000 });
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
