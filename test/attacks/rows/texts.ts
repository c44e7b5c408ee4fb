/** Texts that mean something to somebody further in: to SQL, to a search, to a reader's eyes. */
import { operations } from '../../../src/operations';
import type { WireType } from '../../../src/contract/wireTypes';
import { exampleArguments } from '../../support/exampleArguments';
import type { Value } from '../../support/doors';
import { SLOT, markup, rewritten, type Args, type Attack, type CallAttack } from '../attack';
import { KEY, VICTIM } from '../world';

/** Ends a string, a comment and a statement in every way that SQL knows. */
const SQL = `x' OR '1'='1" OR ""="\`; DROP TABLE contacts; -- \\'/*%00*/ #`;
/** As unlikely to name anything, and harmless. */
const HARMLESS = 'qqqzzz-no-such-thing';

const replaced = (type: WireType, value: Value, text: string): Value => {
  if (type.kind === 'string' || type.kind === 'any') return text;
  return value;
};

/**
 * Every text of every call that reads: what it answers to SQL is what it answers to a word that means nothing. Calls
 * that write keep texts; what they keep is asserted below.
 */
const sqlInReads: Attack[] = operations
  .filter(({ access, identity }) => access === 'read' && identity.kind !== 'byKey')
  .flatMap((operation) => {
    const form = operation.forms[0]!;
    return form.parameters
      .filter((name) => operation.parameters[name]!.type.kind === 'string')
      .map((name): CallAttack => {
        const args = (text: string): Args => {
          const given = exampleArguments(operation, form, '') as Record<string, Value>;
          delete given.session;
          return { ...given, [name]: replaced(operation.parameters[name]!.type, null, text) };
        };
        return {
          name: `SQL as ${name} of ${operation.name}`,
          operation: operation.name,
          args: args(SQL),
          doors: ['SOAP RPC'],
          answer: { sameAs: args(HARMLESS) },
        };
      });
  });

/** What cannot be seen or should not be: the address is refused with the number of the character. */
const hidden = (name: string, email: string, says: RegExp): Attack => ({
  name: `an address with ${name}`,
  operation: 'userSubscribe',
  args: (world) => ({ email, listId: world.listId, emailFormat: 99 }),
  answer: { fault: 'contact.emailInvalid', says },
});

const search = (name: string, email: string): Attack => ({
  name,
  operation: 'userSearch',
  args: { email, exact: false, returnXml: false },
  answer: { sameAs: { email: HARMLESS, exact: false, returnXml: false } },
});

const stored = (name: string, value: string): Attack => ({
  name: `${name}, kept as it is`,
  operation: 'userSetDataBigString',
  args: { email: VICTIM, fieldName: 'note', value },
  answer: { value: 0 },
  changes: ['contacts', 'contact_values'],
  afterwards: async ({ gateway: { normal } }) => {
    const rows = await normal.database.rows<{ kept: string }>(
      `SELECT v.text_value AS kept FROM contact_values v JOIN contacts c ON c.realm_id = v.realm_id AND c.contact_id = v.contact_id
        WHERE v.realm_id = ? AND c.email = ?`,
      [normal.realm.realmId, VICTIM],
    );
    expect(rows.map(({ kept }) => kept)).toEqual([value]);
  },
});

const character = (name: string, inside: string): Attack => ({
  name: `${name} in a text`,
  operation: 'userSetDataString',
  args: { email: VICTIM, fieldName: 'city', value: SLOT },
  sent: markup(inside),
  answer: { fault: 'request.malformed' },
});

