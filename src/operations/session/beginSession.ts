/** `beginSession`: a licence in, a session out. */
import { required } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { publicOperation } from '../context';

export const beginSession = publicOperation({
  name: 'beginSession',
  group: 'session',
  doc: 'Opens a session with a licence. Every other operation but getVersion takes the session as an argument.',
  parameters: {
    license: required(
      t.string,
      'The content of the licence file: version, key and data. White space and line breaks do not matter.',
    ),
  },
  forms: ['license'],
  result: t.string,
  resultDoc:
    'The session: the letter S and 32 letters and digits. It ends with endSession, when it is not used for a while, and with its licence.',
  errors: ['licence.invalid', 'licence.revoked', 'login.refused'],
  provenance: {
    confidence: 'seen',
    basis: 'Called in public client code, which also names the argument on the wire.',
  },
  handler: ({ license }, { services, address }) => services.sessions.begin(license, address),
});
