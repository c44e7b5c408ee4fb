/** Options without which a command cannot begin. */
import { UsageError, type CommandInput } from './command';

/** @throws {UsageError} */
export function requiredOption(input: CommandInput, name: string): string {
  const value = input.option(name);
  if (value === undefined || value === '') throw new UsageError(`--${name} is required.`);
  return value;
}

/**
 * The address of a server, without a path.
 * @throws {UsageError}
 */
export function serverOption(input: CommandInput, name: string): URL {
  const text = requiredOption(input, name);
  const url = URL.canParse(text) ? new URL(text) : null;
  const isServer =
    url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.username === '';
  if (isServer) return url;
  throw new UsageError(
    `--${name} takes scheme and host, such as https://api.example.com; paths stay as they are sent.`,
  );
}
