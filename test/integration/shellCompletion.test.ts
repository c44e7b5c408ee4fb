/** What a person who presses Tab is offered, in real shells. */
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runHere } from '../support/commandLine';
import { temporaryDirectory } from '../support/testServer';

const scriptFor = async (shell: string): Promise<string> => (await runHere({}, ['completion', shell])).out;

async function inShell(program: string, args: readonly string[], script: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args, '-c', script], { timeout: 20_000 });
  return stdout;
}

/** What bash offers for the last word of a line. */
async function bash(line: readonly string[]): Promise<string[]> {
  const words = line.map((word) => `'${word}'`).join(' ');
  const out = await inShell(
    'bash',
    ['--norc'],
    `${await scriptFor('bash')}
COMP_WORDS=(${words}); COMP_CWORD=${line.length - 1}; _soapstone; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
  return out.split('\n').filter((word) => word !== '');
}

test.each<[string[], string[]]>([
  [['soapstone', 'rea'], ['realm']],
  [['soapstone', 'dom'], ['domain']],
  [
    ['soapstone', 'realm', 'c'],
    ['create', 'copy'],
  ],
  [['soapstone', 'realm', 'create', 'crm', '--cust'], ['--customer-key']],
  [['soapstone', 'licence', 'issue', '--f'], ['--file']],
  [['soapstone', 'record', '--up'], ['--upstream']],
  [['soapstone', 'replay', 'folder', '--allow'], ['--allow-writes']],
  [['soapstone', 'licence', 'issue', 'crm', '--jso'], ['--json']],
  // Files and realms are not ours to offer: the shell falls back on its own.
  [['soapstone', 'import', 'contacts', 'crm', 'peop'], []],
  [['soapstone', 'no-such', '--x'], []],
])('bash: %j', async (line, offered) => {
  expect((await bash(line)).sort()).toEqual([...offered].sort());
});

test('zsh completes a line that is typed', async () => {
  const directory = await temporaryDirectory('completion');
  const file = join(directory, 'soapstone.zsh');
  await writeFile(file, await scriptFor('zsh'));
  try {
    const shown = await inShell(
      'zsh',
      ['-f'],
      `zmodload zsh/zpty
zpty shell 'TERM=dumb PS1="> " zsh -f -i'
zpty -w shell 'source ${file}; print re""ady'
zpty -r -m shell first '*ready*'
zpty -w -n shell $'soapstone licence issue crm --fi\t'
zpty -r -m shell second '*--fi*le*'
print -r -- "$second"
zpty -d shell`,
    );
    expect(shown).toContain('soapstone licence issue crm --file');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test('another shell is refused', async () => {
  expect(await runHere({}, ['completion', 'fish'])).toMatchObject({ code: 2 });
});
