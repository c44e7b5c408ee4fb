/** The addresses of REST that others name too. */

export const REST_ROOT = '/rest';
/** Of the OpenAPI description, below the root. */
export const REST_DESCRIPTION = '/openapi.json';
