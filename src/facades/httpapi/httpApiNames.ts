/** The addresses of the HTTP API, and the arguments that say who calls and what. */

export const HTTP_API_PATHS: readonly string[] = ['/bin/api_web', '/api_web'];

/** By meaning; the first name that has a value counts. */
export const COMMON_ARGUMENTS = {
  command: ['cmd', 'c'],
  realm: ['realm', 'r'],
  password: ['pwd', 'p', 'password'],
  client: ['api_client'],
  clientCode: ['client_auth'],
} as const satisfies Record<string, readonly string[]>;
