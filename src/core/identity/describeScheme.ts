/** The rules of a scheme in words, made of its data: `realm show` prints them, and docs/identity.md is written with them. */
import type { Disagreement, Identifier, IdentityScheme } from './identityScheme';

export interface SchemeRule {
  readonly rule: string;
  readonly text: string;
}

/** @returns one sentence for each rule, in the order in which people ask for them */
export function describeScheme(scheme: IdentityScheme): SchemeRule[] {
  const { unique, newContact, lookUp, prefers, disagreement, changeable, reserved, optOutsHangOn, key } =
    scheme;
  const word = (identifier: Identifier): string => identifierWord(scheme, identifier);
  const sets = (all: readonly (readonly Identifier[])[]): string =>
    all.map((set) => set.map(word).join(' with ')).join('; ');
  const shared = lookUp.some((one) => !unique.some((set) => set.length === 1 && set[0] === one));
  return [
    { rule: 'Unique', text: sets(unique) },
    {
      rule: 'A new contact carries',
      text: [
        newContact.all.map(word).join(' and '),
        newContact.oneOf.length > 0 ? `at least one of ${newContact.oneOf.map(word).join(', ')}` : '',
      ]
        .filter(Boolean)
        .join(', and '),
    },
    {
      rule: 'Looked up by',
      text: `${lookUp.map(word).join(', then ')}${shared ? `; of several the ${prefers} one` : ''}`,
    },
    { rule: 'Where they disagree', text: DISAGREEMENTS[disagreement] },
    {
      rule: 'May change',
      text: changeable.length > 0 ? changeable.map(word).join(', ') : 'none of what identifies',
    },
    {
      rule: 'Stays reserved when a contact is removed',
      text: reserved.length > 0 ? reserved.map(word).join(', ') : 'nothing',
    },
    { rule: 'Opt-outs hang on', text: sets(optOutsHangOn) },
    ...(scheme.hasKey
      ? [
          {
            rule: `The ${scheme.keyName}`,
            text: `1 to ${key.longest} ${key.printableAscii ? 'printable ASCII characters' : 'characters'}, compared byte for byte`,
          },
        ]
      : []),
    {
      rule: 'No address',
      text: scheme.addressRequired
        ? scheme.placeholderDomain === null
          ? 'every contact has one'
          : `an address at ${scheme.placeholderDomain} stands in for it, and is never mailed`
        : 'a contact may have none; it gets no mail, and whatever would have sent some says so',
    },
    {
      rule: 'Calls',
      text:
        scheme.keyIdentifies && scheme.addressIdentifies
          ? 'by address, and by key with the ...ByCustomerKey calls'
          : scheme.keyIdentifies
            ? 'by key, with the ...ByCustomerKey calls'
            : 'by address',
    },
  ];
}

const WORDS: Readonly<Record<Identifier, string>> = {
  email: 'address',
  firstName: 'first name',
  customerKey: 'key',
  phone: 'telephone number',
  deviceToken: 'device token',
};

/** What an identifier is called in realms of the scheme. */
export const identifierWord = ({ keyName }: IdentityScheme, identifier: Identifier): string =>
  identifier === 'customerKey' ? (keyName ?? WORDS.customerKey) : WORDS[identifier];

const DISAGREEMENTS: Readonly<Record<Disagreement, string>> = {
  'cannot happen': 'they cannot: one thing alone names the contact',
  'the first decides': 'the first decides, and the other is written over what the contact has',
  'joined or refused':
    'a contact found by the second takes the first if it has none; what belongs to another contact is refused, and nothing is written',
  refused: 'refused, and nothing is written: a call that names two contacts never joins them',
  'joined or made beside':
    'a contact found by a later one takes the first if it has none; else a new contact is made beside it',
};
