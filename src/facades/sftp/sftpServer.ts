/**
 * An SFTP server for dropped files. Users are realms: they come in with the password of the realm or with a key that was
 * added for it, see the folder of their realm and nothing else, and get no shell, no commands and no forwarding.
 */
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { Server, utils, type AuthContext, type Connection, type Session } from 'ssh2';
import type { Credential } from '../../contract/credential';
import type { Operation } from '../../contract/defineOperation';
import { ApiError } from '../../contract/errorCatalogue';
import type { Call } from '../../contract/invoke';
import { realmFolder } from '../drops/dropPlaces';
import type { DoorOptions } from '../wire/door';
import { RealmFiles } from './realmFiles';
import { SftpSession } from './sftpSession';

export interface SftpServerOptions {
  readonly port: number;
  readonly address: string;
  /** PEM, one of each kind. */
  readonly hostKeys: () => Promise<readonly string[]>;
  readonly directory: string;
  /** Answers the name of the caller's realm. */
  readonly access: Operation;
  readonly pipeline: DoorOptions['pipeline'];
  readonly connections: number;
  readonly idleMs: number;
  readonly realmBytes: number;
  readonly log: {
    info(message: string, fields: Record<string, unknown>): unknown;
    warn(message: string, fields: Record<string, unknown>): unknown;
  };
}

/** Time to log in, and attempts. */
const LOGIN_MS = 60_000;
const MAX_ATTEMPTS = 6;
/** Connections of one address that have not logged in. */
const MAX_STRANGERS = 10;
const MAX_SESSIONS = 4;
/** Beyond so many bytes that wait to be written, a connection is not read from. */
const MOST_WAITING = 4 * 1024 * 1024;

/** Without those that no client of the last ten years needs, and the largest groups, which cost a caller nothing and us much. */
const ALGORITHMS = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group14-sha256',
  ],
  serverHostKey: ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512', 'rsa-sha2-256'],
  compress: ['none'],
} as const;

export class SftpServer {
  readonly #options: SftpServerOptions;
  readonly #clients = new Map<Socket, Client>();
  /** By realm, while anybody of it is here: what the folder holds is counted once. */
  readonly #files = new Map<string, RealmFiles>();
  #net: NetServer | null = null;
  #isClosing = false;

  constructor(options: SftpServerOptions) {
    this.#options = options;
  }

