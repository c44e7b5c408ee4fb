/** `bounce import`: takes in return mail that was kept in files. */
import {
  bounceImport as importMails,
  type BounceImportProgress,
} from '../operations/administration/messages/bounceImport';
import type { Command } from './command';
import { logCommand } from './commandLog';
import { withGateway } from './operationCaller';
import { facts } from './table';

const NOTE_EVERY = 1000;

export const bounceImport: Command = {
  name: 'bounce import',
  summary: 'Take in return mail from a file or a folder.',
  details: `Reads .eml files, mbox files of any size, and folders of them (a Maildir too). Each mail is matched by its return path
or by the Message-ID of the mail that came back. Safe to repeat: what is known is not counted again.`,
  args: [{ name: 'PATH', doc: 'The file or folder.' }],
  options: {},
  run: (input, terminal) =>
    withGateway(terminal, async ({ call }) => {
      const imported = await call(importMails, { path: input.args[0]! }, (progress) => {
        const { mails } = progress as BounceImportProgress;
        if (mails % NOTE_EVERY === 0) terminal.note(`${mails} mails read ...`);
      });
      await logCommand(terminal, 'return mail imported', imported);
      return {
        text: facts([
          ['Mails read', imported.mails],
          ['Soft bounces', imported.softBounces],
          ['Hard bounces', imported.hardBounces],
          ['Blocks', imported.blocks],
          ['Complaints', imported.complaints],
          ['Automatic answers', imported.autoReplies],
          ['Notices of delay', imported.delays],
          ['Not understood', imported.unknown],
          ['Recorded', imported.recorded],
          ['Known before', imported.repeats],
          ['About no message of ours', imported.unmatched],
        ]),
        json: imported,
      };
    }),
};
