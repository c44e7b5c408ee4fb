/** Launches: the list of them, what is to begin later, a new one with its recipients counted before. */
import { html, type Html } from '../../public/html';
import { flagsXml } from '../../../text/flagsXml';
import { at } from '../consolePaths';
import {
  actForm,
  badge,
  facts,
  field,
  join,
  link,
  linkButton,
  notice,
  opener,
  section,
  select,
  table,
} from '../elements';
import { moment } from '../moments';
import { realmFacts } from '../realmFacts';
import { filled, texts } from '../texts';
import type { ConsolePage, Visit } from '../visit';

const t = texts.campaigns;

export interface Campaign {
  readonly campaignId: number;
  readonly listId: number;
  readonly name: string;
  readonly status: string;
  readonly templateId: number;
  readonly testMode: boolean;
  readonly subject: string;
  readonly sender: string;
  readonly recipients: number;
  readonly isCaptured: boolean;
  readonly expanded: number;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

export const campaignState = ({ status }: Pick<Campaign, 'status'>): Html =>
  badge(
    t.states[status] ?? status,
    status === 'done' ? 'good' : status === 'cancelled' ? 'bad' : status === 'paused' ? 'warn' : 'plain',
  );

export const campaignTitle = ({
  campaignId,
  name,
  subject,
}: Pick<Campaign, 'campaignId' | 'name' | 'subject'>): string =>
  name || subject || filled(t.numbered, { id: campaignId });

interface Schedule {
  readonly scheduleId: number;
  readonly listId: number;
  readonly name: string;
  readonly frequency: string;
  readonly status: string;
  readonly dueAt: Date | null;
  readonly lastCampaignId: number | null;
  readonly lastProblem: string;
}

interface Named {
  readonly listId: number;
  readonly name: string;
}

const NEWEST = 100;

export const campaignsPage: ConsolePage = {
  path: '/realms/:realm/campaigns',
  show: async (visit) => {
    const { timeZone } = await realmFacts(visit);
    const campaigns = await visit.call<Campaign[]>('campaignList', { most: NEWEST });
    const lists = new Map((await visit.call<Named[]>('listList')).map(({ listId, name }) => [listId, name]));
    const schedules = (await visit.call<Schedule[]>('scheduleList')).filter(
      ({ status, lastProblem }) => status === 'waiting' || lastProblem !== '',
    );
    return {
      title: t.title,
      actions: visit.may('sender')
        ? linkButton(t.launch, at('realms', visit.realm, 'launch'), 'main')
        : html``,
      body: join([
        table<Campaign>(
          t.title,
          [
            {
              head: t.campaign,
              cell: (campaign) =>
                link(campaignTitle(campaign), at('realms', visit.realm, 'campaigns', campaign.campaignId)),
            },
            { head: texts.common.state, cell: campaignState },
            { head: t.list, cell: ({ listId }) => lists.get(listId) ?? (listId || '–') },
            { head: t.recipients, cell: ({ recipients }) => recipients, isNumber: true },
            { head: t.launched, cell: ({ createdAt }) => moment(createdAt, timeZone) },
          ],
          campaigns,
          t.none,
        ),
        schedules.length === 0
          ? null
          : section(
              t.later,
              table<Schedule>(
                t.later,
                [
                  { head: t.list, cell: ({ listId }) => lists.get(listId) ?? listId },
                  { head: texts.common.name, cell: ({ name }) => name || '–' },
                  { head: t.next, cell: ({ dueAt }) => (dueAt ? moment(dueAt, timeZone) : '–') },
                  { head: t.often, cell: ({ frequency }) => t.frequencies[frequency] ?? frequency },
                  { head: t.lastProblem, cell: ({ lastProblem }) => lastProblem || '–' },
                  ...(visit.may('sender')
                    ? [
                        {
                          head: texts.common.remove,
                          cell: ({ scheduleId, status }: Schedule) =>
                            status === 'waiting'
                              ? actForm(visit, {
                                  act: 'unschedule',
                                  button: t.unschedule,
                                  kind: 'plain',
                                  hidden: { scheduleId },
                                })
                              : null,
                        },
                      ]
                    : []),
                ],
                schedules,
                '',
              ),
            ),
      ]),
    };
  },
  acts: {
    unschedule: async (visit) => {
      await visit.call('scheduleCancel', { scheduleId: Number(visit.form('scheduleId')) });
      return { to: at('realms', visit.realm, 'campaigns'), done: 'unscheduled' };
    },
  },
};

const NAMES = ['list', 'template', 'segment', 'suppression', 'subject', 'name'] as const;
type Wish = Readonly<Record<(typeof NAMES)[number], string>>;

const asked = (wish: Wish) => ({
  listId: Number(wish.list),
  templateId: Number(wish.template),
  segmentationId: wish.segment === '' ? null : Number(wish.segment),
  suppressionList: wish.suppression || null,
  subject: wish.subject || null,
  name: wish.name || null,
});

const wishOf = (read: (name: string) => string): Wish =>
  Object.fromEntries(NAMES.map((name) => [name, read(name)])) as unknown as Wish;

export const launchPage: ConsolePage = {
  path: '/realms/:realm/launch',
  show: async (visit) => {
    const wish = visit.form('act') === '' ? wishOf(visit.query) : wishOf(visit.form);
    const lists = await visit.call<Named[]>('listList');
    const templates = await visit.call<{ templateId: number; name: string }[]>('templateList');
    const segments = await visit.call<{ segmentationId: number; name: string }[]>('segmentationList');
    const suppressions =
      await visit.call<{ suppressionListId: number; name: string }[]>('suppressionUploads');
    const isAsked = wish.list !== '' && wish.template !== '' && visit.query('count') === 'yes';
    return {
      title: t.launch,
      trail: [[t.title, at('realms', visit.realm, 'campaigns')]],
      body: join([
        section(
          t.whatTitle,
          html`<form method="get" class="stack">
            <input type="hidden" name="count" value="yes" />
            <div class="grid">
              ${select({ name: 'list', label: t.list, value: wish.list, choices: lists.map(({ listId, name }) => [String(listId), name]) })}
              ${select({ name: 'template', label: t.template, value: wish.template, choices: templates.map(({ templateId, name }) => [String(templateId), name]) })}
              ${select({
                name: 'segment',
                label: t.segment,
                value: wish.segment,
                choices: [
                  ['', t.everybody],
                  ...segments.map(({ segmentationId, name }) => [String(segmentationId), name] as const),
                ],
              })}
              ${select({
                name: 'suppression',
                label: t.suppression,
                value: wish.suppression,
                choices: [['', t.noSuppression], ...suppressions.map(({ name }) => [name, name] as const)],
              })}
              ${field({ name: 'subject', label: t.subject, value: wish.subject, hint: t.subjectHint })}
              ${field({ name: 'name', label: t.name, value: wish.name })}
            </div>
            <div class="buttons"><button class="${isAsked ? 'plain' : 'main'}">${t.count}</button></div>
          </form>`,
        ),
        isAsked ? await confirmation(visit, wish) : null,
      ]),
    };
  },
  acts: {
    launch: async (visit) => {
      const wish = wishOf(visit.form);
      const answer = await visit.call<string>('listRun', {
        xmlFlags: flagsXml({
          list_id: wish.list,
          template_id: wish.template,
          subject: wish.subject,
          segmentation_id: wish.segment,
          suppression_list: wish.suppression,
          campaign_alias: wish.name,
        }),
      });
      return { to: at('realms', visit.realm, 'campaigns', Number(answer)), done: 'launched' };
    },
    schedule: async (visit) => {
      await visit.call('campaignSchedule', {
        ...asked(wishOf(visit.form)),
        startsAt: visit.form('startsAt'),
        frequency: visit.form('frequency'),
        endsOn: visit.form('endsOn') || null,
      });
      return { to: at('realms', visit.realm, 'campaigns'), done: 'scheduled' };
    },
  },
};

async function confirmation(visit: Visit, wish: Wish): Promise<Html> {
  const { timeZone } = await realmFacts(visit);
  const { recipients } = await visit.call<{ recipients: number }>('campaignCount', asked(wish));
  return section(
    t.goTitle,
    html`${notice(filled(t.counted, { count: recipients }))}
    ${facts([
      [t.subject, wish.subject || t.ofTemplate],
      [t.segment, wish.segment === '' ? t.everybody : wish.segment],
    ])}
    ${
      recipients === 0
        ? null
        : actForm(visit, { act: 'launch', button: filled(t.launchNow, { count: recipients }), hidden: wish })
    }
    ${opener(
      t.scheduleTitle,
      actForm(
        visit,
        { act: 'schedule', button: t.schedule, kind: 'plain', hidden: wish },
        html`${field({ name: 'startsAt', label: t.startsAt, type: 'datetime-local', hint: filled(texts.audit.zone, { zone: timeZone }), isRequired: true })}
        ${select({ name: 'frequency', label: t.often, choices: Object.entries(t.frequencies), value: 'once' })}
        ${field({ name: 'endsOn', label: t.endsOn, type: 'date', hint: t.endsOnHint })}`,
      ),
      visit.form('act') === 'schedule',
    )}`,
  );
}
