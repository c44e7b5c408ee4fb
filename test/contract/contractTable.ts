/** The contract of every operation, in the order of the reference: the one place that tests take expectations from. */
import { contactContracts } from './contactContracts';
import type { RealmKind } from './caseWorld';
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

/** Whether the operation works in that kind of realm. One without a session is asked once. */
export const works = ({ realms }: Contract, kind: RealmKind): boolean =>
  realms === 'none' ? kind === 'normal' : realms === 'both' || realms === kind;
