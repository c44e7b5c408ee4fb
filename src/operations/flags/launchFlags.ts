/** Reads the XML flags of `listRun`. Tag names follow the arguments of the sibling HTTP command. */
import { fail } from '../../contract/errorCatalogue';
import { NO_LAUNCH, type LaunchRequest } from '../../core/campaigns/launchRequest';
import { readFormat } from '../../core/messages/sendRequest';
import { flagElements } from './flagElements';
import {
  FlagTags,
  flagText,
  invalidFlag,
  missingFlag,
  switchFlag,
  UnknownTags,
  wholeNumber,
  withoutRoot,
} from './flagTags';

export interface LaunchFlags {
  readonly request: LaunchRequest;
  /** Names of tags without effect here, safe to log: each once, at most 20. */
  readonly unknown: readonly string[];
}

const SPELLINGS = {
  listId: ['listid', 'list'],
  templateId: ['templateid', 'template'],
  subject: ['subject'],
  segmentationId: ['segmentationid', 'segmentation'],
  suppressionList: ['suppressionlist', 'suppressionlistid'],
  format: ['format', 'forcedformat', 'emailformat'],
  name: ['campaignalias', 'campaignname', 'campaign'],
  route: ['vmta'],
  creatorEmail: ['deployedbyemail', 'creatoremail'],
  notifyEmail: ['notifyemail'],
  testMode: ['testmode', 'test'],
  // The answer is the campaign's number whether or not it is asked for.
  returnTaskId: ['returntaskid'],
  abDefinitionId: ['abdefinitionid'],
  // What changes who gets mail, or which mail they get, is never ignored.
  seedListId: ['seedlistid'],
} as const;
type Meaning = keyof typeof SPELLINGS;

const TAGS = new FlagTags<Meaning>(SPELLINGS);

const REFUSED = [['seedListId', 'seed_list_id']] as const;

/**
 * Reads the flags, with or without a root. Of a tag that stands several times the last counts.
 * @throws {ApiError} `message.flagsInvalid`, `launch.refused`
 */
export function readLaunchFlags(xml: string | null): LaunchFlags {
  const texts = new Map<Meaning, string>();
  const unknown = new UnknownTags();
  for (const element of withoutRoot(flagElements(xml ?? ''))) {
    const meaning = TAGS.meaningOf(element);
    if (meaning === undefined) unknown.add(element);
    else texts.set(meaning, flagText(element.name, element).trim());
  }
  for (const [meaning, tag] of REFUSED) {
    if (!isNone(texts.get(meaning) ?? ''))
      fail('launch.refused', { reason: `the tag ${tag} is not supported; leave it out` });
  }
  return { request: readRequest(texts), unknown: unknown.names };
}

/** What old clients send for "none". */
const isNone = (text: string): boolean => ['', '0', '-1'].includes(text);

function readRequest(texts: ReadonlyMap<Meaning, string>): LaunchRequest {
  const text = (meaning: Meaning): string => texts.get(meaning) ?? '';
  const id = (tag: string, meaning: Meaning): number => Math.max(0, wholeNumber(tag, text(meaning)) ?? 0);
  const format = readFormat(wholeNumber('format', text('format')));
  const abDefinitionId = id('ab_definition_id', 'abDefinitionId');
  const listId = id('list_id', 'listId');
  // An A/B definition has a list of its own.
  if (listId === 0 && abDefinitionId === 0) missingFlag('list_id', 'it names the list to launch');
  return {
    ...NO_LAUNCH,
    listId,
    abDefinitionId,
    templateId: id('template_id', 'templateId'),
    subject: text('subject'),
    segmentationId: id('segmentation_id', 'segmentationId'),
    suppressionList: isNone(text('suppressionList')) ? '' : text('suppressionList'),
    format: format === undefined ? invalidFlag('format', 'it is 1, 2, 99 or -1') : format,
    testMode: switchFlag('test_mode', text('testMode')),
    creatorEmail: text('creatorEmail'),
    notifyEmail: text('notifyEmail'),
    name: text('name'),
    route: text('route'),
  };
}
