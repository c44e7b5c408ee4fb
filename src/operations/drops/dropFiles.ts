/** What the door of dropped files asks besides its commands: to take a file, to end it, and what was wrong in it. */
import { optional, required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { queueNotice } from '../../core/campaigns/finishCampaign';
import { beginDrop, dropProblems as problemsOf, endDrop, forgetDrop } from '../../core/drops/dropState';
import { parseMailbox } from '../../core/identity/mailbox';
import { findList } from '../../core/lists/lists';
import { realmOperation } from '../context';
import { heldDrop, place, provenance } from './inDrop';

const DropAnswer = t.struct('DropState', { status: t.string, position: t.int, taken: t.int, refused: t.int });
const { dropMark, dropHolder } = place;
const spec = { group: 'realm', access: 'write', provenance } as const;

export const dropBegin = realmOperation({
  ...spec,
  name: 'dropBegin',
  doc: 'Takes a dropped file for a while, or says that another process has it.',
  parameters: { dropMark, dropHolder, name: required(t.string, 'Name of the file.') },
  forms: ['dropMark dropHolder name'],
  result: DropAnswer,
  resultDoc: 'How far it is.',
  handler: (input, { sql, realm, now }) =>
    beginDrop(sql, realm, heldDrop(input), input.name.slice(0, 255), now),
});

export const dropEnd = realmOperation({
  ...spec,
  name: 'dropEnd',
  doc: 'Ends a dropped file, and queues the mail that says so.',
  parameters: {
    dropMark,
    dropHolder,
    name: required(t.string, 'Name of the file.'),
    notify: optional(t.string, 'Addresses that are told, with semicolons or commas.'),
    verbose: optional(t.boolean, 'true to tell them what was refused as well.'),
    listId: optional(t.int, 'List whose sender the mail has.'),
    taken: optional(t.int, 'Records taken in other realms, for the mail.'),
    refused: optional(t.int, 'Records refused there.'),
  },
  forms: ['dropMark dropHolder name notify verbose listId taken refused'],
  result: DropAnswer,
  resultDoc: 'What became of its records.',
  handler: async (input, context) => {
    const { sql, realm, now, services } = context;
    const held = heldDrop(input);
    const state = await endDrop(sql, realm, held, now);
    const list = input.listId ? await findList(sql, realm, input.listId) : null;
    const sender = [list?.fromAddress ?? '', services.mail.defaultSender].find((each) => parseMailbox(each));
    const problems = input.verbose ? (await problemsOf(sql, realm, held.mark)).slice(0, 100) : [];
    let told = false;
    for (const address of (input.notify ?? '').split(/[;,]/).map((each) => parseMailbox(each)?.address)) {
      if (!address || !sender) continue;
      const text = [
        `The file ${input.name} was processed: ${state.taken + (input.taken ?? 0)} taken, ${state.refused + (input.refused ?? 0)} refused.`,
        '',
        ...problems.map(({ line, reason }) => `line ${line}: ${reason}`),
      ].join('\n');
      const subject = `File ${input.name} was processed`;
      const notice = { notifyEmail: address, sender, route: '' };
      told =
        (await queueNotice(sql, realm, notice, services.mail.messageIdDomain, { subject, text })) || told;
    }
    if (told) context.afterCommit(() => services.wakeDelivery(realm.databaseId));
    return state;
  },
});

export const dropProblems = realmOperation({
  ...spec,
  name: 'dropProblems',
  access: 'read',
  doc: 'Answers what of a dropped file was refused.',
  parameters: { dropMark },
  forms: ['dropMark'],
  result: t.arrayOf(t.struct('DropProblem', { position: t.int, line: t.int, reason: t.string })),
  resultDoc: 'Lines and reasons.',
  handler: (input, { sql, realm }) => problemsOf(sql, realm, Buffer.from(input.dropMark, 'hex')),
});

export const dropForget = realmOperation({
  ...spec,
  name: 'dropForget',
  doc: 'Forgets a dropped file that is where it belongs.',
  parameters: { dropMark },
  forms: ['dropMark'],
  result: t.code,
  resultDoc: '0.',
  handler: async (input, { sql, realm }) => {
    await forgetDrop(sql, realm, Buffer.from(input.dropMark, 'hex'));
    return 0;
  },
});
