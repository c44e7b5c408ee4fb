/** `uploadSuppressionList`: stores a list of addresses under a name. */
import { optional, required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { readAddresses, storeSuppressionList } from '../../core/suppression/suppressionLists';
import { isLonger } from '../../text/isLonger';
import { realmOperation } from '../context';
import { SEEN } from '../parameters';

const MAX_NAME = 100;
const MAX_TEXT = 255;

export const uploadSuppressionList = realmOperation({
  name: 'uploadSuppressionList',
  group: 'suppression',
  doc: `Stores a suppression list under a name, for launches to name (suppression_list in the XML form of listRun); by itself it stops no mail.
One address a line, or CSV: the first cell of a line that is an address counts. A first line of headings and lines without an address are left out.`,
  access: 'write',
  parameters: {
    fileName: optional(t.string, 'Name of the file that the list came from; kept for the owner.'),
    name: required(t.string, `Name of the list, at most ${MAX_NAME} characters; case counts.`),
    description: optional(t.string, `What the list is for, at most ${MAX_TEXT} characters.`),
    overwrite: required(t.boolean, 'true to replace a list of the same name.'),
    data: required(t.string, 'The addresses.'),
  },
  forms: ['fileName name description overwrite data'],
  result: t.code,
  resultDoc: '0 stored, 1 a list of that name exists and is not to be overwritten.',
  errors: ['suppressionList.exists', 'argument.missing', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm, now, services }) => {
    const name = input.name.trim();
    if (name === '') fail('argument.missing', { name: 'name' });
    const texts = [
      ['name', name, MAX_NAME],
      ['fileName', input.fileName ?? '', MAX_TEXT],
      ['description', input.description ?? '', MAX_TEXT],
    ] as const;
    for (const [argument, text, most] of texts)
      if (isLonger(text, most))
        fail('argument.invalid', { name: argument, reason: `it has more than ${most} characters` });
    const { addresses, unreadable } = await readAddresses(input.data);
    if (addresses.size === 0) fail('argument.invalid', { name: 'data', reason: 'it holds no address' });
    const { fileName, description, overwrite } = input;
    const upload = { name, fileName: fileName ?? '', description: description ?? '', overwrite, addresses };
    await storeSuppressionList(sql, realm, upload, now);
    if (unreadable > 0)
      services.note('uploadSuppressionList: lines without an address', {
        realm: realm.name,
        lines: unreadable,
      });
    return 0;
  },
});
