/** `record`: writes down the calls between programs and another endpoint, while it passes them on. */
import { Registry } from '../contract/registry';
import { prepareFolder } from '../facades/recording/exchange';
import { Recorder } from '../facades/recording/recorder';
import { operations } from '../operations';
import { CommandError, numberOption, type Command } from './command';
import { requiredOption, serverOption } from './serverOption';
import { facts } from './table';

export const record: Command = {
  name: 'record',
  summary: 'Pass calls on to another endpoint, and write them down.',
  details: [
    'Point your programs at the address that it prints. What they send goes to the other endpoint as it is, and so does',
    'what comes back. Each SOAP call is written to the folder, with {{licence-1}} and {{session-1}} in the place of licences',
    "and sessions; all else stands there as it was sent, people's data included, readable by this user alone.",
    'See "replay" for what to do with it. Ctrl-C ends it.',
  ].join('\n'),
  args: [],
  options: {
    upstream: { value: 'URL', doc: 'The other endpoint, scheme and host: https://api.example.com' },
    into: { value: 'FOLDER', doc: 'Where the recording goes: a new folder, or an empty one.' },
    port: { value: 'NUMBER', doc: 'TCP port to listen on; 8099 unless given, 0 for a free one.' },
    address: { value: 'ADDRESS', doc: 'Network address to listen on; 127.0.0.1 unless given.' },
  },
  async run(input, terminal) {
    const upstream = serverOption(input, 'upstream');
    const folder = requiredOption(input, 'into');
    const port = numberOption(input, 'port', 0, 65_535, 8099);
    const address = input.option('address') ?? '127.0.0.1';
    await prepareFolder(folder).catch((error: Error) => {
      throw new CommandError(error.message);
    });
    const recorder = new Recorder({
      upstream,
      folder,
      registry: new Registry(operations),
      note: terminal.note,
    });
    const stopAsked = terminal.interruption.stopAsked();
    const listening = await recorder.listen(port, address).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`Nobody can listen on port ${port} of ${address} (${error.code}).`);
    });
    const url = `http://${address.includes(':') ? `[${address}]` : address}:${listening}`;
    terminal.print({
      text: `Recording what goes through ${url} to ${upstream.origin} into ${folder}. Ctrl-C ends it.`,
      json: { url, upstream: upstream.origin, folder, port: listening },
    });
    await stopAsked;
    terminal.note('Waiting for calls under way ... (Ctrl-C again: without them)');
    await recorder.close();
    const { recorded, passedOn, unrecorded } = recorder.counts;
    return {
      text: facts([
        ['Calls recorded', recorded],
        ['Calls not recorded', unrecorded],
        ['Other requests passed on', passedOn],
      ]),
      json: { folder, recorded, unrecorded, passedOn },
    };
  },
};