  /** @throws if the address cannot be listened on, or the host keys cannot be read */
  async listen(): Promise<{ port: number }> {
    const ssh = new Server(
      {
        hostKeys: [...(await this.#options.hostKeys())],
        ident: 'soapstone',
        algorithms: ALGORITHMS as never,
      },
      (connection, { ip, port }) => {
        const client = this.#byPeer(ip, port);
        if (client) client.begin(connection);
        else connection.end();
      },
    );
    const net = createServer((socket) => {
      if (!this.#admits(socket)) return void socket.destroy();
      const client = new Client(socket, this.#options, {
        filesOf: (realm) => this.#filesOf(realm),
        mayCome: (realm) => this.#mayCome(realm),
      });
      this.#clients.set(socket, client);
      socket.once('close', () => {
        this.#clients.delete(socket);
        void client.close().then(() => this.#forget(client.realm));
      });
      ssh.injectSocket(socket);
    });
    // A server that is handed its connections listens nowhere itself.
    this.#net = net;
    net.listen(this.#options.port, this.#options.address);
    await once(net, 'listening');
    return { port: (net.address() as AddressInfo).port };
  }

  /** Takes no more connections, lets uploads finish, up to a bound. @param patience milliseconds */
  async close(patience: number): Promise<void> {
    const net = this.#net;
    if (!net || this.#isClosing) return;
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => net.close(() => resolve()));
    for (const client of this.#clients.values()) client.leave();
    const cut = setTimeout(() => {
      for (const socket of this.#clients.keys()) socket.destroy();
    }, patience);
    await closed;
    clearTimeout(cut);
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  #byPeer(ip: string, port: number): Client | undefined {
    for (const [socket, client] of this.#clients)
      if (socket.remotePort === port && socket.remoteAddress === ip) return client;
    return undefined;
  }

  #admits(socket: Socket): boolean {
    if (this.#isClosing || this.#clients.size >= this.#options.connections) return false;
    const strangers = [...this.#clients].filter(
      ([other, client]) => client.realm === null && other.remoteAddress === socket.remoteAddress,
    );
    return strangers.length < MAX_STRANGERS;
  }

  #mayCome(realm: string): boolean {
    const most = Math.max(1, Math.floor(this.#options.connections / 4));
    return [...this.#clients.values()].filter((client) => client.realm === realm).length < most;
  }

  #filesOf(realm: string): RealmFiles {
    const { directory, realmBytes } = this.#options;
    const known =
      this.#files.get(realm) ??
      new RealmFiles({ directory: realmFolder(directory, realm), mostBytes: realmBytes });
    this.#files.set(realm, known);
    return known;
  }

  #forget(realm: string | null): void {
    if (realm !== null && ![...this.#clients.values()].some((client) => client.realm === realm))
      this.#files.delete(realm);
  }
}

interface Surroundings {
  filesOf(realm: string): RealmFiles;
  /** Whether one more of the realm may come in. */
  mayCome(realm: string): boolean;
}

/** One connection, from its first byte to its last. */
class Client {
  readonly #socket: Socket;
  readonly #options: SftpServerOptions;
  readonly #around: Surroundings;
  readonly #sessions = new Set<SftpSession>();
  readonly #address: string;
  #connection: Connection | null = null;
  #credential: Credential | null = null;
  #realm: string | null = null;
  #attempts = 0;
  #waiting = 0;
  #isLeaving = false;
  #timer: NodeJS.Timeout;

  constructor(socket: Socket, options: SftpServerOptions, around: Surroundings) {
    this.#socket = socket;
    this.#options = options;
    this.#around = around;
    this.#address = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');
    socket.on('error', () => undefined);
    this.#timer = setTimeout(() => socket.destroy(), LOGIN_MS);
    socket.once('close', () => clearTimeout(this.#timer));
  }

  /** Null until it has logged in. */
  get realm(): string | null {
    return this.#realm;
  }

  begin(connection: Connection): void {
    this.#connection = connection;
    // A client that breaks off, or that is none, is its own business.
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      this.#authenticate(context).catch((error: unknown) => {
        this.#defect(error);
        context.reject(['publickey', 'password']);
      });
    });
    connection.on('session', (accept, reject) => {
      if (this.#sessions.size >= MAX_SESSIONS || this.#realm === null) return reject();
      this.#session(accept());
    });
  }

  /** Ends as soon as no upload is on its way. */
  leave(): void {
    this.#isLeaving = true;
    this.#leaveIfIdle();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.close()));
    this.#sessions.clear();
  }

  #session(session: Session): void {
    // Whatever else a session can ask for has no listener, and is refused by that.
    session.once('sftp', (accept) => {
      const realm = this.#realm!;
      const sftp = accept();
      const own = new SftpSession({
        sftp,
        files: this.#around.filesOf(realm),
        admit: () => this.#admit(),
        onWaiting: (bytes) => this.#onWaiting(bytes),
        onStored: (file, bytes) => this.#options.log.info('sftp file', { realm, file, bytes }),
        onDefect: (error) => this.#defect(error),
        end: () => this.#socket.destroy(),
      });
      this.#sessions.add(own);
      const gone = (): void => {
        this.#sessions.delete(own);
        void own.close();
      };
      sftp.once('close', gone);
      sftp.once('end', gone);
      sftp.on('error', () => this.#socket.destroy());
    });
  }

  async #authenticate(context: AuthContext): Promise<void> {
    const methods: ('publickey' | 'password')[] = ['publickey', 'password'];
    if (context.method === 'none') return context.reject(methods);
    if (++this.#attempts > MAX_ATTEMPTS) return void this.#connection?.end();
    const credential = credentialOf(context);
    if (!credential) return context.reject(methods);
    let realm: string;
    try {
      realm = await this.#realmOf(credential);
    } catch {
      return context.reject(methods);
    }
    if (context.method === 'publickey' && !context.signature) {
      // It was only asked whether a signature of this key would do.
      this.#attempts--;
      return context.accept();
    }
    if (this.#isLeaving || !this.#around.mayCome(realm)) return void this.#connection?.end();
    await this.#around.filesOf(realm).prepare();
    this.#credential = credential;
    this.#realm = realm;
    this.#awake();
    context.accept();
  }

  /** @throws {ApiError} */
  async #realmOf(credential: Credential): Promise<string> {
    const { access, pipeline } = this.#options;
    const outcome = await pipeline.invoke<string | ApiError>(
      access,
      access.forms[0]!,
      credential,
      { read: () => undefined },
      new AccessCall(access.name, this.#address),
    );
    if (outcome instanceof ApiError) throw outcome;
    return outcome;
  }

  /** A password or key that has ended opens nothing more, though its connection stands. */
  async #admit(): Promise<void> {
    try {
      if (this.#credential && (await this.#realmOf(this.#credential)) === this.#realm) return;
    } catch (error) {
      if (error instanceof ApiError && error.code.startsWith('server.')) throw error;
    }
    this.#connection?.end();
    throw new ApiError('credential.invalid');
  }

  #onWaiting(bytes: number): void {
    this.#waiting += bytes;
    if (bytes > 0) this.#awake();
    if (this.#waiting > MOST_WAITING) this.#socket.pause();
    else if (this.#waiting < MOST_WAITING / 2 && this.#socket.isPaused()) this.#socket.resume();
    if (bytes < 0 && this.#isLeaving) this.#leaveIfIdle();
  }

  #awake(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.destroy(), this.#options.idleMs);
  }

  #leaveIfIdle(): void {
    if ([...this.#sessions].some((session) => session.isUploading) || this.#waiting > 0) return;
    if (this.#connection) this.#connection.end();
    else this.#socket.destroy();
  }

  #defect(error: unknown): void {
    if (error instanceof ApiError) return;
    const { code, name } = error as { code?: unknown; name?: unknown };
    this.#options.log.warn('sftp: a request failed', { code: code ?? name });
  }
}

/** Who the caller says to be, as far as it is proved; null for what proves nothing. */
function credentialOf(context: AuthContext): Credential | null {
  const { username: realm } = context;
  if (context.method === 'password')
    return { kind: 'password', realm, password: context.password, client: null };
  if (context.method !== 'publickey') return null;
  const { data } = context.key;
  const { signature, blob } = context;
  if (signature) {
    const key = utils.parseKey(data);
    const parsed = Array.isArray(key) ? (key as (typeof key)[])[0]! : key;
    if (parsed instanceof Error || !blob || !parsed.verify(blob, signature, context.hashAlgo)) return null;
  }
  return { kind: 'signature', realm, fingerprint: createHash('sha256').update(data).digest('base64') };
}

class AccessCall implements Call<string | ApiError> {
  readonly door = 'sftp';
  readonly bytesIn = 0;
  readonly startedAt = performance.now();

  constructor(
    readonly operationName: string,
    readonly address: string,
  ) {}

  encodeResult(value: unknown): string {
    return value as string;
  }

  encodeError(error: ApiError): ApiError {
    return error;
  }

  sizeOf(): number {
    return 0;
  }
}
