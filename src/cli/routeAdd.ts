/** `route add`: a further relay that calls and lists can name. */
import { readFile } from 'node:fs/promises';
import { routeAdd as addRoute, routeReplace } from '../operations/administration/routes/routeSave';
import { CommandError, numberOption, UsageError, type Command, type CommandInput } from './command';
import { withGateway } from './operationCaller';

export const routeAdd: Command = {
  name: 'route add',
  summary: 'Add a sending route: a relay that calls (vmta) and lists can name.',
  details: `Running gateways take it up within seconds. A route named "default" takes the place of SMTP_URL; mail that names an unknown route goes by the default one. The certificate of the relay is checked wherever TLS is used; smtps:// uses it from the start, and ?requireTLS=true at the end of an smtp:// URL refuses to go on without it.`,
  args: [{ name: 'NAME', doc: 'What calls say as vmta; case does not matter.' }],
  options: {
    url: {
      value: 'URL',
      doc: 'smtp://user:password@host:587; - reads it from standard input. Stored encrypted.',
    },
    connections: { value: 'N', doc: 'Connections at once, for each gateway process; 5 unless given.' },
    'per-minute': { value: 'N', doc: 'Mails per minute, for each gateway process; no limit unless given.' },
    'dkim-domain': { value: 'DOMAIN', doc: 'Sign mails for this domain (DKIM).' },
    'dkim-selector': { value: 'NAME', doc: 'The key is published at NAME._domainkey.DOMAIN.' },
    'dkim-key': { value: 'FILE', doc: 'Private key, RSA or Ed25519, PEM. Stored encrypted.' },
    replace: { doc: 'Give a known route these settings, all of them.' },
  },
  run: async (input, terminal) => {
    const given = input.option('url');
    if (given === undefined) throw new UsageError('"route add" needs --url URL.');
    const route = {
      name: input.args[0]!,
      url: given === '-' ? (await terminal.readInput()).trim() : given,
      connections: numberOption(input, 'connections', 1, 1000, 5),
      perMinute: numberOption(input, 'per-minute', 1, 1_000_000, 0),
      ...(await readDkim(input)),
    };
    return withGateway(terminal, async (gateway) => {
      const { name, dns } = await gateway.call(input.has('replace') ? routeReplace : addRoute, route);
      const done = `The sending route ${name} is ${input.has('replace') ? 'changed' : 'added'}.`;
      return {
        text: dns
          ? `${done}\nReceivers look for its key in the DNS, at\n  ${dns.name}\nas a text record of\n  ${dns.text}`
          : done,
        json: { name, dns },
      };
    });
  },
};

interface DkimOptions {
  readonly dkimDomain: string;
  readonly dkimSelector: string;
  readonly dkimKey: string;
}

async function readDkim(input: CommandInput): Promise<DkimOptions | null> {
  const [domain, selector, file] = ['dkim-domain', 'dkim-selector', 'dkim-key'].map((o) => input.option(o));
  if (domain === undefined && selector === undefined && file === undefined) return null;
  if (domain === undefined || selector === undefined || file === undefined)
    throw new UsageError('Signing takes all of --dkim-domain, --dkim-selector and --dkim-key.');
  const privateKey = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`The DKIM key cannot be read: ${error.code}.`);
  });
  return { dkimDomain: domain, dkimSelector: selector, dkimKey: privateKey };
}
