/**
 * One worked example for each cell of the table of docs/identity.md. The page shows them, and a test makes the calls in a
 * realm of the scheme: what stands here is what happens.
 */
import type { IdentitySchemeName } from '../core/identity/identityScheme';

/** A call with its arguments but for session, list and format; or a command, with REALM for the name of the realm. */
export type ExampleStep =
  | {
      readonly call: string;
      readonly args: Readonly<Record<string, string | boolean>>;
      /** What comes back, or the code of the fault. */
      readonly answer: number | string;
    }
  | { readonly command: readonly string[]; readonly fails?: string };

export interface SchemeExample {
  /** The rule that it shows, as `describeScheme` calls it. */
  readonly rule: string;
  readonly steps: readonly ExampleStep[];
  /** The contacts in the end, the oldest first: key, address, first name; `-` for what one lacks. */
  readonly leaves: readonly string[];
}

const byAddress = (email: string, answer: number | string = 0): ExampleStep => ({
  call: 'userSubscribe',
  args: { email },
  answer,
});
const byName = (email: string, firstName: string, answer: number | string = 0): ExampleStep => ({
  call: 'userSubscribeOptOut',
  args: { email, firstName, overrideOptOut: false },
  answer,
});
const byKey = (customerKey: string, email: string, answer: number | string = 0): ExampleStep => ({
  call: 'userSubscribeByCustomerKey',
  args: { customerKey, email },
  answer,
});
const leave = (args: Record<string, string>): ExampleStep => ({
  call: 'customerKey' in args ? 'userUnSubscribeByCustomerKey' : 'userUnSubscribe',
  args: { ...args, optout: true, universal: false },
  answer: 0,
});
const remove = (args: Record<string, string>): ExampleStep => ({
  call: 'customerKey' in args ? 'userDeleteByCustomerKey' : 'userDelete',
  args,
  answer: 0,
});
const command = (...words: string[]): ExampleStep => ({ command: words });
const example = (rule: string, steps: readonly ExampleStep[], ...leaves: string[]): SchemeExample => ({
  rule,
  steps,
  leaves,
});

const UNIQUE = 'Unique';
const CARRIES = 'A new contact carries';
const LOOK_UP = 'Looked up by';
const DISAGREE = 'Where they disagree';
const CHANGE = 'May change';
const RESERVED = 'Stays reserved when a contact is removed';
const OPT_OUTS = 'Opt-outs hang on';

const ann = 'ann@one.example';
const bob = 'bob@one.example';

