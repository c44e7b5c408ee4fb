/** Whom a credential belongs to, remembered for half a second, so that one that was ended is refused everywhere within one. */
import { ConfirmedReads, type ConfirmedReadsOptions } from '../../concurrency/confirmedReads';
import { ApiError, fail } from '../../contract/errorCatalogue';
import { isAllowedAddress } from './allowedAddresses';
import type { SessionOwner } from './sessions';

const TRUST_MS = 500;
/** Credentials that a process remembers. */
export const MAX_REMEMBERED = 10_000;

/** @param options what is given takes the place of the usual */
export const rememberedHolders = <T>({
  trustMs = TRUST_MS,
  maxCached = MAX_REMEMBERED,
  steady = () => performance.now(),
}: { [K in keyof Omit<ConfirmedReadsOptions, 'isAnswer'>]?: ConfirmedReadsOptions[K] | undefined } = {}) =>
  new ConfirmedReads<T>({ trustMs, maxCached, steady, isAnswer: (error) => error instanceof ApiError });

/** The owner of a credential that only some addresses may use. */
export interface Holder {
  readonly owner: SessionOwner;
  /** Lists that the address must stand in, each. */
  readonly addresses: readonly string[];
}

/** Addresses of one network share what is remembered, so each is looked at by itself. @throws {ApiError} `credential.invalid` */
export const admitHolder = ({ owner, addresses }: Holder, address: string): SessionOwner =>
  addresses.every((stored) => isAllowedAddress(stored, address)) ? owner : fail('credential.invalid');
