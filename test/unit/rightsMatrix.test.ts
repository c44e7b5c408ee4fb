/** Every role and every operation for people: admitted or refused, as written here by hand. */
import type { Form, Operation } from '../../src/contract/defineOperation';
import { Pipeline, type Principal } from '../../src/contract/invoke';
import { ROLES, type Role } from '../../src/contract/people';
import { Registry } from '../../src/contract/registry';
import { t } from '../../src/contract/wireTypes';
import { operations } from '../../src/operations';
import { administrativeOperations } from '../../src/operations/administration';
import { testRealm } from '../support/testRealm';

/** What each role may do besides what those before it may. */
const MAY: Record<Role, string> = {
  viewer: `contactShow contactHistory contactFind listCount templateShow templateTry campaignCount scheduleList segmentationTry realmShow realmSettingList schemeList accountShow accountPassword accountTotpOffer accountTotpSet
    accountTotpRemove accountLogoutEverywhere listList fieldList segmentationList segmentationShow segmentationTest suppressionUploads
    socialList lifecycleList campaignList campaignShow abtestList abtestShow
    articleList articleShow templateList templateScan messageList bounceList suppressionList`,
  sender: `templateSave templateRemove campaignSchedule articleCreate articleEdit articleVersionDelete articleDelete templateImport scheduleCancel lifecycleCreate lifecycleDelete segmentationCreate segmentationEdit segmentationDelete socialAdd socialRemove campaignPause
    campaignResume campaignCancel abtestCreate abtestLaunch abtestWinner abtestCancel abtestDelete`,
  manager: `contactAdd contactEdit contactSubscribe contactUnsubscribe realmSet realmPasswordSet realmPasswordRemove licenceIssue licenceRevoke licenceList keyIssue keyRevoke
    keyList sftpKeyAdd sftpKeyRemove sftpKeyList listCreate listDelete suppressionLift campaignRecount contactsImport
    contactsExport contactSave contactSet contactRemove contactRestore contactMergePreview contactMerge contactUnmerge
    realmAudit`,
  owner: `realmCopy realmMigrate realmCreate realmList licenceListAll keyListAll sftpHostKeyList serverAdd serverReplace serverList routeAdd routeReplace
    routeRemove routeList domainLimit domainRemove domainList contactForget contactUnforget bounceImport gatewayAudit
    consoleUserList consoleUserAdd consoleUserReset consoleUserDisable consoleUserEnable consoleUserRole consoleFirstLink`,
};

const leastOf = new Map(
  ROLES.flatMap((role) =>
    MAY[role]
      .split(/\s+/)
      .filter(Boolean)
      .map((name) => [name, role] as const),
  ),
);

const realm = testRealm;

/** What comes of a call by somebody in a role: `ran`, or the code of the error. */
async function outcomeOf(role: Role, operation: Operation): Promise<{ outcome: string; kept: string[] }> {
  const kept: string[] = [];
  const person = { actor: 'somebody', role };
  const pipeline = new Pipeline<Principal, null, null>({
    publicContext: () => null,
    authenticate: () => ({ realm, clientName: 'tests', person }),
    countCall: () => Promise.resolve(null),
    inRealm: (_principal, _credential, _write, work) => work(null),
    people: {
      personOf: () => person,
      controlContext: () => null,
      keepWithin: async (_context, change) => void kept.push(change.outcome),
      keep: async (_principal, _scope, change) => {
        kept.push(change.outcome);
        return async (outcome) => void kept.push(outcome);
      },
    },
    isTransient: () => false,
    faultOf: () => null,
    audit: () => undefined,
    reportDefect: (_reference, _operation, error) => {
      throw error;
    },
  });
  const form: Form = { ...operation.forms[0]!, parameters: [], result: t.text };
  const outcome = await pipeline.invoke(
    {
      ...operation,
      parameters: {},
      forms: [form],
      prepare: async () => null,
      handler: () => 'ran',
      identity: { kind: 'any' },
    },
    form,
    { kind: 'local', realm: operation.scope === 'gateway' ? null : realm.name },
    { read: () => null },
    {
      door: 'tests',
      operationName: operation.name,
      address: '127.0.0.1',
      bytesIn: 0,
      startedAt: 0,
      encodeResult: String,
      encodeError: ({ code }) => code,
      sizeOf: () => 0,
    },
  );
  return { outcome, kept };
}

test('the table names every operation', () => {
  expect([...leastOf.keys()].sort()).toEqual(administrativeOperations.map(({ name }) => name).sort());
  expect(() => new Registry(administrativeOperations)).not.toThrow();
});

describe.each(administrativeOperations.map((operation) => [operation.name, operation] as const))(
  '%s',
  (name, operation) => {
    test.each(ROLES)('by a %s', async (role) => {
      const may = ROLES.indexOf(role) >= ROLES.indexOf(leastOf.get(name)!);
      const { outcome, kept } = await outcomeOf(role, operation);
      expect(outcome).toBe(may ? 'ran' : 'rights.missing');
      const changes = operation.access === 'write' || operation.isAudited === true;
      const line = operation.scope === 'data' ? ['done'] : ['begun', 'done'];
      expect(kept).toEqual(!changes ? [] : may ? line : ['rights.missing']);
    });
  },
);

test('the operations of programs admit people: viewers read, managers change, senders launch and send', async () => {
  const SENDING = ['listRun', 'listRunWithCount', 'sendMessage', 'sendMessageWithAttachment', 'abMailWinner'];
  const wrong: string[] = [];
  for (const operation of operations.filter(({ admits }) => admits === 'clients')) {
    const least =
      operation.access === 'read' ? 'viewer' : SENDING.includes(operation.name) ? 'sender' : 'manager';
    for (const role of ROLES) {
      const { outcome } = await outcomeOf(role, operation);
      const may = ROLES.indexOf(role) >= ROLES.indexOf(least);
      if (outcome !== (may ? 'ran' : 'rights.missing'))
        wrong.push(`${operation.name} by a ${role}: ${outcome}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('a key, a session and a page token open none of them', async () => {
  for (const operation of administrativeOperations) expect(operation.admits).toBe('people');
  const names = new Set(operations.map(({ name }) => name));
  expect(administrativeOperations.filter(({ name }) => names.has(name))).toEqual([]);
});
