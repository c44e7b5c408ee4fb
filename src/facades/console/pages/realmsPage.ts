/** The realms that one may see. */
import { at } from '../consolePaths';
import { link, linkButton, table, type Column } from '../elements';
import { texts } from '../texts';
import type { ConsolePage } from '../visit';

const t = texts.realms;

interface Realm {
  readonly name: string;
  readonly identifiedBy: string;
  readonly parent: string | null;
  readonly description: string;
}

export const realmsPage: ConsolePage = {
  path: '/realms',
  show: async (visit) => {
    const { account } = visit;
    const name: Column<{ readonly name: string }> = {
      head: texts.common.name,
      cell: (realm) => link(realm.name, at('realms', realm.name)),
    };
    if (!account.isOwner)
      return {
        title: t.title,
        body: table(
          t.title,
          [name, { head: t.role, cell: ({ role }) => texts.roles[role] }],
          account.realms.map(({ realm, role }) => ({ name: realm, role })),
          t.none,
        ),
      };
    return {
      title: t.title,
      actions: linkButton(t.create, at('new-realm'), 'main'),
      body: table<Realm>(
        t.title,
        [
          name,
          { head: t.identifiedBy, cell: ({ identifiedBy }) => identifiedBy },
          { head: t.parent, cell: ({ parent }) => parent ?? '–' },
          { head: texts.common.description, cell: ({ description }) => description },
        ],
        await visit.call<Realm[]>('realmList'),
        t.none,
      ),
    };
  },
};

/** Whoever has one realm alone goes there at once. */
export const homePage: ConsolePage = {
  path: '/',
  show: async ({ account }) => ({
    to:
      account.realms.length === 1 && !account.isOwner ? at('realms', account.realms[0]!.realm) : at('realms'),
  }),
};
