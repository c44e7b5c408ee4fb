/** Issues a key for one of the JSON interfaces. */
import { optional, required } from '../../../contract/defineOperation';
import { KEY_DOORS, type KeyDoor } from '../../../contract/keyDoors';
import { t } from '../../../contract/wireTypes';
import { realmSettingOperation } from '../context';

export const keyIssue = realmSettingOperation({
  name: 'keyIssue',
  group: 'session',
  doc: 'Issues a key for one interface in the realm; it cannot be shown again.',
  rights: 'manager',
  access: 'write',
  subject: 'name',
  parameters: {
    door: required(t.oneOf(...(Object.keys(KEY_DOORS) as KeyDoor[])), 'The interface.'),
    rights: optional(t.rows(t.text), 'What it may do; everything unless given.'),
    name: optional(t.string, 'The program that will use it; the interface unless given.'),
    addresses: optional(t.rows(t.text), 'Addresses and networks it works from; all unless given.'),
    callsPerMinute: optional(t.number, '0 for no limit; as usual for the interface unless given.'),
  },
  result: t.row('IssuedKey', {
    keyId: t.number,
    key: t.text,
    name: t.text,
    rights: t.rows(t.text),
  }),
  errors: ['realm.invalid'],
  handler: async ({ door, rights, name, addresses, callsPerMinute }, { apiKeys, realm, now }) => {
    const issued = await apiKeys.issue(
      realm,
      {
        door,
        ...(rights && { rights }),
        ...(name !== null && { name }),
        ...(addresses && { addresses }),
        callsPerMinute,
      },
      now,
    );
    return { ...issued, rights: [...issued.rights] };
  },
});
