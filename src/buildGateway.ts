/** The composition root: the only file that constructs services. Everything else is handed what it needs. */
import { join } from 'node:path';
import { buildServices } from './buildServices';
import type { Settings } from './config/settings';
import { fail } from './contract/errorCatalogue';
import { Pipeline } from './contract/invoke';
import { Registry } from './contract/registry';
import { ReturnMailIntake } from './core/bounces/returnMailIntake';
import { ReturnPaths } from './secrets/returnPaths';
import { SubscriberTokens } from './secrets/subscriberTokens';
import { ContactExpiry } from './core/contacts/contactExpiry';
import { ContactScans } from './core/contacts/contactScans';
import { ConsoleAccess } from './core/people/consoleAccess';
import { ConsoleUsers } from './core/people/consoleUsers';
import { DatabaseServers } from './core/realms/databaseServers';
import { migrateRealms } from './core/realms/migrateRealms';
import type { Realm } from './core/realms/realm';
import { Realms } from './core/realms/realms';
import { DomainLimits } from './core/sending/domainLimits';
import { SendingRoutes } from './core/sending/sendingRoutes';
import { ApiKeys } from './core/sessions/apiKeys';
import { CallRates } from './core/sessions/callRates';
import { DatabaseSessions } from './core/sessions/databaseSessions';
import { KeyHolders } from './core/sessions/keyHolders';
import { Licences } from './core/sessions/licences';
import { LoginThrottle } from './core/sessions/loginThrottle';
import { PasswordHolders } from './core/sessions/passwordHolders';
import { RealmPasswords } from './core/sessions/realmPasswords';
import { Sealer } from './secrets/sealer';
import { SftpKeys } from './core/sessions/sftpKeys';
import { SftpKeyHolders } from './core/sessions/sftpKeyHolders';
import { SessionPurge } from './core/sessions/sessionPurge';
import { KnownRealms } from './core/realms/knownRealms';
import type { Endpoint } from './contract/endpoint';
import type { SessionOwner } from './core/sessions/sessions';
import { UniversalOptOuts } from './core/suppression/universalOptOuts';
import { LinkValueSigner } from './secrets/linkValueSigner';
import { CountRollup } from './core/events/countRollup';
import { EventBuffer } from './core/events/eventBuffer';
import { PublicTokens } from './secrets/publicTokens';
import { Database } from './db/database';
import type { DatabaseAddress } from './db/databaseAddress';
import { PoolSupervisor } from './db/poolSupervisor';
import { RealmDatabases } from './db/realmDatabases';
import { ServerWatches } from './db/serverWatches';
import { DeliveryRoutes } from './delivery/deliveryRoutes';
import { fileTransport } from './delivery/fileTransport';
import { LaunchExpander } from './delivery/launchExpander';
import { LaunchMessages } from './delivery/launchMessages';
import { ListHeaders } from './delivery/listHeaders';
import { ReturnMailListener } from './delivery/returnMailListener';
import { Snapshots } from './delivery/snapshots';
import { smtpTransport } from './delivery/smtpTransport';
import { DropFolder } from './facades/drops/dropFolder';
import { SftpServer } from './facades/sftp/sftpServer';
import { consolePages } from './facades/console/consolePages';
import { explorerPages } from './facades/explorer/explorerPages';
import { createHttpApiDoor } from './facades/httpapi/httpApiDoor';
import { createIterableDoor } from './facades/iterable/iterableDoor';
import { createRestDoor } from './facades/rest/restDoor';
import { createSoapDoor } from './facades/soap/soapDoor';
import { publicPages } from './facades/public/publicPages';
import { GatewayServer } from './facades/web/gatewayServer';
import { createWebApp } from './facades/web/webApp';
import type { DoorOptions } from './facades/wire/door';
import { Intake } from './facades/wire/intake';
import { createPageDoor } from './facades/wire/pageDoor';
import { createXmlRpcDoor } from './facades/xmlrpc/xmlRpcDoor';
import { Smartget } from './fetching/smartget';
import type { Log } from './log/createLogger';
import { sftpHostKeys } from './openControl';
import { operations } from './operations';
import { administrativeOperations } from './operations/administration';
import { consoleOperations } from './operations/console';
import { dropOperations } from './operations/drops';
import { sftpAccess } from './operations/drops/sftpAccess';
import { httpApiOperations } from './operations/httpapi';
import { iterableEndpoints } from './operations/iterable';
import { pageOperations } from './operations/pages';
import { restEndpoints } from './operations/rest';
import { realmOutline } from './operations/realm/realmOutline';
import { describeError, pipelineEnvironment } from './pipelineEnvironment';
import { version } from './version';

