/** Who is on a list: all of them, some of them, and how many. */
import { optional, required } from '../../../contract/defineOperation';
import { PlainAnswer } from '../../../contract/plainAnswer';
import { t } from '../../../contract/wireTypes';
import {
  membersOfList,
  sampleOfList,
  sizeOfList,
  type Member,
} from '../../../core/subscriptions/membersOfList';
import { badParams } from '../iterableError';
import { iterable, type ProjectContext } from '../iterableOperation';
import { listOf } from './listOf';

const PLAIN = 'text/plain; charset=utf-8';
const listId = required(t.long, 'Number of the list.');
const preferUserId = optional(t.boolean, 'In hybrid projects: user ids where there are any.');
const PREVIEW = { usual: 1000, most: 5000 };

/** How each member is written in this type of project; those without that are left out. */
function writtenAs({ project }: ProjectContext, prefersId: boolean | null) {
  return ({ email, userId }: Member): string | null => {
    if (project === 'email') return email;
    if (project === 'userId') return userId;
    return prefersId ? (userId ?? email) : (email ?? userId);
  };
}

const lines = (members: readonly Member[], written: (member: Member) => string | null): string =>
  members.map((member) => `${written(member)}\n`).join('');

async function* inLines(
  portions: AsyncIterable<readonly Member[]>,
  written: (member: Member) => string | null,
): AsyncGenerator<string> {
  for await (const members of portions) yield lines(members, written);
}

const shared = { method: 'GET', group: 'lists', access: 'read', rate: [5, 60], result: t.json } as const;

export const getListUsers = iterable({
  ...shared,
  at: '/lists/getUsers',
  doc: 'Writes the users of a list, one a line, however many there are.',
  query: { listId, preferUserId, maxResults: optional(t.long, 'How many at most.') },
  resultDoc: 'Text: addresses, or user ids where those identify.',
  handler: async (input, context) => {
    await listOf(context, input.listId);
    const most = input.maxResults !== null && input.maxResults > 0 ? input.maxResults : Infinity;
    const portions = membersOfList(context.sql, context.realm, input.listId, most);
    return new PlainAnswer(PLAIN, inLines(portions, writtenAs(context, input.preferUserId))) as never;
  },
});

export const previewListUsers = iterable({
  ...shared,
  at: '/lists/previewUsers',
  doc: 'Writes some users of a list by chance, one a line.',
  query: { listId, preferUserId, size: optional(t.long, 'How many; 1,000 unless given, at most 5,000.') },
  resultDoc: 'Text, as `lists/getUsers`.',
  handler: async (input, context) => {
    const { sql, realm, runScan } = context;
    await listOf(context, input.listId);
    const size = input.size ?? PREVIEW.usual;
    if (size < 1 || size > PREVIEW.most) badParams(`size is from 1 to ${PREVIEW.most}.`);
    const members = await runScan(() => sampleOfList(sql, realm, input.listId, size));
    return new PlainAnswer(PLAIN, lines(members, writtenAs(context, input.preferUserId))) as never;
  },
});

export const getListSize = iterable({
  ...shared,
  at: '/lists/{listId}/size',
  doc: 'Counts the users of a list.',
  path: { listId },
  resultDoc: 'Text: the number.',
  handler: async (input, context) => {
    await listOf(context, input.listId);
    return new PlainAnswer(
      PLAIN,
      String(await sizeOfList(context.sql, context.realm, input.listId)),
    ) as never;
  },
});
