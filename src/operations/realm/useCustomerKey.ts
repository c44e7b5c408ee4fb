/** `useCustomerKey`: how a client learns which kind of realm it works for. */
import { t } from '../../contract/wireTypes';
import { realmOperation } from '../context';

export const useCustomerKey = realmOperation({
  name: 'useCustomerKey',
  group: 'realm',
  doc: 'Tells whether the realm identifies contacts by customer key. Where it does, contacts are named with the ...ByCustomerKey operations.',
  access: 'read',
  parameters: {},
  forms: [''],
  result: t.boolean,
  resultDoc: 'True in a Customer Key realm, false where address and first name identify a contact.',
  provenance: {
    confidence: 'name documented, signature inferred',
    basis:
      'Public documentation names the operation; the parameter and the result follow from what it is for.',
  },
  handler: (_input, { realm }) => realm.identity.keyIdentifies,
});
