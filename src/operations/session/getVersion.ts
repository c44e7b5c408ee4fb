/** `getVersion`: which gateway this is; the usual first call of a new client. */
import { t } from '../../contract/wireTypes';
import { publicOperation } from '../context';

export const getVersion = publicOperation({
  name: 'getVersion',
  group: 'session',
  doc: 'Answers the version of the gateway. Needs no session.',
  parameters: {},
  forms: [''],
  result: t.string,
  resultDoc: 'The version number, such as 0.1.0.',
  provenance: {
    confidence: 'seen',
    basis: 'Called in public client code, without arguments and before a session is opened.',
  },
  handler: (_input, { services }) => services.version,
});
