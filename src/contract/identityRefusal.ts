/** Whether the kind of a realm allows an operation. The pipeline asks for each call, pages ask to show it beforehand. */
import type { Form, Operation } from './defineOperation';
import { ApiError } from './errorCatalogue';

/** What of a realm's identity scheme decides which calls are legal there. */
export interface IdentityAbilities {
  /** A key singles out one contact. */
  readonly keyIdentifies: boolean;
  /** An address does, at most together with a first name. */
  readonly addressIdentifies: boolean;
}

/** @returns the fault of a call of the form in that kind of realm, or null if it is legal there */
export const formRefusal = (
  operation: Pick<Operation, 'identity' | 'name'>,
  { identity }: Pick<Form, 'identity'>,
  abilities: IdentityAbilities,
): ApiError | null =>
  identityRefusal(operation, abilities) ??
  (identity ? identityRefusal({ name: identity.called, identity }, abilities) : null);

/** @returns the fault of a call in that kind of realm, or null if the operation is legal there */
export function identityRefusal(
  { identity, name }: Pick<Operation, 'identity' | 'name'>,
  { keyIdentifies, addressIdentifies }: IdentityAbilities,
): ApiError | null {
  if (!addressIdentifies) {
    if (identity.kind === 'byEmail') {
      const counterpart = identity.how ? `${identity.counterpart} ${identity.how}` : identity.counterpart;
      return new ApiError('realm.useCustomerKey', { operation: name, counterpart });
    }
    if (identity.kind === 'normalOnly')
      return new ApiError('realm.refused', { operation: name, advice: identity.advice });
  }
  if (!keyIdentifies && identity.kind === 'byKey')
    return new ApiError('realm.noCustomerKey', { operation: name, counterpart: identity.counterpart });
  return null;
}
