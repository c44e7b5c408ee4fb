/** The ways in which a realm can identify contacts, in words, for whoever creates one. */
import { t } from '../../../contract/wireTypes';
import { describeScheme } from '../../../core/identity/describeScheme';
import { identitySchemes } from '../../../core/identity/schemes';
import { gatewayOperation } from '../context';
import { SchemeRule } from './realmRow';

export const schemeList = gatewayOperation({
  name: 'schemeList',
  group: 'realm',
  doc: 'The identity schemes, with their rules, a sentence each.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.rows(
    t.row('Scheme', {
      identity: t.text,
      title: t.text,
      needsApproval: t.boolean,
      rules: t.rows(SchemeRule),
    }),
  ),
  handler: () =>
    identitySchemes.map((scheme) => ({
      identity: scheme.name,
      title: scheme.title,
      needsApproval: scheme.needsApproval,
      rules: describeScheme(scheme),
    })),
});
