/** docs/identity.md: the identity schemes in words, made of the data that the gateway works with. */
import { describeScheme } from '../core/identity/describeScheme';
import type { IdentityScheme } from '../core/identity/identityScheme';
import { identitySchemes } from '../core/identity/schemes';
import { identityExamples, type ExampleStep, type SchemeExample } from './identityExamples';

export const identityReference = (): string =>
  [
    '# By what contacts are known',
    '',
    'Written by `npm run generate` from `src/core/identity/schemes.ts`; do not edit. A realm database has one of these schemes,',
    'chosen when it is made (`realm create NAME --identity SCHEME`) and never changed; child realms follow their parent.',
    '`realm show` prints the rules of a realm.',
    '',
    'Calls in the examples take a session, a list and a format besides, and are made by a test as they stand here. Contacts are',
    'shown as key, address and first name.',
    '',
    '| scheme | unique | a new contact carries | looked up by | where they disagree |',
    '|---|---|---|---|---|',
    ...identitySchemes.map((scheme) => {
      const text = (rule: string): string =>
        describeScheme(scheme).find((one) => one.rule === rule)?.text ?? '';
      const cells = ['Unique', 'A new contact carries', 'Looked up by', 'Where they disagree'].map(text);
      return `| [${scheme.title}](#${word(scheme)}) | ${cells.join(' | ')} |`;
    }),
    '',
    ...identitySchemes.flatMap((scheme) => [
      `## ${word(scheme)}`,
      '',
      `Contacts are identified by ${scheme.title}.`,
      '',
      ...describeScheme(scheme).map(({ rule, text }) => `- **${rule}**: ${text}.`),
      '',
      '| for example | calls and what they answer | contacts afterwards |',
      '|---|---|---|',
      ...identityExamples[scheme.name].map(exampleRow),
      '',
    ]),
    ...LIFE,
  ].join('\n');

/** What no scheme decides, or each by its data. */
const LIFE = [
  '## What happens to identifiers',
  '',
  'In every scheme; each leaves an event in the history of the contact and a line in the audit log.',
  '',
  '- **Saved** (`contact save`): whoever the given identifiers mean is written, else a new contact. An identifier of somebody else is refused, and both contacts are named.',
  '- **Telephone numbers** are compared by their digits, with or without a plus; where contacts are looked up by them they are stored so.',
  '- **Devices**: a contact can be known by the token of a device alone. When that token comes with what names another contact, the two become one; if the device was that of somebody known, it changes hands, and nobody is joined.',
  '- **Set, changed, cleared** (`contact set`): a new contact must be possible with what is left. Opt-outs stay with the person.',
  '- **Merged** (`contact merge`, with `--preview`): the survivor has the fields that it lacked, the lists, the history, and the opt-outs of both; the old number leads to it. `contact unmerge` separates them again, for `MERGE_UNDO_DAYS`. ([why so](decisions/0038-merging.md))',
  '- **Removed** (`contact remove`): the contact is nowhere, and `contact restore` brings it back, for `REMOVED_CONTACT_DAYS`. Where an identifier stays reserved, a call that names it brings the contact back too, and so does one that gives the address alone.',
  '- **Forgotten** (`contact forget`): deleted for good, with all that was merged into it; nobody writes that person again until `contact unforget`.',
  '- **Expired**: a contact that is known by a device alone and has done nothing for `ANONYMOUS_CONTACT_DAYS` is deleted.',
  '- **Opt-outs** belong to the contact whose link was used; bounces and complaints to the address.',
  '',
];

const exampleRow = ({ rule, steps, leaves }: SchemeExample): string =>
  `| ${rule} | ${steps.map(stepText).join('<br>')} | ${leaves.map((one) => `\`${one}\``).join('<br>') || 'none'} |`;

function stepText(step: ExampleStep): string {
  if ('command' in step)
    return `\`${step.command.map((part) => (part === '' ? '""' : part)).join(' ')}\`${step.fails === undefined ? '' : ': refused'}`;
  const args = Object.entries(step.args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `\`${step.call}(${args.join(', ')})\`: ${step.answer}`;
}

const word = ({ name }: IdentityScheme): string => name.replaceAll('_', '-');
