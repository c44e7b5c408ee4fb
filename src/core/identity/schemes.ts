/** The identity schemes, one row each. Whatever differs between kinds of realms is asked of these, and written nowhere else. */
import type { IdentityScheme, IdentitySchemeName, Identifier, SchemeRules } from './identityScheme';

const ANY_KEY = { longest: 255, printableAscii: false } as const;
const USER_ID = { longest: 52, printableAscii: true } as const;
const PLACEHOLDER_DOMAIN = 'placeholder.email';

const RULES: Readonly<Record<IdentitySchemeName, SchemeRules>> = {
  email_first_name: {
    name: 'email_first_name',
    title: 'address and first name',
    keyName: null,
    unique: [['email', 'firstName']],
    newContact: { all: ['email'], oneOf: [] },
    lookUp: ['email'],
    prefers: 'oldest',
    disagreement: 'cannot happen',
    changeable: ['firstName'],
    reserved: [],
    optOutsHangOn: [['email', 'firstName']],
    key: ANY_KEY,
    placeholderDomain: null,
    needsApproval: false,
  },
  customer_key: {
    name: 'customer_key',
    title: 'Customer Key',
    keyName: 'customer key',
    unique: [['customerKey']],
    newContact: { all: ['customerKey', 'email'], oneOf: [] },
    lookUp: ['customerKey'],
    prefers: 'oldest',
    disagreement: 'cannot happen',
    changeable: ['email', 'firstName'],
    reserved: [],
    optOutsHangOn: [['customerKey']],
    key: ANY_KEY,
    placeholderDomain: null,
    needsApproval: true,
  },
  email: {
    name: 'email',
    title: 'address',
    keyName: 'user id',
    unique: [['email']],
    newContact: { all: ['email'], oneOf: [] },
    lookUp: ['email', 'customerKey'],
    prefers: 'oldest',
    disagreement: 'the first decides',
    changeable: ['email', 'customerKey', 'firstName'],
    reserved: [],
    optOutsHangOn: [['email']],
    key: USER_ID,
    placeholderDomain: PLACEHOLDER_DOMAIN,
    needsApproval: false,
  },
  user_id: {
    name: 'user_id',
    title: 'user id',
    keyName: 'user id',
    unique: [['customerKey']],
    newContact: { all: ['customerKey'], oneOf: [] },
    lookUp: ['customerKey'],
    prefers: 'oldest',
    disagreement: 'the first decides',
    changeable: ['email', 'customerKey', 'firstName'],
    reserved: [],
    optOutsHangOn: [['customerKey']],
    key: USER_ID,
    placeholderDomain: PLACEHOLDER_DOMAIN,
    needsApproval: false,
  },
  hybrid: {
    name: 'hybrid',
    title: 'user id and address',
    keyName: 'user id',
    unique: [['customerKey'], ['email']],
    newContact: { all: [], oneOf: ['customerKey', 'email'] },
    lookUp: ['customerKey', 'email'],
    prefers: 'oldest',
    disagreement: 'joined or refused',
    changeable: ['email', 'customerKey', 'firstName'],
    reserved: [],
    optOutsHangOn: [['customerKey'], ['email']],
    key: USER_ID,
    placeholderDomain: PLACEHOLDER_DOMAIN,
    needsApproval: false,
  },
  external_id_email: {
    name: 'external_id_email',
    title: 'external id and address',
    keyName: 'external id',
    unique: [['customerKey'], ['email']],
    newContact: { all: [], oneOf: ['email', 'customerKey'] },
    lookUp: ['email', 'customerKey'],
    prefers: 'oldest',
    disagreement: 'refused',
    changeable: ['email', 'customerKey', 'firstName'],
    reserved: [],
    optOutsHangOn: [['customerKey'], ['email']],
    key: { longest: 50, printableAscii: false },
    placeholderDomain: null,
    needsApproval: false,
  },
  external_id_first: {
    name: 'external_id_first',
    title: 'external id, else address, phone or device',
    keyName: 'external id',
    unique: [['customerKey']],
    newContact: { all: [], oneOf: ['customerKey', 'email', 'phone', 'deviceToken'] },
    lookUp: ['customerKey', 'email', 'phone', 'deviceToken'],
    prefers: 'latest changed',
    disagreement: 'joined or made beside',
    changeable: ['email', 'customerKey', 'firstName', 'phone', 'deviceToken'],
    reserved: ['customerKey'],
    optOutsHangOn: [['customerKey']],
    key: { longest: 100, printableAscii: false },
    placeholderDomain: null,
    needsApproval: false,
  },
};

/** What the rules come to, for those who ask one thing. */
function asked(rules: SchemeRules): IdentityScheme {
  const { unique, newContact, lookUp } = rules;
  const isPartOfUnique = (identifier: Identifier): boolean => unique.some((set) => set.includes(identifier));
  return {
    ...rules,
    hasKey: lookUp.includes('customerKey'),
    keyIdentifies: isPartOfUnique('customerKey'),
    addressIdentifies: isPartOfUnique('email'),
    firstNameIdentifies: isPartOfUnique('firstName'),
    addressRequired: newContact.all.includes('email'),
    keyRequired: newContact.all.includes('customerKey'),
  };
}

const SCHEMES = new Map(Object.values(RULES).map((rules) => [rules.name, asked(rules)]));

/** All of them, in the order in which they are documented. */
export const identitySchemes: readonly IdentityScheme[] = [...SCHEMES.values()];

/** The scheme of a name as people write it (`user-id`), or undefined. */
export const schemeNamed = (text: string): IdentityScheme | undefined =>
  SCHEMES.get(text.trim().toLowerCase().replaceAll('-', '_') as IdentitySchemeName);

/** The names as people write them. */
export const SCHEME_WORDS: readonly string[] = identitySchemes.map(({ name }) => name.replaceAll('_', '-'));

/** The one switch between schemes. */
export const identityScheme = (name: IdentitySchemeName): IdentityScheme => SCHEMES.get(name)!;

/** What a new database has unless somebody asks for another scheme, and what "Customer Key" has always meant. */
export const DEFAULT_SCHEME: IdentitySchemeName = 'email_first_name';
export const CUSTOMER_KEY_SCHEME: IdentitySchemeName = 'customer_key';
