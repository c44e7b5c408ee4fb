/** Every setting of the gateway, once. The type `Settings`, the reader and the table in the README follow from here. */
import { hostname } from 'node:os';
import {
  oneOf,
  publicAddress,
  text,
  url,
  wholeNumber,
  yesOrNo,
  type Setting,
  type SettingKind,
} from './settingKinds';

interface Extras {
  readonly defaultText?: string;
}

const open = <T>(
  environmentName: string,
  kind: SettingKind<T>,
  initial: T,
  doc: string,
  extras: Extras = {},
): Setting<T> => ({
  environmentName,
  kind,
  default: initial,
  doc,
  secret: false,
  ...extras,
});

const secret = (
  environmentName: string,
  kind: SettingKind<string>,
  defaultText: string,
  doc: string,
): Setting<string> => ({
  environmentName,
  kind,
  default: '',
  defaultText,
  doc,
  secret: true,
});

const domain = text(
  'a domain name',
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i,
);

export const settings = {
  port: open(
    'PORT',
    wholeNumber(0, 65535),
    8080,
    'TCP port that the gateway listens on; 0 takes a free one.',
  ),
  bindAddress: open('BIND_ADDRESS', text(), '0.0.0.0', 'Network address that the gateway listens on.'),
  publicUrl: open(
    'PUBLIC_URL',
    publicAddress,
    '',
    'Address put into WSDLs, and into the links of mails: without it (and without a tracking address of the list) no link is made and nothing tracked.',
    {
      defaultText: "each request's own Host; no links in mails",
    },
  ),
  trustProxy: open(
    'TRUST_PROXY',
    yesOrNo,
    false,
    "Take the caller's address from the last entry of `X-Forwarded-For`. Only behind a proxy of yours that writes it.",
  ),
  databaseUrl: secret(
    'DATABASE_URL',
    url('mysql', 'mariadb'),
    'a private MariaDB under `VAR_DIRECTORY`',
    'Control database, and the server of realm databases that name no other: `mysql://user:password@host:3306/soapstone`.',
  ),
  databaseConnections: open(
    'DATABASE_CONNECTIONS',
    wholeNumber(1, 1000),
    16,
    'Most connections that a process opens to the control database, and to each realm database.',
  ),
  databaseConnectionsTotal: open(
    'DATABASE_CONNECTIONS_TOTAL',
    wholeNumber(2, 100_000),
    100,
    'Most connections that a process opens to all realm databases together. Those that are idle make room for others, and end after half a minute.',
  ),
  databaseWaitSeconds: open(
    'DATABASE_WAIT_SECONDS',
    wholeNumber(1, 600),
    5,
    'How long a call waits for a connection to its database before its caller is told to try again.',
  ),
  databaseStatementSeconds: open(
    'DATABASE_STATEMENT_SECONDS',
    wholeNumber(0, 86_400),
    60,
    'Longest statement of a gateway, after which it is ended here and on the server; 0 for no limit. Migrations and the command line (imports, exports, copies) have none.',
  ),
  databaseStandstillSeconds: open(
    'DATABASE_STANDSTILL_SECONDS',
    wholeNumber(1, 600),
    5,
    'A database server that answers nothing at all for so long counts as away: calls that wait for it are refused, and nothing is sent there until it answers again.',
  ),
  smtpUrl: secret(
    'SMTP_URL',
    url('smtp', 'smtps'),
    'each message becomes an `.eml` file under `VAR_DIRECTORY/mail`',
    'Mail relay: `smtp://user:password@host:587`, or `smtps://` for TLS from the start.',
  ),
  smtpConnections: open(
    'SMTP_CONNECTIONS',
    wholeNumber(1, 1000),
    10,
    'Most connections to the relay at once.',
  ),
  domainConnections: open(
    'DOMAIN_CONNECTIONS',
    wholeNumber(0, 1000),
    0,
    'Most mails to one destination domain at once, for each sending route of each process; 0 for no limit. `domain limit` sets others for single domains.',
  ),
  domainPerMinute: open(
    'DOMAIN_PER_MINUTE',
    wholeNumber(0, 1_000_000),
    0,
    'Most mails to one destination domain per minute, likewise.',
  ),
  mailFrom: open(
    'MAIL_FROM',
    text(),
    '',
    'Sender of messages where neither the call nor the list names one: an address, or `"Name" <address>`.',
    { defaultText: 'none: such calls are refused' },
  ),
  mailDomain: open(
    'MAIL_DOMAIN',
    domain,
    domain.read(hostname()) ?? 'localhost.localdomain',
    'Domain in the Message-ID of messages.',
    { defaultText: 'name of the machine' },
  ),
  deliveryEnabled: open(
    'DELIVERY_ENABLED',
    yesOrNo,
    true,
    'Deliver messages in this process; others over the same databases may do it instead.',
  ),
  deliveryLeaseSeconds: open(
    'DELIVERY_LEASE_SECONDS',
    wholeNumber(10, 3600),
    120,
    'How long a worker may take over the messages that it claimed before another one takes them.',
  ),
  deliveryGiveUpHours: open(
    'DELIVERY_GIVE_UP_HOURS',
    wholeNumber(1, 720),
    72,
    'How long a message that the relay puts off is tried again.',
  ),
  smartgetAllowPrivate: open(
    'SMARTGET_ALLOW_PRIVATE',
    text(
      'hosts with their ports and commas between them, such as `intranet:80,10.0.0.5:8080`',
      /^[^\s,]+:\d+(?:,\s*[^\s,]+:\d+)*$/,
    ),
    '',
    'Places that templates may fetch from although they are not on the public internet: `host:port`, with commas.',
    { defaultText: 'none' },
  ),
  eventFlushMilliseconds: open(
    'EVENT_FLUSH_MILLISECONDS',
    wholeNumber(10, 60_000),
    1000,
    'How often opens and clicks are written to the database; a crash loses at most those of one such interval.',
  ),
  returnPathDomain: open(
    'RETURN_PATH_DOMAIN',
    domain,
    '',
    'Domain of return paths of our own, one for each message, so that what comes back is known by its address. Its mail must reach the return mail listener.',
    { defaultText: 'none: the return path that the call or the list names' },
  ),
  returnMailPort: open(
    'RETURN_MAIL_PORT',
    wholeNumber(0, 65535),
    0,
    'TCP port on which return mail is taken in; 0 for none.',
  ),
  returnMailAddress: open(
    'RETURN_MAIL_ADDRESS',
    text(),
    '127.0.0.1',
    'Network address on which return mail is taken in.',
  ),
  returnMailProtocol: open('RETURN_MAIL_PROTOCOL', oneOf('lmtp', 'smtp'), 'lmtp', 'What is spoken there.'),
  returnMailMaxBytes: open(
    'RETURN_MAIL_MAX_BYTES',
    wholeNumber(10_000, 1_073_741_824),
    26_214_400,
    'Largest piece of return mail.',
  ),
  bounceSoftCount: open(
    'BOUNCE_SOFT_COUNT',
    wholeNumber(1, 1000),
    5,
    'So many messages to an address that come back softly (mailbox full, unreachable) stop further mail to it ...',
  ),
  bounceSoftDays: open(
    'BOUNCE_SOFT_DAYS',
    wholeNumber(1, 3650),
    30,
    '... where they came back within so many days.',
  ),
  mergeUndoDays: open(
    'MERGE_UNDO_DAYS',
    wholeNumber(0, 3650),
    30,
    'How long the merge of two contacts can be undone; 0 for always.',
  ),
  removedContactDays: open(
    'REMOVED_CONTACT_DAYS',
    wholeNumber(0, 3650),
    365,
    'How long a removed contact can be restored, before it is deleted for good; 0 for always.',
  ),
  anonymousContactDays: open(
    'ANONYMOUS_CONTACT_DAYS',
    wholeNumber(0, 3650),
    90,
    'Contacts that are known by a device alone are deleted when they have done nothing for so long; 0 for never. One with an external id, address or number never is.',
  ),
  dropDirectory: open(
    'DROP_DIRECTORY',
    text(),
    '',
    'Folder into which files of commands are dropped (NAME.dat, NAME.xml or NAME.csv, then NAME.sig); empty for none. Several processes may watch one.',
    { defaultText: 'none' },
  ),
  sftpPort: open(
    'SFTP_PORT',
    wholeNumber(0, 65535),
    0,
    'TCP port of the SFTP server, where realms put such files into folders of their own below DROP_DIRECTORY; 0 for none.',
  ),
  sftpAddress: open('SFTP_ADDRESS', text(), '0.0.0.0', 'Network address of the SFTP server.'),
  sftpHostKeys: open(
    'SFTP_HOST_KEYS',
    text(),
    '',
    'File with the keys by which clients know the SFTP server again, made on first use. The same for all processes behind one name.',
    { defaultText: '`VAR_DIRECTORY/sftp-host-keys`' },
  ),
  sftpConnections: open(
    'SFTP_CONNECTIONS',
    wholeNumber(1, 10_000),
    100,
    'Most connections to the SFTP server at once; one realm gets a quarter of them.',
  ),
  sftpIdleSeconds: open(
    'SFTP_IDLE_SECONDS',
    wholeNumber(1, 86_400),
    300,
    'A connection to the SFTP server that asks for nothing so long ends.',
  ),
  sftpRealmBytes: open(
    'SFTP_REALM_BYTES',
    wholeNumber(1000, Number.MAX_SAFE_INTEGER),
    5_368_709_120,
    'Most bytes that the folder of a realm may hold, done files with it.',
  ),
  snapshotBrowser: open(
    'SNAPSHOT_BROWSER',
    text(),
    '',
    'Path of a Chromium (`/usr/bin/chromium`) that makes a picture of a message where a call over REST asks for it with `snapshot=1`.',
    { defaultText: 'none: no pictures' },
  ),
  snapshotDirectory: open(
    'SNAPSHOT_DIRECTORY',
    text(),
    '',
    'Folder for those pictures, and the HTML of their messages: REALM/MESSAGE.png and REALM/MESSAGE.html. Nothing in it is ever removed.',
    { defaultText: '`VAR_DIRECTORY/snapshots`' },
  ),
  varDirectory: open(
    'VAR_DIRECTORY',
    text(),
    'var',
    'Where the gateway keeps its own files: licences, server secret, private database, mail without a relay.',
  ),
  serverSecret: secret(
    'SERVER_SECRET',
    text('64 hexadecimal digits', /^[0-9a-f]{64}$/i),
    '`VAR_DIRECTORY/server-secret`, made on first use',
    'Key that licences and stored database addresses are sealed with, in 64 hexadecimal digits. The same for all processes over one database.',
  ),
  logLevel: open(
    'LOG_LEVEL',
    oneOf('error', 'warn', 'info', 'debug'),
    'info',
    'Least important lines that are logged.',
  ),
  sessionIdleMinutes: open(
    'SESSION_IDLE_MINUTES',
    wholeNumber(5, 10080),
    120,
    'A session that is not used for so long ends.',
  ),
  loginFailuresSlowed: open(
    'LOGIN_FAILURES_SLOWED',
    wholeNumber(1, 10000),
    5,
    'Failed logins of one address with one licence (all that are none count together) after which more are answered slowly.',
  ),
  loginFailuresRefused: open(
    'LOGIN_FAILURES_REFUSED',
    wholeNumber(1, 10000),
    20,
    'Such logins after which more are refused for a while.',
  ),
  loginFailureWindowMinutes: open(
    'LOGIN_FAILURE_WINDOW_MINUTES',
    wholeNumber(1, 1440),
    15,
    'How long failed logins count.',
  ),
  maxRequestBytes: open(
    'MAX_REQUEST_BYTES',
    wholeNumber(1024, 1_073_741_824),
    10_485_760,
    'Largest request, after decompression.',
  ),
  maxRequestElements: open(
    'MAX_REQUEST_ELEMENTS',
    wholeNumber(100, 100_000_000),
    500_000,
    'Most XML elements in a request.',
  ),
  maxRequestDepth: open(
    'MAX_REQUEST_DEPTH',
    wholeNumber(8, 1000),
    64,
    'Deepest nesting of XML elements in a request.',
  ),
  maxAnswerTextBytes: open(
    'MAX_ANSWER_TEXT_BYTES',
    wholeNumber(0, 1_073_741_824),
    10_000_000,
    'Longest single text of an answer over SOAP and XML-RPC, because the XML parsers of some clients take no longer one; 0 for no limit.',
  ),
  requestTimeoutSeconds: open(
    'REQUEST_TIMEOUT_SECONDS',
    wholeNumber(1, 3600),
    60,
    'How long a request may take to arrive, from its first byte to its last.',
  ),
  maxConnections: open(
    'MAX_CONNECTIONS',
    wholeNumber(10, 1_000_000),
    4000,
    'Most connections from callers at once; more are closed at once.',
  ),
  listeners: open(
    'LISTENERS',
    wholeNumber(1, 256),
    16,
    'New connections that are accepted between two steps of the work under way; it is one after the other with 1.',
  ),
  maxBufferedBytes: open(
    'MAX_BUFFERED_BYTES',
    wholeNumber(1_048_576, 1_099_511_627_776),
    134_217_728,
    'Memory for all requests together that are arriving or waiting, and as much again for large ones that have been read. Beyond it callers are told to try again (HTTP 503).',
  ),
  callsAtOnce: open(
    'CALLS_AT_ONCE',
    wholeNumber(4, 10_000),
    64,
    'Calls that run at once. One realm alone gets three quarters of the places, less when others are busy.',
  ),
  callsWaiting: open('CALLS_WAITING', wholeNumber(1, 100_000), 2000, 'Calls that may wait for a place.'),
  callWaitMilliseconds: open(
    'CALL_WAIT_MILLISECONDS',
    wholeNumber(10, 60_000),
    500,
    'How long a call waits for a place before its caller is told to try again (HTTP 503). Where the oldest has waited half as long, new ones are told so at once.',
  ),
  searchesAtOnce: open(
    'SEARCHES_AT_ONCE',
    wholeNumber(1, 1000),
    2,
    'Searches for a part of an address or key that run at once for one realm, in each process.',
  ),
  searchSeconds: open(
    'SEARCH_SECONDS',
    wholeNumber(1, 3600),
    30,
    'How long such a search may take, with the wait for its turn.',
  ),
  iterableRateLimits: open(
    'ITERABLE_RATE_LIMITS',
    yesOrNo,
    false,
    "Limit the calls of each Iterable key as the vendor does; off, they are limited by `key issue`'s `--per-minute` alone.",
  ),
  explorerEnabled: open(
    'EXPLORER_ENABLED',
    yesOrNo,
    true,
    'Serve the discovery page (`/`, `/bin/ws_api_tests`) and the reference (`/docs`).',
  ),
  consoleEnabled: open('CONSOLE_ENABLED', yesOrNo, true, 'Serve the console for people (`/console`).'),
  drainSeconds: open(
    'DRAIN_SECONDS',
    wholeNumber(0, 600),
    5,
    'How long the gateway goes on serving after SIGTERM while `/readyz` answers 503, so that balancers stop sending callers first; at most half of SHUTDOWN_SECONDS. Ctrl-C skips it.',
  ),
  shutdownSeconds: open(
    'SHUTDOWN_SECONDS',
    wholeNumber(1, 3600),
    20,
    'How long the gateway may take to stop: calls and mails under way finish, and what has not by then is cut and goes on after the next start.',
  ),
} as const satisfies Readonly<
  Record<string, Setting<never> | Setting<string> | Setting<number> | Setting<boolean>>
>;

/** What the owner chose: one property for each setting above. */
export type Settings = { readonly [Name in keyof typeof settings]: (typeof settings)[Name]['default'] };
