/** The newest campaigns beside each other: what share of their readers opened, clicked, came back and left. */
import { html } from '../../public/html';
import { at } from '../consolePaths';
import { barChart } from '../charts';
import { join, link, section, table } from '../elements';
import { moment } from '../moments';
import { realmFacts } from '../realmFacts';
import { texts } from '../texts';
import type { ConsolePage } from '../visit';
import { campaignTitle, type Campaign } from './campaignPages';

const t = texts.campaigns;

interface Details extends Campaign {
  readonly events: Readonly<Record<string, number>>;
}

const COMPARED = 12;

export const comparePage: ConsolePage = {
  path: '/realms/:realm/compare',
  show: async (visit) => {
    const { timeZone } = await realmFacts(visit);
    const newest = (await visit.call<Campaign[]>('campaignList', { most: COMPARED })).filter(
      ({ testMode, status }) => !testMode && status !== 'sticky',
    );
    const campaigns: Details[] = [];
    for (const { campaignId } of newest)
      campaigns.push(await visit.call<Details>('campaignShow', { campaignId }));
    const total = ({ events }: Details, name: string): number => events[name] ?? 0;
    const percent = (campaign: Details, ...names: readonly string[]): number => {
      const sent = total(campaign, 'sent');
      const count = names.reduce((sum, name) => sum + total(campaign, name), 0);
      return sent === 0 ? 0 : Math.round((1000 * count) / sent) / 10;
    };
    const inTime = campaigns.toReversed();
    const share = (...names: readonly string[]) => ({
      cell: (campaign: Details) => `${percent(campaign, ...names).toFixed(1)} %`,
      isNumber: true as const,
    });
    return {
      title: t.compare,
      trail: [[t.title, at('realms', visit.realm, 'campaigns')]],
      body: join([
        campaigns.length === 0
          ? null
          : section(
              t.shares,
              barChart({
                title: t.shares,
                labels: inTime.map(({ campaignId }) => String(campaignId)),
                series: [
                  { name: t.opened, values: inTime.map((one) => percent(one, 'uniqueOpens')) },
                  { name: t.clicked, values: inTime.map((one) => percent(one, 'uniqueClicks')) },
                  { name: t.left, values: inTime.map((one) => percent(one, 'unsubscribes')) },
                ],
              }),
            ),
        html`<p class="note">${t.compareNote}</p>`,
        table<Details>(
          t.compare,
          [
            {
              head: t.campaign,
              cell: (one) => link(campaignTitle(one), at('realms', visit.realm, 'campaigns', one.campaignId)),
            },
            { head: t.number, cell: ({ campaignId }) => campaignId, isNumber: true },
            { head: t.launched, cell: ({ createdAt }) => moment(createdAt, timeZone) },
            { head: t.sent, cell: (one) => total(one, 'sent'), isNumber: true },
            { head: t.opened, ...share('uniqueOpens') },
            { head: t.clicked, ...share('uniqueClicks') },
            { head: t.bounced, ...share('hardBounces', 'softBounces') },
            { head: t.left, ...share('unsubscribes') },
            { head: t.complained, ...share('complaints') },
          ],
          campaigns,
          t.none,
        ),
      ]),
    };
  },
};
