/** Processes of a benchmark: each part runs in its own, answers requests over IPC, and ends with its parent. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export interface Child {
  readonly processId: number;
  /** Sends a request and waits for its answer. @throws if the child failed or died */
  ask<T>(request: unknown): Promise<T>;
  stop(): Promise<void>;
}

type Answer = { readonly value: unknown } | { readonly error: string };

/** Starts the file of a part, which calls `answerRequests`. */
export async function startChild(file: string): Promise<Child> {
  const started = fork(resolve(__dirname, file), {
    execArgv: ['-r', resolve(__dirname, '../support/runTypeScript.js')],
    serialization: 'advanced',
  });
  let waiting: { resolve(value: never): void; reject(error: Error): void } | undefined;
  started.on('message', (answer: Answer) => {
    if ('error' in answer) waiting?.reject(new Error(`${file}: ${answer.error}`));
    else waiting?.resolve(answer.value as never);
  });
  started.on('exit', (code) => waiting?.reject(new Error(`${file} ended with code ${code}`)));
  return {
    processId: started.pid!,
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        started.send(request as object);
      }),
    async stop() {
      waiting = undefined;
      if (started.exitCode !== null || started.signalCode !== null) return;
      const ended = once(started, 'exit');
      started.disconnect();
      await ended;
    },
  };
}

/** The other end: answers one request at a time until the parent goes away. */
export function answerRequests<T>(answer: (request: T) => Promise<unknown>): void {
  process.on('message', (request: T) => {
    answer(request).then(
      (value) => process.send!({ value }),
      (error: unknown) => process.send!({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
