/** One campaign: how far it is, what its readers do, day by day, and its reports as files. */
import { html, type Html } from '../../public/html';
import { at, withQuery } from '../consolePaths';
import { barChart } from '../charts';
import { actForm, carefulForm, facts, join, linkButton, section, select, table } from '../elements';
import { moment } from '../moments';
import { realmFacts } from '../realmFacts';
import { filled, texts } from '../texts';
import { peek } from '../uploads';
import type { ConsolePage, Visit } from '../visit';
import { campaignState, campaignTitle, type Campaign } from './campaignPages';

const t = texts.campaigns;

interface Details extends Campaign {
  readonly queued: number;
  readonly sent: number;
  readonly failed: number;
  readonly suppressed: number;
  readonly cancelled: number;
  readonly events: Readonly<Record<string, number>>;
}

interface Report {
  readonly operation: string;
  readonly values: (campaignId: number) => Readonly<Record<string, unknown>>;
}

const EVER = { fromDate: '01/01/2000', toDate: '12/31/2099' };
const EVER_TIMES = { startDatetime: EVER.fromDate, endDatetime: EVER.toDate };

/** The reports about one campaign, as programs get them. */
const REPORTS: Readonly<Record<keyof typeof t.reports, Report>> = {
  days: {
    operation: 'getDailyCampaignStats',
    values: (campaignId) => ({ campaignId, ...EVER, version: '7.3.0' }),
  },
  links: { operation: 'getCampaignClickthroughsOverview', values: (campaignId) => ({ campaignId }) },
  programs: {
    operation: 'getBrowserInfoByCampaign',
    values: (campaignId) => ({
      campaignId,
      bySubscriber: 0,
      osNameMatch: '',
      browserMatch: '',
      clientTypeMatch: '',
    }),
  },
  bounces: { operation: 'getBounceStats', values: (campaignId) => ({ campaignId, ...EVER }) },
  leavers: {
    operation: 'getUnsubscribeReport',
    values: (campaignId) => ({ campaignId, listId: 0, unique: 0 }),
  },
  events: {
    operation: 'getTrackedEventsByCampaign',
    values: (campaignId) => ({ campaignId, eventType: 0, ...EVER_TIMES, offset: 0 }),
  },
};
export const FORMATS: Readonly<Record<string, { readonly type: string; readonly ending: string }>> = {
  csv: { type: 'text/csv', ending: 'csv' },
  csv_tab: { type: 'text/tab-separated-values', ending: 'tsv' },
  csv_pipe: { type: 'text/plain', ending: 'txt' },
  xml: { type: 'application/xml', ending: 'xml' },
  xml2: { type: 'application/xml', ending: 'xml' },
  html: { type: 'text/html', ending: 'html' },
  plain: { type: 'text/plain', ending: 'txt' },
};

const textOf = (
  visit: Visit,
  { operation, values }: Report,
  campaignId: number,
  format: string,
): Promise<string> =>
  visit.call<string>(operation, { ...values(campaignId), format, header: headerFor(operation) });

/** Most reports take a number for this switch. */
const headerFor = (operation: string): number | boolean =>
  operation === 'getTrackedEventsByCampaign' ? true : 1;

/** A report as rows of texts, with its headings. */
async function rowsOf(visit: Visit, report: Report, campaignId: number) {
  const text = await textOf(visit, report, campaignId, 'csv');
  const [headings = [], ...rows] = peek(text, 1000).rows;
  return { headings, rows: rows.filter((row) => row.some((cell) => cell !== '')) };
}

function reportTable(title: string, { headings, rows }: Awaited<ReturnType<typeof rowsOf>>): Html {
  return table<readonly string[]>(
    title,
    headings.map((heading, i) => ({ head: heading.replaceAll('_', ' '), cell: (row) => row[i] ?? '' })),
    rows,
    t.nothingYet,
  );
}