export interface GatewayOptions {
  readonly settings: Settings;
  /** The control database. Realm databases that name no server of their own are on the same one. */
  readonly control: DatabaseAddress;
  /** 32 bytes. */
  readonly secret: Buffer;
  readonly log: Log;
}

export interface Gateway {
  /** Starts to accept calls and to deliver mail. */
  listen(): Promise<{ port: number }>;
  /**
   * Stops in order, within SHUTDOWN_SECONDS where the databases answer: balancers are told, no new calls, calls and
   * deliveries under way, connections. Safe to call twice.
   * @param drainSeconds how long to go on serving after balancers are told
   */
  close(drainSeconds?: number): Promise<void>;
}

const PURGE_EVERY_MS = 10 * 60_000;
const FOLD_EVERY_MS = 5000;
const EXPIRE_EVERY_MS = 60 * 60_000;
const SEARCHES_WAITING = 50;
/** What is left of SHUTDOWN_SECONDS, at most, when calls and mails under way are cut: to record what became of them. */
const RECORDING_MS = 2000;

/** An endpoint whose calls are not limited by themselves. */
function withoutRate(endpoint: Endpoint): Endpoint {
  const { rate, ...operation } = endpoint.operation;
  return rate ? { ...endpoint, operation } : endpoint;
}

