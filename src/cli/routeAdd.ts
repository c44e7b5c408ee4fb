/** `route add`: a further relay that calls and lists can name. */
import { readFile } from 'node:fs/promises';
import { dkimRecord, readDkimKey } from '../core/sending/dkimKey';
import type { DkimIdentity } from '../core/sending/sendingRoutes';
import { CommandError, numberOption, UsageError, type Command, type CommandInput } from './command';
import { withControl } from './withControl';

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
      name: input.args[0]!.toLowerCase(),
      url: given === '-' ? (await terminal.readInput()).trim() : given,
      connections: numberOption(input, 'connections', 1, 1000, 5),
      perMinute: numberOption(input, 'per-minute', 1, 1_000_000, 0),
      dkim: await readDkim(input),
    };
    return withControl(terminal, async ({ routes }) => {
      if (input.has('replace')) await routes.replace(route);
      else await routes.add(route);
      const done = `The sending route ${route.name} is ${input.has('replace') ? 'changed' : 'added'}.`;
      const { dkim } = route;
      const key = dkim && readDkimKey(dkim.privateKey);
      if (!key) return { text: done, json: { name: route.name, dns: null } };
      const dns = { name: `${dkim.selector}._domainkey.${dkim.domain}`, text: dkimRecord(key) };
      return {
        text: `${done}\nReceivers look for its key in the DNS, at\n  ${dns.name}\nas a text record of\n  ${dns.text}`,
        json: { name: route.name, dns },
      };
    });
  },
};

async function readDkim(input: CommandInput): Promise<DkimIdentity | null> {
  const [domain, selector, file] = ['dkim-domain', 'dkim-selector', 'dkim-key'].map((o) => input.option(o));
  if (domain === undefined && selector === undefined && file === undefined) return null;
  if (domain === undefined || selector === undefined || file === undefined)
    throw new UsageError('Signing takes all of --dkim-domain, --dkim-selector and --dkim-key.');
  const privateKey = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`The DKIM key cannot be read: ${error.code}.`);
  });
  return { domain: domain.toLowerCase(), selector, privateKey };
}