export const identityExamples: Readonly<Record<IdentitySchemeName, readonly SchemeExample[]>> = {
  email_first_name: [
    example(
      UNIQUE,
      [byName(ann, 'Ann'), byName(ann, 'Bob'), byName(ann, 'Ann')],
      `- ${ann} Ann`,
      `- ${ann} Bob`,
    ),
    example(CARRIES, [byAddress('', 'contact.emailInvalid'), byAddress(ann)], `- ${ann} -`),
    example(
      LOOK_UP,
      [byName(ann, 'Ann'), byName(ann, 'Bob'), byAddress(ann)],
      `- ${ann} Ann`,
      `- ${ann} Bob`,
    ),
    example(
      CHANGE,
      [byAddress(ann), { command: ['contact', 'set', 'REALM', ann, '--email', bob], fails: 'cannot be' }],
      `- ${ann} -`,
    ),
    example(
      RESERVED,
      [byAddress(ann), command('contact', 'remove', 'REALM', ann), byAddress(ann)],
      `- ${ann} -`,
    ),
    example(
      OPT_OUTS,
      [
        byName(ann, 'Ann'),
        leave({ email: ann, firstName: 'Ann' }),
        remove({ email: ann, firstName: 'Ann' }),
        byName(ann, 'Ann', 1),
        byName(ann, 'Bob'),
      ],
      `- ${ann} Bob`,
    ),
  ],
  customer_key: [
    example(UNIQUE, [byKey('K1', ann), byKey('K2', ann), byKey('K1', bob)], `K1 ${bob} -`, `K2 ${ann} -`),
    example(CARRIES, [byKey('K1', '', 'contact.emailRequired'), byKey('K1', ann)], `K1 ${ann} -`),
    example(LOOK_UP, [byKey('K1', ann), byAddress(ann, 'realm.useCustomerKey')], `K1 ${ann} -`),
    example(
      CHANGE,
      [
        byKey('K1', ann),
        command('contact', 'set', 'REALM', 'K1', '--email', bob),
        { command: ['contact', 'set', 'REALM', 'K1', '--key', 'K2'], fails: 'cannot be' },
      ],
      `K1 ${bob} -`,
    ),
    example(
      RESERVED,
      [byKey('K1', ann), command('contact', 'remove', 'REALM', 'K1'), byKey('K1', bob)],
      `K1 ${bob} -`,
    ),
    example(
      OPT_OUTS,
      [
        byKey('K1', ann),
        leave({ customerKey: 'K1' }),
        remove({ customerKey: 'K1' }),
        byKey('K1', bob, 1),
        byKey('K2', ann),
      ],
      `K2 ${ann} -`,
    ),
  ],
  email: [
    example(UNIQUE, [byAddress(ann), byAddress('Ann@One.example')], `- ${ann} -`),
    example(CARRIES, [byAddress('u7@placeholder.email')], '- u7@placeholder.email -'),
    example(LOOK_UP, [byAddress(ann), byKey('u1', ann, 'realm.noCustomerKey')], `- ${ann} -`),
    example(
      DISAGREE,
      [
        byAddress(ann),
        byAddress(bob),
        command('contact', 'set', 'REALM', ann, '--key', 'u1'),
        command('contact', 'set', 'REALM', bob, '--key', 'u1'),
      ],
      `u1 ${ann} -`,
      `u1 ${bob} -`,
    ),
    example(CHANGE, [byAddress(ann), command('contact', 'set', 'REALM', ann, '--email', bob)], `- ${bob} -`),
    example(
      RESERVED,
      [byAddress(ann), command('contact', 'remove', 'REALM', ann), byAddress(ann)],
      `- ${ann} -`,
    ),
    example(OPT_OUTS, [
      byAddress(ann),
      leave({ email: ann, firstName: '' }),
      remove({ email: ann }),
      byAddress(ann, 1),
    ]),
  ],
  user_id: [
    example(UNIQUE, [byKey('u1', ann), byKey('u2', ann)], `u1 ${ann} -`, `u2 ${ann} -`),
    example(CARRIES, [byKey('u1', '')], 'u1 - -'),
    example(LOOK_UP, [byKey('u1', ann), byAddress(ann, 'realm.useCustomerKey')], `u1 ${ann} -`),
    example(DISAGREE, [byKey('u1', ann), byKey('u2', bob), byKey('u1', bob)], `u1 ${bob} -`, `u2 ${bob} -`),
    example(
      CHANGE,
      [byKey('u1', ann), command('contact', 'set', 'REALM', 'u1', '--key', 'u2', '--email', '')],
      'u2 - -',
    ),
    example(
      RESERVED,
      [byKey('u1', ann), command('contact', 'remove', 'REALM', 'u1'), byKey('u1', '')],
      'u1 - -',
    ),
    example(
      OPT_OUTS,
      [
        byKey('u1', ann),
        byKey('u2', ann),
        leave({ customerKey: 'u1' }),
        remove({ customerKey: 'u1' }),
        byKey('u1', ann, 1),
      ],
      `u2 ${ann} -`,
    ),
  ],
  hybrid: [
    example(UNIQUE, [byKey('u1', ann), byKey('u2', ann, 'contact.conflict')], `u1 ${ann} -`),
    example(CARRIES, [byKey('u1', ''), byAddress(ann)], 'u1 - -', `- ${ann} -`),
    example(LOOK_UP, [byKey('u1', ann), byAddress(ann), byKey('u1', '')], `u1 ${ann} -`),
    example(
      DISAGREE,
      [byAddress(ann), byKey('u1', ann), byKey('u2', bob), byKey('u1', bob, 'contact.conflict')],
      `u1 ${ann} -`,
      `u2 ${bob} -`,
    ),
    example(CHANGE, [byKey('u1', ann), command('contact', 'set', 'REALM', 'u1', '--key', '')], `- ${ann} -`),
    example(
      RESERVED,
      [byKey('u1', ann), command('contact', 'remove', 'REALM', 'u1'), byKey('u2', ann)],
      `u2 ${ann} -`,
    ),
    example(OPT_OUTS, [
      byKey('u1', ann),
      leave({ customerKey: 'u1' }),
      remove({ customerKey: 'u1' }),
      byAddress(ann, 1),
      byKey('u1', '', 1),
    ]),
  ],
  external_id_email: [
    example(
      UNIQUE,
      [byKey('x1', ann), byKey('x2', bob), byKey('x2', ann, 'contact.conflict')],
      `x1 ${ann} -`,
      `x2 ${bob} -`,
    ),
    example(CARRIES, [byKey('x1', ''), byAddress(ann)], 'x1 - -', `- ${ann} -`),
    example(LOOK_UP, [byKey('x1', ann), byAddress(ann), byKey('x1', '')], `x1 ${ann} -`),
    example(DISAGREE, [byAddress(ann), byKey('x1', ann, 'contact.conflict')], `- ${ann} -`),
    example(CHANGE, [byAddress(ann), command('contact', 'set', 'REALM', ann, '--key', 'x1')], `x1 ${ann} -`),
    example(
      RESERVED,
      [byKey('x1', ann), command('contact', 'remove', 'REALM', 'x1'), byKey('x1', bob)],
      `x1 ${bob} -`,
    ),
    example(OPT_OUTS, [
      byKey('x1', ann),
      leave({ customerKey: 'x1' }),
      remove({ customerKey: 'x1' }),
      byAddress(ann, 1),
    ]),
  ],
  external_id_first: [
    example(UNIQUE, [byKey('x1', ann), byKey('x2', ann)], `x1 ${ann} -`, `x2 ${ann} -`),
    example(CARRIES, [byKey('x1', '')], 'x1 - -'),
    example(LOOK_UP, [byKey('x1', ann), byKey('x1', bob)], `x1 ${bob} -`),
    example(
      DISAGREE,
      [
        byKey('x1', ann),
        command('contact', 'set', 'REALM', 'x1', '--key', ''),
        byKey('x2', ann),
        byKey('x3', ann),
      ],
      `x2 ${ann} -`,
      `x3 ${ann} -`,
    ),
    example(
      CHANGE,
      [byKey('x1', ann), command('contact', 'set', 'REALM', 'x1', '--key', 'x2')],
      `x2 ${ann} -`,
    ),
    example(
      RESERVED,
      [
        byKey('x1', ann),
        command('contact', 'remove', 'REALM', 'x1'),
        byKey('x2', ann),
        { command: ['contact', 'set', 'REALM', 'x2', '--key', 'x1'], fails: 'removed contact' },
        byKey('x1', bob),
      ],
      `x1 ${bob} -`,
      `x2 ${ann} -`,
    ),
    example(
      OPT_OUTS,
      [
        byKey('x1', ann),
        leave({ customerKey: 'x1' }),
        remove({ customerKey: 'x1' }),
        byKey('x1', '', 1),
        byKey('x2', ann),
      ],
      `x2 ${ann} -`,
    ),
  ],
};
