/**
 * The login in the browser: a cookie that no script can read, and, against forms on other sites, a token in every form
 * that follows from the cookie, besides a look at where a request comes from.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';
import { CONSOLE_PATH } from './consolePaths';

const COOKIE = 'soapstone_console';
const IS_SESSION = /^C[a-z2-7]{32}$/;

/** The session of a request; empty if it has none. */
export function sessionOf(request: IncomingMessage): string {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = pair.trim().split('=', 2);
    if (name === COOKIE && IS_SESSION.test(value)) return value;
  }
  return '';
}

/** @param isSecure whether the browser came by HTTPS */
export const setSession = (response: Response, session: string, isSecure: boolean): unknown =>
  response.cookie(COOKIE, session, {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure,
    path: CONSOLE_PATH,
  });

export const clearSession = (response: Response): unknown =>
  response.clearCookie(COOKIE, { path: CONSOLE_PATH });

/** The token of the forms of a session. */
export const formTokenOf = (session: string): string =>
  createHmac('sha256', session).update('soapstone console form').digest('base64url');

export function isFormToken(session: string, token: string): boolean {
  const expected = Buffer.from(formTokenOf(session));
  const given = Buffer.from(token);
  return session !== '' && expected.length === given.length && timingSafeEqual(expected, given);
}

/**
 * Whether a change was asked for by a page of this gateway. Browsers say with every form where it came from; what does
 * not say it is no browser.
 */
export function isFromHere(request: IncomingMessage, publicUrl: string | null): boolean {
  const { origin, host } = request.headers;
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  if (request.headers['sec-fetch-site'] === 'cross-site') return false;
  const from = new URL(origin);
  return from.host === host || (publicUrl !== null && from.origin === new URL(publicUrl).origin);
}
