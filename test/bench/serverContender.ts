/** A contender that is a server, loaded by the generator. */
import type { Contender } from './comparison';
import type { Load, LoadResult } from './loadGenerator';
import { CONNECTIONS, type World } from './world';

export const server = (
  { load }: World,
  name: string,
  processId: number,
  wanted: Pick<Load, 'port' | 'method' | 'path' | 'headers' | 'body' | 'expected'> & {
    readonly numbers?: () => Load['numbers'];
  },
): Contender => ({
  name,
  processId,
  loadProcessId: load.processId,
  run: (seconds) => {
    const { numbers, ...request } = wanted;
    const given = numbers?.();
    return load.ask<LoadResult>({
      ...request,
      connections: CONNECTIONS,
      seconds,
      ...(given ? { numbers: given } : {}),
    } satisfies Load);
  },
});
