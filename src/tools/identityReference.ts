/** docs/identity.md: the identity schemes in words, made of the data that the gateway works with. */
import { describeScheme } from '../core/identity/describeScheme';
import type { IdentityScheme } from '../core/identity/identityScheme';
import { identitySchemes } from '../core/identity/schemes';

export const identityReference = (): string =>
  [
    '# By what contacts are known',
    '',
    'Written by `npm run generate` from `src/core/identity/schemes.ts`; do not edit. A realm database has one of these schemes,',
    'chosen when it is made (`realm create NAME --identity SCHEME`) and never changed; child realms follow their parent.',
    '`realm show` prints the rules of a realm.',
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
    ]),
  ].join('\n');

const word = ({ name }: IdentityScheme): string => name.replaceAll('_', '-');
