/** The address of a set-up link of the console, for people to open. */
import type { Settings } from '../config/settings';
import { setUpPath } from '../facades/console/consolePaths';
import { runningGateways } from './runningGateways';

/** Under the public address, or that of a gateway that runs here. */
export async function consoleLink(
  settings: Pick<Settings, 'publicUrl' | 'port' | 'varDirectory'>,
  link: string,
): Promise<string> {
  if (settings.publicUrl) return settings.publicUrl.replace(/\/$/, '') + setUpPath(link);
  const [running] = await runningGateways(settings);
  return `http://${running?.host ?? 'localhost'}:${running?.port ?? settings.port}${setUpPath(link)}`;
}
