/** With what and from where the mail of a campaign was opened or clicked. */
import { EVENT_TYPES } from '../../../core/events/events';
import { browserTotals, type ClientTotals } from '../../../core/reports/browserInfo';
import { requireCampaign } from '../../../core/reports/campaignReports';
import { domainTotals } from '../../../core/reports/domainTotals';
import type { RealmContext } from '../../context';
import { NamedCounts, rankedCounts, TOP } from './rankedCounts';

export async function readerActivity(context: RealmContext, id: number, what: 'opens' | 'clicks') {
  const { sql, realm } = context;
  await requireCampaign(sql, realm, id);
  const clients: ClientTotals[] = [];
  const query = { browser: '', operatingSystem: '', clientType: '' };
  for await (const piece of browserTotals(sql, realm, id, query)) clients.push(...piece);
  const by = (part: 'browser' | 'clientType') =>
    rankedCounts(clients.map((each) => ({ name: each.client[part], count: each[what] }))).slice(0, TOP);
  const type = what === 'opens' ? EVENT_TYPES.open : EVENT_TYPES.click;
  const domains = rankedCounts(await domainTotals(sql, realm, id, type)).slice(0, TOP);
  const devices = rankedCounts(
    clients.map((each) => ({ name: each.client.operatingSystem, count: each[what] })),
  ).slice(0, TOP);
  return {
    topBrowsers: by('browser'),
    topBrowserTypes: by('clientType'),
    topDevices: devices,
    topDomains: domains,
  };
}

export const TOPS = {
  topBrowsers: NamedCounts,
  topBrowserTypes: NamedCounts,
  topDevices: NamedCounts,
  topDomains: NamedCounts,
} as const;
