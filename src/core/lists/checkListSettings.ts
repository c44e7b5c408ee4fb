/** Checks list settings before they are written, whoever sends them. */
import { fail } from '../../contract/errorCatalogue';
import { parseMailbox } from '../identity/mailbox';
import { isLonger } from '../../text/isLonger';
import type { List } from './list';

const SIZES: Partial<Record<keyof List, number>> = {
  name: 100,
  description: 255,
  fromAddress: 320,
  replyToAddress: 320,
  errorsToAddress: 320,
  externalSignupLink: 1024,
  externalCancelLink: 1024,
  trackingBaseUrl: 1024,
  vmta: 64,
};
const ADDRESSES = ['fromAddress', 'replyToAddress', 'errorsToAddress'] as const;
const LINKS = ['externalSignupLink', 'externalCancelLink', 'trackingBaseUrl'] as const;

/**
 * @returns the settings, names and addresses trimmed
 * @throws {ApiError} `argument.invalid`, naming the setting
 */
export function checkListSettings<S extends Partial<List>>(settings: S): S {
  const refuse = (name: string, reason: string): never => fail('argument.invalid', { name, reason });
  const checked: Record<string, unknown> = { ...settings };
  for (const [property, size] of Object.entries(SIZES)) {
    const value = checked[property];
    if (typeof value !== 'string') continue;
    const text = property === 'description' ? value : value.trim();
    if (isLonger(text, size)) refuse(property, `it is longer than ${size} characters`);
    if (property !== 'description' && /\p{Cc}/u.test(text)) refuse(property, 'it holds control characters');
    checked[property] = text;
  }
  if (checked.name === '') refuse('name', 'a list has a name');
  for (const property of ADDRESSES) {
    const value = checked[property];
    if (typeof value === 'string' && value !== '' && !parseMailbox(value)) {
      refuse(property, 'it is neither an address nor "Name" <address>');
    }
  }
  for (const property of LINKS) {
    const value = checked[property];
    if (typeof value === 'string' && value !== '' && !/^https?:\/\/[^\s<>"]+$/i.test(value)) {
      refuse(property, 'it is not an http or https address');
    }
  }
  return checked as S;
}
