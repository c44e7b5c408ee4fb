/** The host that a licence names. */
import { hostname } from 'node:os';
import type { Settings } from '../config/settings';

/** Host of the public address, else the name of this machine. */
export const licenceHost = ({ publicUrl }: Settings): string =>
  publicUrl === '' ? hostname() : new URL(publicUrl).host;
