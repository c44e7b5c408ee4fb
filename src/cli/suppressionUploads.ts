/** `suppression uploads`: the suppression lists that clients uploaded. The SOAP API has no call that lists them. */
import { suppressionUploads as listUploads } from '../operations/administration/suppression/suppressionUploads';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { moment, table } from './table';

export const suppressionUploads: Command = {
  name: 'suppression uploads',
  summary: 'List the suppression lists that were uploaded to a realm, for launches to name.',
  details: 'Such a list stops only the mail of launches that name it, by its name or its number.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const lists = await call(listUploads, {});
      return {
        text: table(
          ['ID', 'NAME', 'ADDRESSES', 'CHANGED (UTC)', 'FILE', 'DESCRIPTION'],
          lists.map(({ suppressionListId, name, addresses, updatedAt, fileName, description }) => [
            suppressionListId,
            name,
            addresses,
            moment(updatedAt),
            fileName,
            description,
          ]),
          `No suppression list was uploaded to the realm ${realm}.`,
        ),
        json: lists,
      };
    }),
};
