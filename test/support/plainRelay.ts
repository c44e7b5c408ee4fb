/** A relay that keeps every byte of its commands and can do next to nothing: EHLO is answered with PIPELINING alone. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

export interface PlainRelay {
  readonly url: string;
  /** Command lines as they came, mails aside, oldest first. */
  readonly commands: Buffer[];
  /** Mails that were taken: their envelope and their bytes. */
  readonly mails: { readonly from: string; readonly to: string[]; readonly raw: Buffer }[];
  close(): Promise<void>;
}

export async function startPlainRelay(extensions: readonly string[] = ['PIPELINING']): Promise<PlainRelay> {
  const commands: Buffer[] = [];
  const mails: PlainRelay['mails'] = [];
  const server = createServer((socket) => {
    let waiting = Buffer.alloc(0);
    let inData = false;
    let from = '';
    let to: string[] = [];
    socket.on('error', () => undefined);
    socket.write('220 relay.example ESMTP\r\n');
    const obey = (line: Buffer): void => {
      commands.push(line);
      const text = line.toString('utf8');
      const verb = text.slice(0, 4).toUpperCase();
      const address = /<(.*)>/.exec(text)?.[1] ?? '';
      if (verb === 'EHLO')
        return void socket.write(
          ['relay.example', ...extensions]
            .map((name, i, all) => `250${i === all.length - 1 ? ' ' : '-'}${name}\r\n`)
            .join(''),
        );
      if (verb === 'MAIL') [from, to] = [address, []];
      if (verb === 'RCPT') to.push(address);
      if (verb === 'DATA') inData = true;
      socket.write(verb === 'DATA' ? '354 go on\r\n' : verb === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      if (verb === 'QUIT') socket.end();
    };
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (;;) {
        const end = waiting.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const piece = waiting.subarray(0, end);
        waiting = waiting.subarray(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          mails.push({ from, to, raw: piece });
          socket.write('250 taken\r\n');
        } else obey(piece);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    commands,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
