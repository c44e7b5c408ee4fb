/** A form with the session where the positional doors put it. */
import type { Form, Operation } from '../../src/contract/defineOperation';
import { positional, type PositionalForm } from '../../src/facades/wire/positional';

export const positionalForm = (operation: Operation, form: Form): PositionalForm =>
  positional(operation).forms[operation.forms.indexOf(form)]!;
