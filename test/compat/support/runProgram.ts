/** Runs a program beside the gateway, which lives in this process and must go on answering. */
import { spawn } from 'node:child_process';

/** @returns its standard output @throws {Error} with all it printed, where it fails */
export function runProgram(command: readonly [string, ...string[]], folder?: string): Promise<string> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const printed = Buffer.concat(out).toString('utf8');
      const complaint = Buffer.concat(errors).toString('utf8');
      if (code === 0) resolve(printed);
      else reject(new Error(`${command.join(' ')} ended with ${code}\n${complaint}\n${printed}`));
    });
  });
}
