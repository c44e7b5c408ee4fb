/** Forgets a relay. */
import { required } from '../../../contract/defineOperation';
import { fail } from '../../../contract/errorCatalogue';
import { t } from '../../../contract/wireTypes';
import { gatewayOperation } from '../context';

export const routeRemove = gatewayOperation({
  name: 'routeRemove',
  group: 'messages',
  doc: 'Removes a sending route; mail that names it goes by the default one.',
  rights: 'owner',
  access: 'write',
  subject: 'name',
  parameters: { name: required(t.text, 'The route.') },
  result: t.row('RemovedRoute', { name: t.text }),
  errors: ['realm.invalid'],
  handler: async (input, { routes }) => {
    const name = input.name.toLowerCase();
    if (!(await routes.remove(name)))
      fail('realm.invalid', { reason: `There is no sending route named ${name}.` });
    return { name };
  },
});
