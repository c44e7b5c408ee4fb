/** The contract of every operation, in the order of the reference: the one place that tests take expectations from. */
import { contactContracts } from './contactContracts';
import type { Contract } from './contract';
import { listContracts } from './listContracts';
import { messageContracts } from './messageContracts';
import { ownerContracts } from './ownerContracts';
import { reportContracts } from './reportContracts';
import { subscriptionContracts } from './subscriptionContracts';

export const contractTable: readonly Contract[] = [
  ...contactContracts,
  ...subscriptionContracts,
  ...listContracts,
  ...messageContracts,
  ...reportContracts,
  ...ownerContracts,
];

/** Of an operation that the table knows. */
export const contractOf = (operation: string): Contract =>
  contractTable.find((contract) => contract.operation === operation)!;

/**
 * What contacts can be named by in each kind of realm: `normal` and `keyed` are those of the legacy platform, the others
 * the identity schemes that came after them (docs/identity.md: what is unique there).
 */
export const namedBy = {
  normal: { address: true, key: false },
  keyed: { address: false, key: true },
  email: { address: true, key: false },
  user_id: { address: false, key: true },
  hybrid: { address: true, key: true },
  external_id_email: { address: true, key: true },
  external_id_first: { address: false, key: true },
} as const;

export type AnyKind = keyof typeof namedBy;

/**
 * Whether the operation works in that kind of realm: what names contacts by address where an address is unique, what
 * names them by key where a key is. One without a session is asked once.
 */
export function works({ realms }: Contract, kind: AnyKind): boolean {
  if (realms === 'none') return kind === 'normal';
  const { address, key } = namedBy[kind];
  return realms === 'both' || (realms === 'normal' ? address : key);
}

/** The code of the fault with which it is refused there. */
export const refusalOf = ({ realms, existsNowhereElse }: Contract): string =>
  realms === 'keyed' ? 'realm.noCustomerKey' : existsNowhereElse ? 'realm.refused' : 'realm.useCustomerKey';
