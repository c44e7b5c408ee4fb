/** Runs the gateway in the foreground until it is told to stop. */
import { relative } from 'node:path';
import { buildGateway, type Gateway } from '../buildGateway';
import type { Settings } from '../config/settings';
import { CONSOLE_PATH, setUpPath } from '../facades/console/consolePaths';
import { EXPLORER_PATH } from '../facades/explorer/frame';
import {
  DOCUMENT_WSDL_PATH,
  ENVELOPE_NAMESPACE,
  RPC_NAMESPACE,
  RPC_PATH,
  RPC_WSDL_PATH,
} from '../facades/soap/soapNames';
import { XML_RPC_PATH } from '../facades/xmlrpc/xmlRpcNames';
import { createLogger } from '../log/createLogger';
import { version } from '../version';
import { CommandError, type Report, type Terminal } from './command';
import type { DemoRealm } from './demoRealms';
import { migrateRealms } from '../core/realms/migrateRealms';
import type { Control } from '../openControl';
import { announceGateway, runningGateways } from './runningGateways';
import { shownSettings } from './shownSettings';
import { facts } from './table';
import { withControl } from './withControl';

/** @param prepare what there is to do between the migrations and the first call */
export async function runGateway(
  terminal: Terminal,
  prepare: (control: Control) => Promise<readonly DemoRealm[]>,
): Promise<void> {
  const settings = terminal.settings();
  const stopAsked = terminal.interruption.stopAsked();
  let isStopped = false;
  void stopAsked.then(() => {
    terminal.note('Stopping ... (Ctrl-C again: without waiting for calls under way)');
    // Whatever hangs then, such as a database: the process does not outlive its time.
    setTimeout(() => terminal.interruption.end(isStopped ? 0 : 1), settings.shutdownSeconds * 1000).unref();
  });
  await withControl(terminal, async (control) => {
    await migrateRealms(control);
    const demos = await prepare(control);
    const log = createLogger(settings.logLevel);
    // A process that ends in a defect leaves its last lines too.
    process.once('exit', () => log.flush());
    const gateway = buildGateway({ settings, control: control.address, secret: control.secret, log });
    let drainSeconds = 0;
    try {
      const { port } = await listen(gateway, settings);
      const withdraw = await announceGateway(settings, {
        processId: process.pid,
        startedAt: new Date().toISOString(),
        host: localHost(settings.bindAddress),
        port,
        settings: shownSettings(terminal.configuration()),
      });
      const forget = terminal.interruption.beforeExit(withdraw);
      const link =
        settings.consoleEnabled && (await control.consoleUsers.isEmpty())
          ? await control.consoleUsers.firstLink()
          : null;
      terminal.print(readyReport(settings, port, demos, link));
      // A service is stopped that way, and balancers may be in front of it; nobody is, of a person at a keyboard.
      if ((await stopAsked) === 'SIGTERM') ({ drainSeconds } = settings);
      await withdraw();
      forget();
    } finally {
      await gateway.close(drainSeconds);
    }
  });
  isStopped = true;
  terminal.note('Stopped.');
}

async function listen(gateway: Gateway, settings: Settings): Promise<{ port: number }> {
  try {
    return await gateway.listen();
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { port?: number };
    const at =
      listeners(settings).find((each) => each.port > 0 && each.port === port) ?? listeners(settings)[0]!;
    const name = `${at.setting}=${at.free}`;
    const other = (await runningGateways(settings)).find((one) => one.port === port);
    if (code === 'EADDRINUSE' && other)
      throw new CommandError(
        `Port ${port} is in use by the gateway of process ${other.processId}, which runs over ${settings.varDirectory} too; name a free one: ${name}`,
      );
    if (code === 'EADDRINUSE')
      throw new CommandError(`Port ${port} is in use by another program; name a free one: ${name}`);
    if (code === 'EACCES') throw new CommandError(`This user may not listen on port ${port}.`);
    if (code === 'EADDRNOTAVAIL')
      throw new CommandError(`${at.addressSetting} ${at.address} is no address of this machine.`);
    throw error;
  }
}

/** What a gateway listens on, and what to say where it cannot. */
const listeners = (settings: Settings) => [
  {
    port: settings.port,
    setting: 'PORT',
    free: 8081,
    address: settings.bindAddress,
    addressSetting: 'BIND_ADDRESS',
  },
  {
    port: settings.returnMailPort,
    setting: 'RETURN_MAIL_PORT',
    free: 2424,
    address: settings.returnMailAddress,
    addressSetting: 'RETURN_MAIL_ADDRESS',
  },
  {
    port: settings.sftpPort,
    setting: 'SFTP_PORT',
    free: 2222,
    address: settings.sftpAddress,
    addressSetting: 'SFTP_ADDRESS',
  },
];

/** What a person needs for the first call. */
function readyReport(
  settings: Settings,
  port: number,
  demos: readonly DemoRealm[],
  /** For the first owner of the console; null if it has one. */
  link: string | null,
): Report {
  const base = settings.publicUrl || `http://${localHost(settings.bindAddress)}:${port}`;
  const endpoint = base + RPC_PATH;
  const wsdl = base + RPC_WSDL_PATH;
  const documentWsdl = base + DOCUMENT_WSDL_PATH;
  const xmlRpc = base + XML_RPC_PATH;
  const page = settings.explorerEnabled ? base + EXPLORER_PATH : null;
  const consolePage = settings.consoleEnabled
    ? base + (link === null ? CONSOLE_PATH : setUpPath(link))
    : null;
  return {
    text: [
      `Soapstone ${version} is ready. Ctrl-C stops it.`,
      '',
      facts([
        ...(page ? [['  Page to try calls', page] as const] : []),
        ...(consolePage
          ? [[link === null ? '  Console' : '  Console, first owner (once)', consolePage] as const]
          : []),
        ['  Endpoint', endpoint],
        ['  WSDL', wsdl],
        ['  WSDL (document/literal)', documentWsdl],
        ['  XML-RPC', xmlRpc],
        ...demos.map(
          ({ realm, licenceFile }) =>
            [`  Licence of ${realm}`, relative(process.cwd(), licenceFile)] as const,
        ),
      ]),
      '',
      'Try it:',
      '',
      `  ${firstCall(endpoint)}`,
      '',
    ].join('\n'),
    json: {
      endpoint,
      wsdl,
      documentWsdl,
      xmlRpc,
      page,
      console: consolePage,
      port,
      processId: process.pid,
      demoRealms: demos,
    },
  };
}

/** The host under which this machine reaches an address that the gateway listens on. */
function localHost(bindAddress: string): string {
  if (['0.0.0.0', '::', ''].includes(bindAddress)) return 'localhost';
  return bindAddress.includes(':') ? `[${bindAddress}]` : bindAddress;
}

/** A call for any shell; getVersion needs no session. */
const firstCall = (endpoint: string): string =>
  `curl -s ${endpoint} -H 'Content-Type: text/xml' -H 'SOAPAction: ""' -d '<Envelope xmlns="${ENVELOPE_NAMESPACE}"><Body><getVersion xmlns="${RPC_NAMESPACE}"/></Body></Envelope>'`;
