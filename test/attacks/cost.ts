/**
 * What a piece of work costs this process, in which the gateway runs too: CPU time, and the memory that it needs at
 * most. A figure means something only beside that of an honest call in the same run.
 */
export interface Cost {
  readonly milliseconds: number;
  readonly bytes: number;
}

const inUse = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const memoryBefore = inUse();
  let most = memoryBefore;
  const look = (): void => void (most = Math.max(most, inUse()));
  const timer = setInterval(look, 2);
  const before = process.cpuUsage();
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  look();
  const { user, system } = process.cpuUsage(before);
  return { milliseconds: (user + system) / 1000, bytes: most - memoryBefore };
}

/** The middle one of several costs, and the most memory of any. @param floor below which a figure says nothing */
export function baseline(costs: readonly Cost[], floor: Cost): Cost {
  const times = costs.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return {
    milliseconds: Math.max(floor.milliseconds, times[Math.floor(times.length / 2)]!),
    bytes: Math.max(floor.bytes, ...costs.map(({ bytes }) => bytes)),
  };
}
