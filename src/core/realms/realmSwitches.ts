/** What an owner can switch on for a realm. Each is a column of its own name. */
export const REALM_SWITCHES = {
  raw_contact_values:
    'Values of contacts stand in HTML as they are, markup included, as on the old platform. Whoever may fill in a sign-up form writes into your mails then.',
  strict_templates:
    'A template whose tags cannot be read, or whose articles there are not, is refused when it is saved or sent, instead of being printed as it stands.',
  legacy_immediate_unsub:
    'An unsubscribe link acts as soon as it is opened, as on the old platform. Programs that follow links in mails unsubscribe people then.',
} as const;
export type RealmSwitch = keyof typeof REALM_SWITCHES;

export const SWITCH_NAMES = Object.keys(REALM_SWITCHES) as readonly RealmSwitch[];