export function buildGateway({ settings, control: address, secret, log }: GatewayOptions): Gateway {
  const servers = new ServerWatches({
    standstillMs: settings.databaseStandstillSeconds * 1000,
    onChange: (server, state, was) => {
      log.warn('database server', { server, state, was });
      if (was === 'away') wakeAll();
    },
  });
  const limits = {
    supervisor: new PoolSupervisor(settings.databaseConnectionsTotal),
    statementMs: settings.databaseStatementSeconds * 1000,
    waitMs: settings.databaseWaitSeconds * 1000,
  };
  const open = (schema: DatabaseAddress, isReserved = false): Database =>
    new Database(schema, settings.databaseConnections, { ...limits, watch: servers.of(schema), isReserved });
  // Realms' transactions ask the control database, so its connections are not among those that they compete for.
  const control = open(address, true);
  const sealer = new Sealer(secret);
  const storedServers = new DatabaseServers(control, address, sealer);
  const realmDatabases = new RealmDatabases({
    control,
    defaultServer: address,
    open: (schema) => open(schema),
    unseal: (sealed) => storedServers.unsealUrl(sealed),
  });
  const universalOptOuts = new UniversalOptOuts(control);
  const subscriberTokens = new SubscriberTokens(secret);
  const linkSigner = new LinkValueSigner(secret);
  const throttle = new LoginThrottle(control, {
    slowedAfter: settings.loginFailuresSlowed,
    refusedAfter: settings.loginFailuresRefused,
    windowMs: settings.loginFailureWindowMinutes * 60_000,
  });
  const licences = new Licences(control, sealer);
  const sessions = new DatabaseSessions(control, licences, throttle, {
    idleMs: settings.sessionIdleMinutes * 60_000,
  });
  const realms = new Realms(control);
  const holders = {
    keys: new KeyHolders(control, throttle),
    passwords: new PasswordHolders(control, throttle),
    sftpKeys: new SftpKeyHolders(control),
    rates: new CallRates(control),
    realms,
  };
  const domainLimits = new DomainLimits(control);
  const sendingRoutes = new SendingRoutes(control, sealer);
  const returnPaths = new ReturnPaths(secret);
  const bounceRules = { softBounces: settings.bounceSoftCount, softDays: settings.bounceSoftDays };
  const { returnPathDomain } = settings;
  const delivery = new DeliveryRoutes({
    databases: () => realmDatabases.all(),
    realmOf: (realmId) => realms.findById(realmId),
    defaultTransport: () =>
      settings.smtpUrl
        ? smtpTransport({ url: settings.smtpUrl, connections: settings.smtpConnections })
        : fileTransport({ directory: join(settings.varDirectory, 'mail') }),
    routes: () => sendingRoutes.load(),
    domainLimits: async () => ({
      others: { connections: settings.domainConnections, perMinute: settings.domainPerMinute },
      byDomain: new Map((await domainLimits.list()).map(({ domain, ...limit }) => [domain, limit])),
    }),
    universalOptOuts,
    launchMessages: new LaunchMessages({ subscriberTokens, publicUrl: settings.publicUrl, linkSigner }),
    listHeaders: new ListHeaders({
      subscriberTokens,
      publicUrl: settings.publicUrl,
      domain: settings.mailDomain,
    }),
    log,
    leaseSeconds: settings.deliveryLeaseSeconds,
    giveUpHours: settings.deliveryGiveUpHours,
    stopSeconds: settings.shutdownSeconds,
    bounceRules,
    ...(returnPathDomain && {
      returnPathFor: ({ row: { realmId, messageId }, contactId }) =>
        `${returnPaths.make({ realmId, messageId, contactId: contactId ?? 0 })}@${returnPathDomain}`,
    }),
  });
  const returnMailIntake = new ReturnMailIntake({
    returnPaths,
    rules: bounceRules,
    realmOf: (realmId) => realms.findById(realmId),
    databaseOf: (databaseId) => realmDatabases.forDatabase(databaseId),
  });
  const returnMail =
    settings.returnMailPort > 0
      ? new ReturnMailListener({
          port: settings.returnMailPort,
          address: settings.returnMailAddress,
          protocol: settings.returnMailProtocol,
          domain: returnPathDomain,
          maxBytes: settings.returnMailMaxBytes,
          returnPaths,
          intake: returnMailIntake,
          log,
        })
      : null;
  const launches = new LaunchExpander({
    databases: () => realmDatabases.all(),
    realmOf: (realmId) => realms.findById(realmId),
    universalOptOuts,
    messageIdDomain: settings.mailDomain,
    subscriberTokens,
    publicUrl: settings.publicUrl,
    tracking: { linkSigner },
    smartget: new Smartget({ allowPrivate: settings.smartgetAllowPrivate }),
    mail: { messageIdDomain: settings.mailDomain, defaultSender: settings.mailFrom },
    wakeDelivery: (databaseId) => delivery.wake(databaseId),
    note: (event, details) => log.info(event, details),
    log,
  });

  const publicTokens = new PublicTokens(secret);
  const events = new EventBuffer({
    databaseOf: (databaseId) => realmDatabases.forDatabase(databaseId),
    flushMilliseconds: settings.eventFlushMilliseconds,
    log,
  });
  const counts = new CountRollup({
    databases: () => realmDatabases.all(),
    onError: (error) => log.warn('counts not folded yet', { error: describeError(error) }),
    everyMilliseconds: FOLD_EVERY_MS,
  });
  const expiry = new ContactExpiry({
    realms,
    databaseOf: (databaseId) => realmDatabases.forDatabase(databaseId),
    rules: {
      removedDays: settings.removedContactDays,
      mergeUndoDays: settings.mergeUndoDays,
      anonymousDays: settings.anonymousContactDays,
    },
    everyMilliseconds: EXPIRE_EVERY_MS,
    log,
  });

  const consoleAccess = new ConsoleAccess({ control, realms, sealer, throttle });
  const snapshots =
    settings.snapshotBrowser === ''
      ? null
      : new Snapshots({
          browser: settings.snapshotBrowser,
          directory: settings.snapshotDirectory || join(settings.varDirectory, 'snapshots'),
          databaseOf: (databaseId) => realmDatabases.forDatabase(databaseId),
          log,
        });
  const services = buildServices({
    settings,
    secret,
    sessions,
    ...(settings.consoleEnabled && { consoleAccess }),
    universalOptOuts,
    events,
    wakeDelivery: (databaseId) => delivery.wake(databaseId),
    takeSnapshot: (order) => snapshots?.take(order),
    wakeLaunches: () => launches.wake(),
    publishUniversalOptOuts: (databaseId) => {
      // Where this fails, the delivery worker's next round does it.
      realmDatabases
        .forDatabase(databaseId)
        .then((database) => universalOptOuts.publishFrom(database))
        .catch((error: unknown) =>
          log.warn('universal opt-outs not published yet', { error: describeError(error) }),
        );
    },
    note: (event, details) => log.info(event, details),
    logEvent: (event, details) => log.info(event, details),
  });
  const scans = new ContactScans({
    atOnce: settings.searchesAtOnce,
    waiting: SEARCHES_WAITING,
    milliseconds: settings.searchSeconds * 1000,
  });
  const registry = new Registry(operations);
  const knownRealms = new KnownRealms((realmId) => realms.findById(realmId));
  const ownerOfToken = async (token: string): Promise<SessionOwner> => {
    const read = publicTokens.read(token);
    const realm = read && (await knownRealms.byId(read.realmId));
    return realm ? { realm, clientName: 'page' } : fail('token.invalid');
  };
  const consoleUsers = new ConsoleUsers(control);
  const people = {
    console: consoleAccess,
    services: {
      control,
      realms,
      servers: storedServers,
      licences,
      apiKeys: new ApiKeys(control),
      realmPasswords: new RealmPasswords(control),
      sftpKeys: new SftpKeys(control),
      sftpHostKeys: () => sftpHostKeys(settings),
      consoleUsers,
      consoleAccess,
      routes: sendingRoutes,
      domainLimits,
      universalOptOuts,
      returnMail: returnMailIntake,
      databaseOf: ({ databaseId }: Realm) => realmDatabases.forDatabase(databaseId),
      migrateRealms: () => migrateRealms({ realms, realmDatabases }),
    },
  };
  const pipeline = new Pipeline(
    pipelineEnvironment({
      services,
      sessions,
      ownerOfToken,
      holders,
      ...(settings.consoleEnabled && { people }),
      realmDatabases,
      scans,
      log,
    }),
  );
  const intake = new Intake({
    maxBytes: settings.maxRequestBytes,
    maxBufferedBytes: settings.maxBufferedBytes,
    admission: {
      atOnce: settings.callsAtOnce,
      waiting: settings.callsWaiting,
      waitMilliseconds: settings.callWaitMilliseconds,
    },
    trustProxy: settings.trustProxy,
    realmOfSession: (session) => sessions.knownRealmOf(session),
    realmOfCredential: (credential, address) => {
      switch (credential.kind) {
        case 'key':
          return holders.keys.knownRealmOf(credential.door, credential.key, address);
        case 'password':
          return holders.passwords.knownRealmOf(credential, address);
        default:
          return null;
      }
    },
    log,
  });
  const doorOptions: DoorOptions = {
    registry,
    pipeline,
    intake,
    limits: {
      maxBytes: settings.maxRequestBytes,
      maxElements: settings.maxRequestElements,
      maxDepth: settings.maxRequestDepth,
    },
    maxAnswerText: settings.maxAnswerTextBytes || undefined,
    log,
  };
  const jsonOptions = {
    ...doorOptions,
    publicUrl: settings.publicUrl || null,
    trustProxy: settings.trustProxy,
    version,
  };
  const doors = [
    createSoapDoor(doorOptions),
    createXmlRpcDoor(doorOptions),
    createHttpApiDoor({ ...doorOptions, registry: new Registry(httpApiOperations) }),
    createRestDoor({ ...jsonOptions, endpoints: restEndpoints, makesSnapshots: snapshots !== null }),
    createIterableDoor({
      ...jsonOptions,
      endpoints: settings.iterableRateLimits ? iterableEndpoints : iterableEndpoints.map(withoutRate),
    }),
  ];
  const drops =
    settings.dropDirectory === ''
      ? null
      : new DropFolder({
          directory: settings.dropDirectory,
          registry: new Registry(dropOperations),
          pipeline,
          log,
        });
  const sftp =
    settings.sftpPort > 0
      ? new SftpServer({
          port: settings.sftpPort,
          address: settings.sftpAddress,
          hostKeys: async () => (await sftpHostKeys(settings)).map(({ privateKey }) => privateKey),
          directory: settings.dropDirectory,
          access: sftpAccess,
          pipeline,
          connections: settings.sftpConnections,
          idleMs: settings.sftpIdleSeconds * 1000,
          realmBytes: settings.sftpRealmBytes,
          log,
        })
      : null;
  const webApp = createWebApp({
    registry,
    publicUrl: settings.publicUrl || null,
    trustProxy: settings.trustProxy,
    pages: [
      publicPages({ registry: new Registry(pageOperations), pipeline, trustProxy: settings.trustProxy }),
      ...(settings.consoleEnabled
        ? [
            consolePages({
              registry: new Registry([...operations, ...administrativeOperations, ...consoleOperations]),
              pipeline,
              publicUrl: settings.publicUrl || null,
              trustProxy: settings.trustProxy,
              uploadDirectory: join(settings.varDirectory, 'uploads'),
              log: {
                error: (message, { error, ...more }) =>
                  log.error(message, { ...more, error: describeError(error) }),
              },
            }),
          ]
        : []),
      ...(settings.explorerEnabled
        ? [
            explorerPages({
              registry,
              commands: httpApiOperations,
              endpoints: restEndpoints,
              version,
              pipeline,
              outline: realmOutline,
              trustProxy: settings.trustProxy,
            }),
          ]
        : []),
    ],
    isReady: async () => !server.isDraining && (await servers.areUp()),
    log,
  });
  const pageDoor = createPageDoor(intake, webApp);
  const server = new GatewayServer(
    (request, response) => {
      if (!doors.some((door) => door(request, response))) pageDoor(request, response);
    },
    {
      maxConnections: settings.maxConnections,
      requestTimeoutMs: settings.requestTimeoutSeconds * 1000,
      listeners: settings.listeners,
    },
  );
  const purge = new SessionPurge(
    {
      purge: async () => {
        await sessions.purge();
        await holders.rates.purge();
        await consoleAccess.purge();
        await consoleUsers.purge();
      },
    },
    PURGE_EVERY_MS,
    (error) => log.warn('session purge failed', { error: describeError(error) }),
  );

  /** What waited for a server that was away is looked at now. */
  const wakeAll = (): void => {
    for (const databaseId of realmDatabases.opened) delivery.wake(databaseId);
    launches.wake();
  };

  let closing: Promise<void> | null = null;
  const close = async (drainSeconds: number): Promise<void> => {
    const within = settings.shutdownSeconds * 1000;
    const end = performance.now() + within - Math.min(RECORDING_MS, within / 4);
    await server.drain(Math.min(drainSeconds * 1000, within / 2));
    const left = Math.max(0, end - performance.now());
    await Promise.all([
      server.close(left),
      returnMail?.close(left),
      sftp?.close(left),
      // The outboxes go on filling until the last call is answered; the next process delivers.
      launches.stop(),
      drops?.stop(),
      snapshots?.stop(),
      delivery.stop(left),
    ]);
    await Promise.all([purge.stop(), events.stop(), counts.stop(), expiry.stop()]);
    await realmDatabases.close();
    await control.close();
    servers.stop();
    log.flush();
  };
  return {
    listen: async () => {
      const { port } = await server.listen(settings.port, settings.bindAddress);
      await returnMail?.listen();
      await sftp?.listen();
      if (settings.deliveryEnabled) {
        delivery.start();
        launches.start();
      }
      events.start();
      counts.start();
      expiry.start();
      drops?.start();
      return { port };
    },
    close: (drainSeconds = 0) => (closing ??= close(drainSeconds)),
  };
}
