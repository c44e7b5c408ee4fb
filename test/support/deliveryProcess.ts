/** A process that delivers the mail of one realm database until it is killed; takes its options as JSON. */
import { ListHeaders } from '../../src/delivery/listHeaders';
import { LinkValueSigner } from '../../src/secrets/linkValueSigner';
import { SubscriberTokens } from '../../src/secrets/subscriberTokens';
import { identityScheme } from '../../src/core/identity/schemes';
import type { Realm } from '../../src/core/realms/realm';
import { UniversalOptOuts } from '../../src/core/suppression/universalOptOuts';
import { Database } from '../../src/db/database';
import type { DatabaseAddress } from '../../src/db/databaseAddress';
import { DeliveryWorker } from '../../src/delivery/deliveryWorker';
import { LaunchMessages } from '../../src/delivery/launchMessages';
import { smtpTransport } from '../../src/delivery/smtpTransport';

export interface DeliveryProcessOptions {
  readonly control: DatabaseAddress;
  readonly realmDatabase: DatabaseAddress;
  readonly url: string;
  readonly connections: number;
  readonly leaseSeconds: number;
}

function main({ control, realmDatabase, url, connections, leaseSeconds }: DeliveryProcessOptions): void {
  const database = new Database(realmDatabase, 4);
  const realm: Realm = {
    realmId: 1301,
    name: 'test',
    databaseId: 1201,
    timeZone: 'UTC',
    switches: new Set(),
    brand: { name: 'test', logo: '', colour: '' },
    identity: identityScheme('email_first_name'),
  };
  new DeliveryWorker({
    databases: () => Promise.resolve([{ databaseId: 1201, database }]),
    realmOf: () => Promise.resolve(realm),
    transport: smtpTransport({ url, connections }),
    universalOptOuts: new UniversalOptOuts(new Database(control, 2)),
    launchMessages: new LaunchMessages({
      subscriberTokens: new SubscriberTokens(Buffer.alloc(32, 7)),
      publicUrl: '',
      linkSigner: new LinkValueSigner(Buffer.alloc(32, 7)),
    }),
    listHeaders: new ListHeaders({
      subscriberTokens: new SubscriberTokens(Buffer.alloc(32, 7)),
      publicUrl: '',
      domain: 'gateway.example',
    }),
    log: { info: () => undefined, warn: () => undefined },
    leaseSeconds,
    giveUpHours: 1,
    pollSeconds: 0.1,
    retryDelays: [50],
  }).start();
}

main(JSON.parse(process.argv[2]!) as DeliveryProcessOptions);
