/** The host that a licence names. */
import { hostname } from 'node:os';
import type { Settings } from '../config/settings';
import { runningGateways } from './runningGateways';

/** Host of the public address, be it known here or to a gateway that runs; else the name of this machine. */
export async function licenceHost(settings: Pick<Settings, 'publicUrl' | 'varDirectory'>): Promise<string> {
  const publicUrl = settings.publicUrl || (await publicUrlOfRunning(settings));
  return publicUrl === '' ? hostname() : new URL(publicUrl).host;
}

async function publicUrlOfRunning(settings: Pick<Settings, 'varDirectory'>): Promise<string> {
  const values = (await runningGateways(settings)).flatMap((gateway) => gateway.settings);
  return String(values.find(({ name, value }) => name === 'PUBLIC_URL' && value !== '')?.value ?? '');
}
