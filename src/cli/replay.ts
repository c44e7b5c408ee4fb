/** `replay`: which of the recorded calls another gateway answers alike. */
import { readFile } from 'node:fs/promises';
import { Registry } from '../contract/registry';
import { VOLATILE, type Difference } from '../facades/recording/compareAnswers';
import { replay, type Replayed, type ReplayLicences } from '../facades/recording/replay';
import { operations } from '../operations';
import { CommandError, UsageError, type Command } from './command';
import { serverOption } from './serverOption';
import { table } from './table';

/** Differences of one operation that are shown to people; --json has them all. */
const SHOWN = 5;

export const replayCommand: Command = {
  name: 'replay',
  summary: 'Send a recording to a gateway and show where its answers differ.',
  details: [
    'Calls go out in their order, with sessions of their own. A recording of several realms needs a licence for each:',
    'the first --licence stands for {{licence-1}} of the recording, the second for {{licence-2}}; --licence licence-2=FILE',
    'says it by name, and --licence session-3=FILE whose session it was that was open before the recording began. Answers are compared as programs read them: prefixes,',
    'indentation, and whether values stand inline do not matter. Calls that change data are left out unless',
    '--allow-writes is given: they would change it on the gateway that they are sent to, and send mail.',
    `Values of these names do not count: ${VOLATILE.join(', ')}; nor do what beginSession and getVersion answer.`,
    'The exit code is 1 where answers differ.',
  ].join('\n'),
  args: [{ name: 'FOLDER', doc: 'The recording.' }],
  options: {
    to: { value: 'URL', doc: 'The gateway, scheme and host: http://localhost:8080' },
    licence: {
      value: 'FILE',
      doc: 'A licence file of that gateway; several for a recording of several realms.',
      repeatable: true,
    },
    'allow-writes': { doc: 'Send calls that change data, too.' },
    mask: {
      value: 'NAMES',
      doc: 'More names whose values do not count, with commas: of elements, or of operations.',
    },
  },
  async run(input, terminal) {
    const licences = await readLicences(input.all('licence'));
    const calls: Replayed[] = [];
    const repeated = replay({
      folder: input.args[0]!,
      to: serverOption(input, 'to'),
      licences,
      registry: new Registry(operations),
      allowWrites: input.has('allow-writes'),
      masked: (input.option('mask') ?? '').split(',').map((name) => name.trim()),
    });
    for await (const call of repeated) {
      calls.push(call);
      if (calls.length % 1000 === 0) terminal.note(`${calls.length} calls ...`);
    }
    if (calls.length === 0) throw new CommandError(`${input.args[0]} holds no recording.`);
    const summary = summarise(calls);
    return {
      text: [
        table(
          ['OPERATION', 'CALLS', 'ALIKE', 'DIFFERENT', 'LEFT OUT'],
          summary.map((one) => [one.operation, one.calls, one.alike, one.different, one.leftOut]),
          '',
        ),
        ...summary.flatMap(({ operation }) => shown(operation, calls)),
      ].join('\n'),
      json: { operations: summary, differences: calls.filter(({ result }) => result === 'different') },
      isBad: calls.some(({ result }) => result === 'different'),
    };
  },
};

/** @throws {UsageError} */
async function readLicences(given: readonly string[]): Promise<ReplayLicences> {
  if (given.length === 0) throw new UsageError('--licence is required.');
  const inOrder: string[] = [];
  const named = new Map<string, string>();
  for (const one of given) {
    const [, name, path = one] = /^((?:licence|session)-\d+)=(.*)$/.exec(one) ?? [];
    const licence = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`${path} cannot be read (${error.code}).`);
    });
    if (name === undefined) inOrder.push(licence.trim());
    else named.set(name, licence.trim());
  }
  return { inOrder, named };
}

function summarise(calls: readonly Replayed[]) {
  const names = [...new Set(calls.map(({ operation }) => operation))].sort();
  return names.map((operation) => {
    const own = calls.filter((call) => call.operation === operation);
    const count = (result: Replayed['result']): number => own.filter((call) => call.result === result).length;
    return {
      operation,
      calls: own.length,
      alike: count('alike'),
      different: count('different'),
      leftOut: count('leftOut'),
    };
  });
}

function shown(operation: string, calls: readonly Replayed[]): string[] {
  const differences = calls
    .filter((call) => call.operation === operation)
    .flatMap(({ number, differences: all }) => all.map((difference) => ({ number, difference })));
  if (differences.length === 0) return [];
  return [
    '',
    operation,
    ...differences
      .slice(0, SHOWN)
      .map(({ number, difference }) => `  call ${number}: ${inWords(difference)}`),
    ...(differences.length > SHOWN ? [`  and ${differences.length - SHOWN} more; --json has them all`] : []),
  ];
}

const inWords = ({ path, recorded, answered }: Difference): string =>
  `${path === '' ? 'it' : path} was ${quoted(recorded)} and is ${quoted(answered)}`;

/** One line, not too long. */
const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
