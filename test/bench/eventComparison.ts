/** Opens and clicks on their way to the database: with all that is counted of them, against the bare rows. */
import type { ResultSetHeader } from 'mysql2/promise';
import type { Comparison, Contender } from './comparison';
import type { EventWriterRequest } from './eventWriter';
import type { LoadResult } from './loadGenerator';
import type { World } from './world';

export async function eventComparison(world: World): Promise<Comparison> {
  const { realm, realmId, connection } = world;
  const open = async (
    name: string,
    through: 'buffer' | 'rows',
  ): Promise<Contender & { stop(): Promise<void> }> => {
    const child = await world.start('eventWriter.ts');
    const [{ insertId: campaignId }] = await connection.query<ResultSetHeader>(
      `INSERT INTO campaigns (realm_id, subject, status, created_at) VALUES (?, '', 'done', UTC_TIMESTAMP(3))`,
      [realmId],
    );
    await child.ask({ kind: 'open', realm, realmId, campaignId } satisfies EventWriterRequest);
    return {
      name,
      processId: child.processId,
      run: (seconds) => child.ask<LoadResult>({ kind: 'run', through, seconds } satisfies EventWriterRequest),
      stop: () => child.stop(),
    };
  };
  const ours = await open('event buffer', 'buffer');
  const bare = await open('bare rows, 500 a statement', 'rows');
  return {
    name: 'opens and clicks recorded',
    unit: 'events',
    ours,
    bare,
    expected: 0.4,
    close: async () => {
      await ours.stop();
      await bare.stop();
    },
  };
}
