/**
 * A legacy command and its `ByCustomerKey` twin: one body, two ways to name the contact. The first names it by
 * e-mail (and first name), the second by customer key; each is legal in its own kind of realm.
 */
import {
  optional,
  required,
  type FormSpec,
  type IdentityRule,
  type InputOf,
  type Operation,
  type OperationSpec,
  type Parameter,
  type Provenance,
} from '../../contract/defineOperation';
import { t, type WireType } from '../../contract/wireTypes';
import { checkedLength } from '../../core/contacts/fieldChanges';
import { standardField } from '../../core/fields/standardFields';
import { customerKey } from '../../core/identity/customerKey';
import { emailAddress } from '../../core/identity/emailAddress';
import type { ContactName } from '../../core/identity/identityScheme';
import { realmOperation, type RealmContext } from '../context';

export interface ContactPairSpec<P extends Record<string, Parameter>, R extends WireType> extends Omit<
  OperationSpec<P, R, RealmContext>,
  'access' | 'handler' | 'identity' | 'forms' | 'provenance'
> {
  readonly access: 'read' | 'write';
  /** Name of the customer-key command; `NAMEByCustomerKey` unless given. */
  readonly twin?: string;
  /** Forms of the e-mail command; `email` and `firstName` name the contact. */
  readonly forms: readonly FormSpec[];
  /** Forms of the twin; `customerKey` names the contact, `email` and `firstName` are what a form may add. */
  readonly twinForms: readonly FormSpec[];
  /** Where the e-mail command is a search, it is legal in both kinds of realm. */
  readonly emailRule?: 'single' | 'search';
  readonly provenance: Provenance;
  readonly twinProvenance?: Provenance;
  readonly handler: (
    contact: ContactName,
    /** Also holds the first name as it was sent, since an empty one can matter. */
    input: InputOf<P> & { readonly firstName?: string | null },
    context: RealmContext,
    /** Name of the command that was called, of the two. */
    command: string,
  ) => ReturnType<OperationSpec<P, R, RealmContext>['handler']>;
}

/** Builds both operations: [by e-mail, by customer key]. */
export function contactPair<P extends Record<string, Parameter>, R extends WireType>(
  spec: ContactPairSpec<P, R>,
): [Operation, Operation] {
  const {
    twin = `${spec.name}ByCustomerKey`,
    twinForms,
    twinProvenance,
    emailRule = 'single',
    handler,
    ...common
  } = spec;

  const byEmail = realmOperation({
    ...common,
    identity: emailRule === 'search' ? { kind: 'any' } : { kind: 'byEmail', counterpart: twin },
    parameters: used(spec.forms, {
      email: required(t.string, 'E-mail address of the contact.'),
      firstName: optional(t.string, 'First name of the contact, where several share the address.'),
      ...spec.parameters,
    }),
    handler: (input, context) => {
      const name =
        emailRule === 'search' ? nameForSearch(input as EmailInput) : nameByEmail(input as EmailInput);
      return handler(name, input, context, spec.name);
    },
  });

  const byKey = realmOperation({
    ...common,
    name: twin,
    doc: `${spec.doc} The contact is named by its customer key.`,
    identity: { kind: 'byKey', counterpart: spec.name } satisfies IdentityRule,
    parameters: used(twinForms, {
      customerKey: required(t.string, "The owner's key of the contact, compared byte for byte."),
      email: optional(
        t.string,
        'E-mail address; a new contact needs one, an existing one keeps its own where it is empty.',
      ),
      firstName: optional(t.string, 'First name.'),
      ...spec.parameters,
    }),
    forms: twinForms,
    provenance: twinProvenance ?? {
      confidence: 'name documented, signature inferred',
      basis: `The name is documented; takes what ${spec.name} takes, with the key in place of the address.`,
    },
    handler: (input, context) =>
      handler(nameByKey(input as unknown as KeyInput), input as unknown as InputOf<P>, context, twin),
  });
  return [byEmail, byKey];
}

interface EmailInput {
  readonly email: string;
  readonly firstName?: string | null;
}

interface KeyInput {
  readonly customerKey: string;
  readonly email?: string | null;
  readonly firstName?: string | null;
}

/**
 * An empty first name is what clients send who do not know it: it says nothing.
 * @throws {ApiError} `field.valueInvalid`
 */
const said = (firstName: string | null | undefined): string | null =>
  checkedLength(standardField('first')!, firstName?.trim() ?? '') || null;

/** @throws {ApiError} `contact.emailInvalid` */
export const nameByEmail = ({ email, firstName }: EmailInput): ContactName => ({
  email: emailAddress(email),
  firstName: said(firstName),
  customerKey: null,
  by: 'email',
});

/** A search also takes a part of an address. */
const nameForSearch = ({ email, firstName }: EmailInput): ContactName => ({
  email: email.trim(),
  firstName: said(firstName),
  customerKey: null,
});

/** @throws {ApiError} `contact.keyInvalid`, `contact.emailInvalid` */
export const nameByKey = ({ customerKey: key, email, firstName }: KeyInput): ContactName => ({
  email: email?.trim() ? emailAddress(email) : null,
  firstName: said(firstName),
  customerKey: customerKey(key),
  by: 'customerKey',
});

/** Parameters that some form uses; the others would only puzzle a reader of the reference. */
function used<P extends Record<string, Parameter>>(forms: readonly FormSpec[], parameters: P): P {
  const names = new Set(forms.flatMap((form) => (typeof form === 'string' ? form : form.takes).split(/\s+/)));
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name))) as P;
}
