/** `start`: the gateway alone, as a service runs it. */
import type { Command } from './command';
import { runGateway } from './runGateway';

export const start: Command = {
  name: 'start',
  summary: 'Start the gateway, after bringing all databases to this version.',
  args: [],
  options: {},
  run: (_input, terminal) => runGateway(terminal, async () => []),
};
