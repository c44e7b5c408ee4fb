/** `bounce import`: takes in return mail that was kept in files. */
import { ReturnMailIntake, type Intake } from '../core/bounces/returnMailIntake';
import { ReturnPaths } from '../secrets/returnPaths';
import type { Realm } from '../core/realms/realm';
import type { Command } from './command';
import { logCommand } from './commandLog';
import { mailsOf } from './mailFiles';
import type { Control } from '../openControl';
import { facts } from './table';
import { withControl } from './withControl';

const NOTE_EVERY = 1000;

/** How many mails were what, and what became of them. */
class Tally {
  mails = 0;
  readonly kinds = {
    softBounces: 0,
    hardBounces: 0,
    blocks: 0,
    complaints: 0,
    autoReplies: 0,
    delays: 0,
    unknown: 0,
  };
  readonly results = { recorded: 0, repeats: 0, unmatched: 0 };

  add({ verdict: { kind, type }, result }: Intake): void {
    this.mails += 1;
    if (kind === 'autoReply') this.kinds.autoReplies += 1;
    else if (kind === 'delayed') this.kinds.delays += 1;
    else if (kind === 'complaint') this.kinds.complaints += 1;
    else if (kind === 'unknown') this.kinds.unknown += 1;
    else if (type === 31) this.kinds.hardBounces += 1;
    else if (type === 36) this.kinds.blocks += 1;
    else this.kinds.softBounces += 1;
    if (result === 'recorded') this.results.recorded += 1;
    else if (result === 'repeat') this.results.repeats += 1;
    else if (result === 'unmatched') this.results.unmatched += 1;
  }
}

export const bounceImport: Command = {
  name: 'bounce import',
  summary: 'Take in return mail from a file or a folder.',
  details: `Reads .eml files, mbox files of any size, and folders of them (a Maildir too). Each mail is matched by its return path
or by the Message-ID of the mail that came back. Safe to repeat: what is known is not counted again.`,
  args: [{ name: 'PATH', doc: 'The file or folder.' }],
  options: {},
  run: (input, terminal) =>
    withControl(terminal, async (control) => {
      const { bounceSoftCount, bounceSoftDays } = terminal.settings();
      const intake = new ReturnMailIntake({
        returnPaths: new ReturnPaths(control.secret),
        rules: { softBounces: bounceSoftCount, softDays: bounceSoftDays },
        realmOf: remembered(control),
        databaseOf: (databaseId) => control.realmDatabases.forDatabase(databaseId),
      });
      const tally = new Tally();
      for await (const mail of mailsOf(input.args[0]!)) {
        tally.add(await intake.take(mail, null, 'import'));
        if (tally.mails % NOTE_EVERY === 0) terminal.note(`${tally.mails} mails read ...`);
      }
      const { mails, kinds, results } = tally;
      await logCommand(terminal, 'return mail imported', { mails, ...kinds, ...results });
      return {
        text: facts([
          ['Mails read', mails],
          ['Soft bounces', kinds.softBounces],
          ['Hard bounces', kinds.hardBounces],
          ['Blocks', kinds.blocks],
          ['Complaints', kinds.complaints],
          ['Automatic answers', kinds.autoReplies],
          ['Notices of delay', kinds.delays],
          ['Not understood', kinds.unknown],
          ['Recorded', results.recorded],
          ['Known before', results.repeats],
          ['About no message of ours', results.unmatched],
        ]),
        json: { mails, ...kinds, ...results },
      };
    }),
};

/** Realms do not change while the command runs. */
function remembered({ realms }: Control): (realmId: number) => Promise<Realm | null> {
  const known = new Map<number, Promise<Realm | null>>();
  return (realmId) => {
    const realm = known.get(realmId) ?? realms.findById(realmId);
    known.set(realmId, realm);
    return realm;
  };
}