export const textAttacks: readonly Attack[] = [
  ...sqlInReads,
  stored('SQL', SQL),
  stored('markup', `"><script>alert(1)</script><!-- ]]> &amp; &#x41; \${7*7} {{7*7}}`),
  stored('a template', '%%$email%%%%if "1" = "1" then print "x"%%%%smartget url="http://127.0.0.1/"%%'),
  stored('a formula', "=cmd|' /C calc'!A0"),
  {
    name: 'SQL as a key',
    operation: 'userGetAllDataByCustomerKey',
    args: ({ gateway: { keyed } }) => ({
      session: keyed.session,
      customerKey: `${KEY}' OR '1'='1`,
      returnXml: false,
    }),
    answer: { fault: 'contact.notFound' },
  },
  {
    name: 'a key in another case',
    operation: 'userGetAllDataByCustomerKey',
    args: ({ gateway: { keyed } }) => ({
      session: keyed.session,
      customerKey: KEY.toLowerCase(),
      returnXml: false,
    }),
    answer: { fault: 'contact.notFound' },
  },
  {
    name: 'a key with a line break',
    operation: 'userSubscribeByCustomerKey',
    args: ({ gateway: { keyed } }) => ({
      session: keyed.session,
      customerKey: `${KEY}\n2`,
      email: 'k@example.org',
      listId: keyed.listId,
      emailFormat: 99,
    }),
    answer: { fault: 'contact.keyInvalid' },
  },
  {
    name: 'SQL as the name of a field',
    operation: 'userSetDataString',
    args: { email: VICTIM, fieldName: "city = 'x', email", value: 'x' },
    answer: { fault: 'field.notFound' },
  },
  {
    name: 'a column that is no field',
    operation: 'userSetDataString',
    args: { email: VICTIM, fieldName: 'realm_id', value: '1' },
    answer: { fault: ['field.notFound', 'field.readOnly'] },
  },
  {
    name: 'SQL in a segmentation rule',
    operation: 'testSegmentationRule',
    args: (world) => ({ segmentationName: `x" or 1=1 -- `, listId: world.listId }),
    answer: { fault: 'segmentation.notFound' },
  },
  {
    // The victim, like nearly everybody, has no company.
    name: 'nothing as the value that singles out a contact',
    operation: 'userUpdate',
    args: { identityField: 'company', identityValue: ' ', data: [{ key: 'address_1', value: 'x' }] },
    answer: { value: 1 },
  },
  search('% as a search', '%'),
  search('_ as a search', '______'),
  search('an escaped % as a search', '\\%'),
  search('a backslash as a search', '\\'),
  search('a class of characters as a search', '[a-z]'),
  search('a pattern as a search', '.*'),
  hidden('a zero width space', 'vic\u200btim@example.org', /U\+200B/),
  hidden('a soft hyphen', 'vic\u00adtim@example.org', /U\+00AD/),
  hidden('a change of direction', 'victim\u202e@example.org', /U\+202E/),
  hidden('a blank of no width in its domain', 'victim@exa\ufeffmple.org', /U\+FEFF/),
  hidden('a no-break space', 'victim\u00a0@example.org', /U\+00A0/),
  hidden('a wide domain', 'victim@\uff45xample.org', /example\.org/),
  hidden('a wide dot', 'victim@example\u3002org', /example\.org/),
  hidden('a line break', 'victim@example.org\nBcc: b@c.example', /U\+000A/),
  hidden('a second address', 'victim@example.org,b@c.example', /email/),
  hidden('a second address in brackets', 'victim@example.org <b@c.example>', /email/),
  hidden('a path', '<@relay.example:victim@example.org>', /email/),
  hidden('a percent that relays follow', 'b%c.example@', /email/),
  hidden('an option of a command', '-oQ/tmp -X/tmp/x', /email/),
  hidden('a literal host', 'victim@[127.0.0.1]', /email/),
  character('a NUL by its number', '&#0;'),
  character('an escape', '&#27;[2J'),
  character('half of a pair', '&#xD83D;'),
  character('no character at all', '&#xFFFF;'),
  character('a number that is too large', '&#x110000;'),
  character('a bell as it is', '\u0007'),
  {
    name: 'a control character under XML 1.1',
    operation: 'userSetDataString',
    args: { email: VICTIM, fieldName: 'city', value: SLOT },
    sent: rewritten(
      (message) => `<?xml version="1.1"?>${message.replace(/^<\?xml[^>]*\?>/, '').replace(SLOT, 'a&#1;b')}`,
    ),
    answer: { fault: 'request.malformed' },
  },
  {
    name: 'a file with folders as a suppression list',
    operation: 'uploadSuppressionList',
    args: {
      fileName: '../../../../tmp/attack-was-here',
      name: 'Attack',
      description: '',
      overwrite: true,
      data: 'x@example.org',
    },
    answer: { value: expect.anything() as unknown },
    changes: ['suppression_lists', 'suppression_list_addresses'],
    doors: ['SOAP RPC'],
  },
];
