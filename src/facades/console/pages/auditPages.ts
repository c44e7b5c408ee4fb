/** Who changed what: of the gateway, and of a realm. */
import { html, type Html } from '../../public/html';
import { badge, field, link, table, viewForm } from '../elements';
import { at } from '../consolePaths';
import { moment } from '../moments';
import { filled, texts } from '../texts';
import type { ConsolePage, Visit } from '../visit';

const t = texts.audit;

interface Entry {
  readonly happenedAt: Date;
  readonly actor: string;
  readonly door: string;
  readonly operation: string;
  readonly realm: string | null;
  readonly subject: string | null;
  readonly outcome: string;
}

const MOST = 200;

async function log(visit: Visit, operation: string, timeZone: string): Promise<Html> {
  const actor = visit.query('actor').trim();
  const entries = await visit.call<Entry[]>(operation, { most: MOST, actor: actor === '' ? null : actor });
  return html`<p class="note">${t.note} ${filled(t.zone, { zone: timeZone })}</p>
    ${viewForm(field({ name: 'actor', label: t.person, value: actor }))}
    ${table<Entry>(
      t.title,
      [
        { head: t.time, cell: ({ happenedAt }) => moment(happenedAt, timeZone) },
        { head: t.who, cell: (entry) => entry.actor },
        { head: t.door, cell: ({ door }) => t.doors[door] ?? door },
        { head: t.what, cell: (entry) => entry.operation },
        { head: t.subject, cell: ({ subject }) => subject ?? '–' },
        ...(visit.realm === ''
          ? [
              {
                head: t.realm,
                cell: ({ realm }: Entry) => (realm === null ? '–' : link(realm, at('realms', realm))),
              },
            ]
          : []),
        {
          head: t.outcome,
          cell: ({ outcome }) =>
            badge(
              t.outcomes[outcome] ?? outcome,
              outcome === 'done' ? 'good' : outcome === 'begun' ? 'warn' : 'bad',
            ),
        },
      ],
      entries,
      t.empty,
    )}`;
}

export const gatewayAuditPage: ConsolePage = {
  path: '/audit',
  show: async (visit) => ({ title: t.title, body: await log(visit, 'gatewayAudit', 'UTC') }),
};

export const realmAuditPage: ConsolePage = {
  path: '/realms/:realm/audit',
  show: async (visit) => {
    const { timeZone } = await visit.call<{ timeZone: string }>('realmShow');
    return { title: t.title, body: await log(visit, 'realmAudit', timeZone) };
  },
};
