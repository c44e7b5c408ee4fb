/** `up`: everything a newcomer needs, in one go. */
import type { Command } from './command';
import { ensureDemoRealms } from './demoRealms';
import { runGateway } from './runGateway';

export const up: Command = {
  name: 'up',
  summary: 'Start the gateway; on first use also set up a database and two demo realms.',
  args: [],
  options: {},
  run: (_input, terminal) => runGateway(terminal, (control) => ensureDemoRealms(control, terminal)),
};
