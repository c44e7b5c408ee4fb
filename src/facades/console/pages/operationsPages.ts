/** What goes on: the newest messages, addresses that get nothing any more, and what came back. */
import { html } from '../../public/html';
import { at } from '../consolePaths';
import { actForm, badge, carefulForm, field, join, section, table } from '../elements';
import { moment } from '../moments';
import { realmFacts } from '../realmFacts';
import { texts } from '../texts';
import type { ConsolePage } from '../visit';

const NEWEST = 200;

interface Message {
  readonly messageId: number;
  readonly recipient: string;
  readonly status: string;
  readonly attempts: number;
  readonly outcome: string;
  readonly createdAt: Date;
}

export const messagesPage: ConsolePage = {
  path: '/realms/:realm/messages',
  show: async (visit) => {
    const t = texts.messages;
    const { timeZone } = await realmFacts(visit);
    return {
      title: t.title,
      body: html`<p class="note">${t.note}</p>
        ${table<Message>(
          t.title,
          [
            { head: t.recipient, cell: ({ recipient }) => recipient },
            {
              head: texts.common.state,
              cell: ({ status }) =>
                badge(
                  t.states[status] ?? status,
                  status === 'sent' ? 'good' : ['failed', 'bounced'].includes(status) ? 'bad' : 'plain',
                ),
            },
            { head: t.attempts, cell: ({ attempts }) => attempts, isNumber: true },
            { head: t.outcome, cell: ({ outcome }) => outcome || '–' },
            { head: texts.common.created, cell: ({ createdAt }) => moment(createdAt, timeZone) },
          ],
          await visit.call('messageList', { most: NEWEST }),
          t.none,
        )}`,
    };
  },
};

interface Suppressed {
  readonly email: string;
  readonly category: string | null;
  readonly createdAt: Date;
  readonly reason: string;
}

export const suppressionPage: ConsolePage = {
  path: '/realms/:realm/suppression',
  show: async (visit) => {
    const t = texts.suppression;
    const { timeZone } = await realmFacts(visit);
    return {
      title: t.title,
      body: join([
        html`<p class="note">${t.note}</p>`,
        table<Suppressed>(
          t.title,
          [
            { head: texts.contacts.address, cell: ({ email }) => email },
            { head: t.reason, cell: ({ reason }) => t.reasons[reason] ?? reason },
            { head: t.category, cell: ({ category }) => category ?? '–' },
            { head: t.since, cell: ({ createdAt }) => moment(createdAt, timeZone) },
            ...(visit.may('manager')
              ? [
                  {
                    head: t.lift,
                    cell: ({ email }: Suppressed) =>
                      carefulForm(visit, t.liftOpener, t.liftText, {
                        act: 'lift',
                        button: t.liftButton,
                        hidden: { email },
                      }),
                  },
                ]
              : []),
          ],
          await visit.call('suppressionList', { most: NEWEST }),
          t.none,
        ),
        visit.may('manager')
          ? section(
              t.liftTitle,
              actForm(
                visit,
                { act: 'lift', button: t.liftButton, kind: 'plain' },
                field({
                  name: 'email',
                  label: texts.contacts.address,
                  type: 'email',
                  value: visit.form('email'),
                  isRequired: true,
                }),
              ),
            )
          : null,
      ]),
    };
  },
  acts: {
    lift: async (visit) => {
      await visit.call('suppressionLift', { email: visit.form('email').trim() });
      return { to: at('realms', visit.realm, 'suppression'), done: 'lifted' };
    },
  },
};
