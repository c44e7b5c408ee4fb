/** Domains that mail goes to, written as they are compared: in lower case, international ones in ASCII. */
import { domainToASCII } from 'node:url';

/** What stands after the @ of an address. */
export const domainOf = (address: string): string => domainName(address.slice(address.lastIndexOf('@') + 1));

export const domainName = (text: string): string => domainToASCII(text) || text.toLowerCase();