export const campaignPage: ConsolePage = {
  path: '/realms/:realm/campaigns/:campaign',
  show: async (visit) => {
    const { timeZone } = await realmFacts(visit);
    const campaignId = Number(visit.params.campaign);
    const campaign = await visit.call<Details>('campaignShow', { campaignId });
    const isUnderWay = ['queued', 'running', 'paused', 'held'].includes(campaign.status);
    const days = await rowsOf(visit, REPORTS.days, campaignId);
    const links = await rowsOf(visit, REPORTS.links, campaignId);
    const total = (name: string): number => campaign.events[name] ?? 0;
    const share = (count: number): string =>
      total('sent') === 0 ? '' : ` (${((100 * count) / total('sent')).toFixed(1)} %)`;
    const column = (name: string): number[] => {
      const i = days.headings.findIndex((heading) => heading.toLowerCase() === name.toLowerCase());
      return days.rows.map((row) => Number(row[i]) || 0);
    };
    return {
      title: campaignTitle(campaign),
      trail: [[t.title, at('realms', visit.realm, 'campaigns')]],
      body: join([
        facts([
          [texts.common.state, campaignState(campaign)],
          [t.number, campaignId],
          [t.subject, campaign.subject],
          [t.sender, campaign.sender],
          [t.launched, moment(campaign.createdAt, timeZone)],
          [t.ended, campaign.completedAt ? moment(campaign.completedAt, timeZone) : '–'],
          [
            t.recipients,
            campaign.isCaptured ? campaign.recipients : filled(t.moreThan, { count: campaign.recipients }),
          ],
        ]),
        visit.may('sender') && isUnderWay ? section(t.control, control(visit, campaign)) : null,
        section(
          t.progress,
          html`<progress
              max="${Math.max(1, campaign.recipients)}"
              value="${campaign.sent + campaign.failed + campaign.suppressed + campaign.cancelled}"
              aria-label="${t.progress}"
            ></progress>
            ${facts([
              [t.queued, campaign.queued],
              [t.sent, campaign.sent],
              [t.failed, campaign.failed],
              [t.suppressed, campaign.suppressed],
              [t.cancelledMails, campaign.cancelled],
            ])}
            ${isUnderWay ? html`<p>${linkButton(texts.transfer.look, '')}</p>` : null}`,
        ),
        section(
          t.readers,
          facts([
            [t.opened, `${total('uniqueOpens')}${share(total('uniqueOpens'))}`],
            [t.clicked, `${total('uniqueClicks')}${share(total('uniqueClicks'))}`],
            [
              t.bounced,
              `${total('hardBounces') + total('softBounces')}${share(total('hardBounces') + total('softBounces'))}`,
            ],
            [t.left, `${total('unsubscribes')}${share(total('unsubscribes'))}`],
            [t.complained, `${total('complaints')}${share(total('complaints'))}`],
            [t.forwarded, total('forwards')],
          ]),
        ),
        section(
          t.byDay,
          days.rows.length === 0
            ? html`<p class="empty">${t.nothingYet}</p>`
            : html`${barChart({
                  title: t.byDay,
                  labels: days.rows.map(([day = '']) => day),
                  series: [
                    { name: t.opened, values: column('Unique_opened') },
                    { name: t.clicked, values: column('Unique_clickthroughs') },
                    { name: t.left, values: column('Total_unsubscribed') },
                  ],
                })}
                <details class="opener">
                  <summary>${t.asTable}</summary>
                  <div>${reportTable(t.byDay, days)}</div>
                </details>`,
        ),
        section(t.links, reportTable(t.links, links)),
        section(
          t.download,
          html`<form
            method="get"
            action="${at('realms', visit.realm, 'campaigns', campaignId, 'report')}"
            class="view"
          >
            ${select({ name: 'report', label: t.report, choices: Object.entries(t.reports) })}
            ${select({ name: 'format', label: t.format, choices: Object.keys(FORMATS).map((name) => [name, name]) })}
            <div class="buttons"><button class="plain">${t.downloadButton}</button></div>
          </form>`,
          t.downloadNote,
        ),
      ]),
    };
  },
  acts: Object.fromEntries(
    (
      [
        ['pause', 'campaignPause', 'paused'],
        ['resume', 'campaignResume', 'resumed'],
        ['cancel', 'campaignCancel', 'cancelled'],
      ] as const
    ).map(([act, operation, done]) => [
      act,
      async (visit: Visit) => {
        await visit.call(operation, { campaignId: Number(visit.params.campaign) });
        return { to: at('realms', visit.realm, 'campaigns', visit.params.campaign!), done };
      },
    ]),
  ),
};

const control = (visit: Visit, { status }: Campaign): Html =>
  html`<div class="row">
    ${
      status === 'paused'
        ? actForm(visit, { act: 'resume', button: t.resume })
        : actForm(visit, { act: 'pause', button: t.pause, kind: 'plain' })
    }
    ${carefulForm(visit, t.cancel, t.cancelText, { act: 'cancel', button: t.cancelButton })}
  </div>`;

export const campaignReportPage: ConsolePage = {
  path: '/realms/:realm/campaigns/:campaign/report',
  show: async (visit) => {
    const [name, format] = [visit.query('report'), visit.query('format')];
    const campaignId = Number(visit.params.campaign);
    if (!Object.hasOwn(REPORTS, name) || !Object.hasOwn(FORMATS, format))
      return { to: withQuery(at('realms', visit.realm, 'campaigns', campaignId), {}) };
    const { type, ending } = FORMATS[format]!;
    return {
      fileName: `campaign-${campaignId}-${name}.${ending}`,
      type,
      content: await textOf(visit, REPORTS[name as keyof typeof REPORTS], campaignId, format),
    };
  },
};
