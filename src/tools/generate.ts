/** `npm run generate`: writes every generated file. With `--check` it writes nothing, and fails where one differs. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { generatedFiles } from './generatedFiles';

const ROOT = resolve(__dirname, '../..');

async function generate(onlyCheck: boolean): Promise<void> {
  for (const { path, render } of generatedFiles) {
    const file = resolve(ROOT, path);
    const committed = await readFile(file, 'utf8').catch(() => '');
    try {
      const current = await render(committed);
      if (current === committed) continue;
      if (onlyCheck) throw new Error('it differs from what the code says: run npm run generate');
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, current);
      console.log(`wrote ${path}`);
    } catch (error) {
      process.exitCode = 1;
      console.error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

void generate(process.argv.includes('--check'));
