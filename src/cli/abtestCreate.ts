/** `abtest create`: an A/B definition. The SOAP API reads definitions and has no call that makes one. */
import { AB_CHOICES } from '../operations/administration/abtests/abRows';
import { abtestCreate as createDefinition } from '../operations/administration/abtests/abtestCreate';
import { wholeNumber } from './abtestArguments';
import { numberOption, UsageError, type Command, type CommandInput } from './command';
import { withRealmNamed } from './operationCaller';

const { measures: MEASURES, afterTest: AFTER_TEST, letters: LETTERS } = AB_CHOICES;

export const abtestCreate: Command = {
  name: 'abtest create',
  summary: 'Create an A/B definition: samples to compare, and how the winner is found.',
  details:
    'A launch (abtest launch, or listRun with ab_definition_id) sends each sample to a random part of the list, and the winner to all the others when the test has ended.',
  args: [
    { name: 'REALM', doc: 'The realm.' },
    { name: 'NAME', doc: 'Name of the definition, unique in the realm.' },
  ],
  options: {
    list: { value: 'ID', doc: 'List that it is launched to where the launch names none.' },
    sample: {
      value: 'TEMPLATE',
      doc: 'Number of a template; the first is sample A. 2 to 26 of them.',
      repeatable: true,
    },
    subject: {
      value: 'LETTER=TEXT',
      doc: "Subject of a sample in place of its template's.",
      repeatable: true,
    },
    from: { value: 'LETTER=ADDRESS', doc: "Sender of a sample in place of the list's.", repeatable: true },
    size: {
      value: 'N%|N',
      doc: 'Size of each sample: percent of the recipients, or contacts; 10% unless given.',
    },
    measure: { value: 'WHAT', doc: `${MEASURES.join(', ')}; opens unless given.` },
    minutes: { value: 'N', doc: 'The test ends so long after its launch.' },
    threshold: { value: 'N', doc: 'The test ends when so many readers of one sample opened (or clicked).' },
    then: { value: 'WHAT', doc: 'send the winner, or wait until somebody chooses; send unless given.' },
    segment: { value: 'ID', doc: 'Segmentation rule, where the launch names none.' },
    'suppression-list': { value: 'NAME', doc: 'Suppression list, where the launch names none.' },
    description: { value: 'TEXT', doc: 'A line about the test.' },
  },
  run: (input, terminal) => {
    const definition = readDefinition(input);
    return withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const { abDefinitionId } = await call(createDefinition, definition);
      return {
        text: `The A/B definition ${definition.name} of the realm ${realm} has the number ${abDefinitionId}.`,
        json: { realm, abDefinitionId, ...definition },
      };
    });
  },
};

function readDefinition(input: CommandInput) {
  const list = input.option('list');
  if (list === undefined) throw new UsageError('"abtest create" needs --list ID.');
  const [, size, percent] = /^(\d{1,9})(%?)$/.exec(input.option('size') ?? '10%') ?? [];
  if (size === undefined)
    throw new UsageError('--size takes a number of contacts, or a percentage such as 10%.');
  return {
    name: input.args[1]!,
    description: input.option('description') ?? '',
    listId: wholeNumber('--list', list),
    segmentationId: numberOption(input, 'segment', 1, 999_999_999, 0),
    suppressionList: input.option('suppression-list') ?? '',
    sampleType: percent ? ('percent' as const) : ('count' as const),
    sampleSize: Number(size),
    measure: oneOf(input, 'measure', MEASURES),
    maxMinutes: numberOption(input, 'minutes', 1, 527_040, 0),
    threshold: numberOption(input, 'threshold', 1, 999_999_999, 0),
    afterTest: oneOf(input, 'then', AFTER_TEST),
    samples: readSamples(input),
  };
}

/** The first is what it is unless given. */
function oneOf<T extends string>(input: CommandInput, name: string, known: readonly [T, ...T[]]): T {
  const text = input.option(name) ?? known[0];
  const found = known.find((word) => word === text);
  if (found) return found;
  throw new UsageError(`--${name} is one of ${known.join(', ')}.`);
}

function readSamples(input: CommandInput) {
  const templates = input.all('sample');
  if (templates.length < 2 || templates.length > LETTERS.length)
    throw new UsageError(`"abtest create" needs 2 to ${LETTERS.length} --sample TEMPLATE.`);
  const letters = LETTERS.slice(0, templates.length);
  const subjects = byLetter(input, 'subject', letters);
  const senders = byLetter(input, 'from', letters);
  return templates.map((template, i) => ({
    letter: letters[i]!,
    templateId: wholeNumber('--sample', template),
    subject: subjects.get(letters[i]!) ?? '',
    fromAddress: senders.get(letters[i]!) ?? '',
  }));
}

function byLetter(input: CommandInput, name: string, letters: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const each of input.all(name)) {
    const letter = each.slice(0, 1).toUpperCase();
    if (each[1] !== '=' || !letters.includes(letter))
      throw new UsageError(
        `--${name} takes the letter of a sample, an equals sign and a text: ${name === 'from' ? 'B=ann@shop.example' : "B='Half price'"}.`,
      );
    if (texts.has(letter)) throw new UsageError(`--${name} is given twice for sample ${letter}.`);
    texts.set(letter, each.slice(2).trim());
  }
  return texts;
}
