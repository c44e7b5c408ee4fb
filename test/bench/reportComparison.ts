/** The first page of the events of a campaign: one with millions of them against one with thousands. */
import type { ResultSetHeader } from 'mysql2/promise';
import { soapRequest } from './soapRequest';
import type { Comparison, Contender } from './comparison';
import { RPC_PATH } from '../../src/facades/soap/soapNames';
import type { LoadResult } from './loadGenerator';
import type { World } from './world';

/** Events of the large campaign; REPORT_EVENTS=10000000 in a quick run as well. */
const LARGE = Number(process.env.REPORT_EVENTS ?? (process.argv.includes('--quick') ? 500_000 : 10_000_000));
const SMALL = 10_000;
const CLIENTS = 4;

export async function reportComparison(world: World): Promise<Comparison> {
  const { gateway, load } = world;
  const ours = await campaign(world, LARGE);
  const bare = await campaign(world, SMALL);
  const page = (name: string, campaignId: number): Contender => ({
    name,
    processId: gateway.processId,
    loadProcessId: load.processId,
    run: (seconds) =>
      load.ask<LoadResult>({
        port: gateway.port,
        path: RPC_PATH,
        connections: CLIENTS,
        seconds,
        // The last row of a full page has been counted up to.
        expected: 'customer_key',
        body: soapRequest('getTrackedEventsByCampaign', {
          session: ['string', world.session],
          campaignId: ['int', String(campaignId)],
          eventType: ['int', '10'],
          startDatetime: ['string', '01/01/2024'],
          endDatetime: ['string', '12/31/2024'],
          offset: ['int', '0'],
          format: ['string', 'csv'],
          header: ['int', '1'],
        }),
      }),
  });
  return {
    name: 'first page of events by campaign',
    unit: 'calls',
    ours: page(`${LARGE} events`, ours),
    bare: page(`${SMALL} events`, bare),
    expected: 1 / 1.5,
    close: () => Promise.resolve(),
  };
}

/** A campaign that was sent to half as many contacts as it has events; then they were opened and clicked for days. */
async function campaign({ connection, realmId, listId }: World, events: number): Promise<number> {
  const [{ insertId }] = await connection.query<ResultSetHeader>(
    `INSERT INTO campaigns (realm_id, list_id, name, subject, status, created_at)
     VALUES (?, ?, 'reported', 'News', 'done', '2024-02-01')`,
    [realmId, listId],
  );
  await connection.query(
    `INSERT INTO events (realm_id, event_type, occurred_at, contact_id, campaign_id, list_id)
     SELECT ?, IF(seq <= ?, 9, IF(seq % 4 = 0, 11, 10)), TIMESTAMPADD(MICROSECOND, seq * 1000000, '2024-02-01'),
            100001 + seq % 3000, ?, ?
       FROM seq_1_to_${events}`,
    [realmId, events / 2, insertId, listId],
  );
  return insertId;
}
