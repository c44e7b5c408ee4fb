/**
 * The command table: every command of the command line, in the order of the help. The file of a command is read when it
 * is run or its help is shown: to read all of them takes longer than most commands do.
 */
import type { Command, CommandEntry } from './command';

/** @param file exports the command, alone, with others, or in a list */
const entry = (name: string, file: string): CommandEntry => ({
  name,
  load: async () => {
    // import() would want the name of a compiled file, and tests run the sources.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const exported = Object.values(require(`./${file}`) as Record<string, Command | readonly Command[]>);
    const command = exported.flat().find((each) => each.name === name && 'summary' in each);
    if (!command) throw new Error(`src/cli/${file} has no command "${name}"`);
    return command;
  },
});

export const commands: readonly CommandEntry[] = [
  entry('up', 'up'),
  entry('start', 'start'),
  entry('migrate', 'migrateCommand'),
  entry('realm create', 'realmCreate'),
  entry('realm show', 'realmShow'),
  entry('realm set', 'realmSet'),
  entry('realm list', 'realmList'),
  entry('realm copy', 'realmCopy'),
  entry('realm password', 'realmPassword'),
  entry('licence issue', 'licenceIssue'),
  entry('licence revoke', 'licenceRevoke'),
  entry('licence list', 'licenceList'),
  entry('key issue', 'keyIssue'),
  entry('key revoke', 'keyRevoke'),
  entry('key list', 'keyList'),
  entry('list create', 'listCreate'),
  entry('list list', 'listList'),
  entry('list show', 'listShow'),
  entry('list edit', 'listEdit'),
  entry('list delete', 'listDelete'),
  entry('template list', 'templateList'),
  entry('template show', 'templateShow'),
  entry('template preview', 'templatePreview'),
  entry('template send-test', 'templateSendTest'),
  entry('template delete', 'templateDelete'),
  entry('template import', 'templateImport'),
  entry('template scan', 'templateScan'),
  entry('article create', 'articleCreate'),
  entry('article edit', 'articleEdit'),
  entry('article list', 'articleList'),
  entry('article show', 'articleShow'),
  entry('article delete', 'articleDelete'),
  entry('field list', 'fieldList'),
  entry('contact show', 'contactShow'),
  entry('segmentation create', 'segmentationCreate'),
  entry('segmentation edit', 'segmentationEdit'),
  entry('segmentation list', 'segmentationList'),
  entry('segmentation show', 'segmentationShow'),
  entry('segmentation test', 'segmentationTest'),
  entry('segmentation delete', 'segmentationDelete'),
  entry('import contacts', 'importContacts'),
  entry('export contacts', 'exportContacts'),
  entry('message list', 'messageList'),
  entry('bounce import', 'bounceImport'),
  entry('bounce list', 'bounceList'),
  entry('suppression list', 'suppressionList'),
  entry('suppression lift', 'suppressionLift'),
  entry('suppression uploads', 'suppressionUploads'),
  entry('campaign launch', 'campaignLaunch'),
  entry('campaign list', 'campaignList'),
  entry('campaign show', 'campaignShow'),
  entry('campaign pause', 'campaignChange'),
  entry('campaign resume', 'campaignChange'),
  entry('campaign cancel', 'campaignChange'),
  entry('campaign recount', 'campaignRecount'),
  entry('abtest create', 'abtestCreate'),
  entry('abtest list', 'abtestList'),
  entry('abtest show', 'abtestShow'),
  entry('abtest launch', 'abtestLaunch'),
  entry('abtest winner', 'abtestWinner'),
  entry('abtest cancel', 'abtestCancel'),
  entry('abtest delete', 'abtestDelete'),
  entry('report campaigns', 'reports'),
  entry('report days', 'reports'),
  entry('report links', 'reports'),
  entry('report clickers', 'reports'),
  entry('report programs', 'reports'),
  entry('report bounces', 'reports'),
  entry('report unsubscribes', 'reports'),
  entry('report events', 'reports'),
  entry('report contact', 'reports'),
  entry('report abtest', 'reports'),
  entry('social add', 'socialAdd'),
  entry('social list', 'socialList'),
  entry('social remove', 'socialRemove'),
  entry('server add', 'serverAdd'),
  entry('server list', 'serverList'),
  entry('route add', 'routeAdd'),
  entry('route list', 'routeList'),
  entry('route remove', 'routeRemove'),
  entry('domain limit', 'domainLimit'),
  entry('domain list', 'domainList'),
  entry('domain remove', 'domainRemove'),
  entry('audit', 'audit'),
  entry('call', 'call'),
  entry('record', 'record'),
  entry('replay', 'replay'),
  entry('settings', 'settingsCommand'),
  entry('completion', 'completion'),
];

/** All of them, read. */
export const allCommands = (): Promise<readonly Command[]> => Promise.all(commands.map(({ load }) => load()));
