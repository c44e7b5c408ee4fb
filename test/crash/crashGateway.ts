/** The gateway as a service runs it, in a process of its own that is there to be killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RPC_PATH } from '../../src/facades/soap/soapNames';

const ROOT = resolve(__dirname, '../..');

/** What to run: the build that owners run, or the sources as they are. */
export const PROGRAMS = {
  built: [join(ROOT, 'dist/main.js')],
  sources: ['-r', join(ROOT, 'test/support/runTypeScript.js'), join(ROOT, 'src/main.ts')],
} as const;
export type Program = keyof typeof PROGRAMS;

export interface CrashGateway {
  readonly processId: number;
  /** Address of its SOAP door. */
  readonly url: string;
  /** Ends the process from one instruction to the next; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop. @returns its exit code */
  stop(): Promise<number | null>;
}

const START_SECONDS = 60;

/** Resolves when it takes calls. */
export async function startCrashGateway(
  program: Program,
  environment: Readonly<Record<string, string>>,
): Promise<CrashGateway> {
  const child = spawn(process.execPath, [...PROGRAMS[program], 'start', '--json'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  // Nobody is left to stop it where this process ends first.
  const orphan = (): boolean => child.kill('SIGKILL');
  process.once('exit', orphan);
  void exited.then(() => process.off('exit', orphan));
  let said = '';
  const port = await new Promise<number>((found, failed) => {
    const fail = (why: string): void => {
      orphan();
      failed(new Error(`the gateway ${why}, having said:\n${said.slice(-4000)}`));
    };
    const late = setTimeout(
      () => fail(`was not ready within ${START_SECONDS} seconds`),
      START_SECONDS * 1000,
    );
    const listen = (text: string): void => {
      said = (said + text).slice(-100_000);
      const ready = /^\{"endpoint".*"port":(\d+).*\}$/m.exec(said);
      if (!ready) return;
      clearTimeout(late);
      found(Number(ready[1]));
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    void exited.then(([code]) => {
      clearTimeout(late);
      fail(`ended with ${code}`);
    });
  });
  return {
    processId: child.pid!,
    url: `http://127.0.0.1:${port}${RPC_PATH}`,
    async kill() {
      if (child.exitCode !== null)
        throw new Error(`the gateway ended by itself, with ${child.exitCode}:\n${said}`);
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      const patience = sleep(30_000, 'late' as const, { ref: false });
      if ((await Promise.race([exited, patience])) === 'late') child.kill('SIGKILL');
      return (await exited)[0];
    },
  };
}
