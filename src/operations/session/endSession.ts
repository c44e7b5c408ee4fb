/** `endSession`: closes a session for every process of the gateway. */
import { t } from '../../contract/wireTypes';
import { realmOperation } from '../context';

export const endSession = realmOperation({
  name: 'endSession',
  group: 'session',
  doc: 'Closes the session. Later calls with it are refused.',
  // Sessions live in the control database, so there is nothing to commit in the realm's.
  access: 'read',
  parameters: {},
  forms: [''],
  result: t.code,
  resultDoc: '0 when the session is closed.',
  provenance: {
    confidence: 'inferred',
    basis: 'No public client calls it. The name follows from beginSession, the code from the other commands.',
  },
  handler: async (_input, { services, credential }) => {
    if (credential.kind === 'session') await services.sessions.end(credential.session);
    return 0;
  },
});
