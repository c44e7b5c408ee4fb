/** The addresses of the XML-RPC door, and the names of the methods that it adds. */

/** The short address, which is the one that we print. */
export const XML_RPC_PATH = '/xmlrpc';
/** The legacy platform's own, and ours. */
export const XML_RPC_PATHS: readonly string[] = ['/bin/xmlrpc_handler', XML_RPC_PATH];

/** Several calls in one request. */
export const MULTICALL = 'system.multicall';
