/** Takes in return mail that was kept in files. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { importReturnMail } from '../../../transfer/importReturnMail';
import { gatewayOperation } from '../context';

/** Told after each mail: how many were read. */
export interface BounceImportProgress {
  readonly mails: number;
}

export const bounceImport = gatewayOperation({
  name: 'bounceImport',
  group: 'messages',
  doc: 'Takes in return mail from files of this machine, whichever realms it is about. Safe to repeat.',
  rights: 'owner',
  access: 'write',
  parameters: { path: required(t.text, 'A file, or a folder of files.') },
  result: t.row('ImportedReturnMail', {
    mails: t.number,
    softBounces: t.number,
    hardBounces: t.number,
    blocks: t.number,
    complaints: t.number,
    autoReplies: t.number,
    delays: t.number,
    /** Not understood. */
    unknown: t.number,
    recorded: t.number,
    /** Known before. */
    repeats: t.number,
    /** About no message of ours. */
    unmatched: t.number,
  }),
  errors: ['realm.invalid'],
  handler: ({ path }, { returnMail, progress }) =>
    importReturnMail(path, returnMail, (mails) => void progress({ mails } satisfies BounceImportProgress)),
});
