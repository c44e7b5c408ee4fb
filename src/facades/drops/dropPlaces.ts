/** Where dropped files stand: in the folder itself, or in one of a realm below it, each with `done` and `failed`. */
import { join, parse } from 'node:path';

export const DONE = 'done';
export const FAILED = 'failed';
const REALMS = 'realms';

/** Names of files that are taken. */
export const DROP_NAME = /^[^\s%*~\\/|.][^\s%*~\\/|]*\.(?:dat|xml|csv)$/i;
export const SIGNAL_NAME = /\.sig$/i;
/** Of uploads on their way. */
export const UPLOAD_NAME = /^\.upload-[0-9a-f]+$/;

/** A file and its signal have the same base. */
export const baseOf = (name: string): string => parse(name).name;

/** Where the folders of realms are. */
export const realmFolders = (directory: string): string => join(directory, REALMS);
/** @param realm names of realms are lower-case letters, digits and hyphens */
export const realmFolder = (directory: string, realm: string): string => join(directory, REALMS, realm);
