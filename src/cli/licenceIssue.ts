/** `licence issue`: a licence for a client of a realm. */
import {
  CLIENT_UNLESS_GIVEN,
  licenceIssue as issueLicence,
} from '../operations/administration/licences/licenceIssue';
import type { Command } from './command';
import { licenceHost } from './licenceHost';
import { withRealmNamed } from './operationCaller';
import { writePrivateFile } from './writePrivateFile';

export const licenceIssue: Command = {
  name: 'licence issue',
  summary: "Issue a licence for a realm and print it; the client's old one ends.",
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {
    client: { value: 'NAME', doc: `The program that will use it; "${CLIENT_UNLESS_GIVEN}" unless given.` },
    file: { value: 'PATH', doc: 'Write it to this file, for this user alone, instead of printing it.' },
    host: {
      value: 'HOST',
      doc: 'Public host written into it; that of PUBLIC_URL unless given, here or to a running gateway.',
    },
  },
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async (realm) => {
      const { licence: text, ...issued } = await realm.call(issueLicence, {
        client: input.option('client'),
        host: input.option('host') ?? (await licenceHost(terminal.settings())),
      });
      if (issued.replaced) terminal.note(`The old licence of the client ${issued.client} has ended.`);
      const file = input.option('file');
      if (file === undefined) terminal.secureOutput();
      if (file !== undefined) await writePrivateFile(file, `${text}\n`);
      return {
        text: file === undefined ? text : `The licence is in ${file}.`,
        json: { realm: input.args[0]!, ...issued, ...(file === undefined ? { licence: text } : { file }) },
      };
    }),
};
