/** The six commands that set one field with a value of a given type. The field's own type decides what is valid. */
import {
  accept,
  optional,
  required,
  type Confidence,
  type Operation,
  type Parameter,
} from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { fieldName } from '../parameters';
import { contactPair } from './contactPair';
import { SET_ERRORS, setFields } from './setFields';

function setter<V extends Parameter>(
  kind: string,
  value: V,
  confidence: Confidence,
  toText: (value: unknown) => string | null,
): [Operation, Operation] {
  const name = `userSetData${kind}`;
  return contactPair({
    name,
    twin: `${name}ByCustomerKey`,
    group: 'contacts',
    doc: `Sets one field of a contact to ${value.doc.replace(/\.$/, '').replace(/^The/, 'the')}.`,
    access: 'write',
    parameters: { fieldName, value },
    forms: ['email fieldName value'],
    twinForms: ['customerKey fieldName value', accept('customerKey email fieldName value')],
    result: t.code,
    resultDoc: '0 done, 1 no such contact.',
    errors: SET_ERRORS,
    provenance: {
      confidence,
      basis:
        confidence === 'seen, commented out'
          ? 'Stands in public client code, commented out.'
          : 'The name is documented; takes what userSetDataString takes, with a value of its own type.',
    },
    handler: (contact, input, context) =>
      setFields(
        contact,
        [{ name: input.fieldName, text: toText((input as { value: unknown }).value) }],
        context,
      ),
  });
}

const text = (value: unknown): string | null => value as string | null;

export const [userSetDataString, userSetDataStringByCustomerKey] = setter(
  'String',
  optional(t.string, 'The text; empty or null clears the field.'),
  'seen, commented out',
  text,
);
export const [userSetDataBigString, userSetDataBigStringByCustomerKey] = setter(
  'BigString',
  optional(t.string, 'The large text; empty or null clears the field.'),
  'name documented, signature inferred',
  text,
);
export const [userSetDataInt, userSetDataIntByCustomerKey] = setter(
  'Int',
  required(t.int, 'The whole number.'),
  'name documented, signature inferred',
  String,
);
export const [userSetDataDate, userSetDataDateByCustomerKey] = setter(
  'Date',
  optional(t.dateTime, 'The date and time; null clears the field.'),
  'name documented, signature inferred',
  (value) => (value as Date | null)?.toISOString() ?? null,
);
export const [userSetDataFloat, userSetDataFloatByCustomerKey] = setter(
  'Float',
  required(t.float, 'The number; double precision is read.'),
  'name documented, signature inferred',
  String,
);
export const [userSetDataUnicode, userSetDataUnicodeByCustomerKey] = setter(
  'Unicode',
  optional(t.string, 'The text in any script; empty or null clears the field.'),
  'name documented, signature inferred',
  text,
);
