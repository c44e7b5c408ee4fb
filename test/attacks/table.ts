/** The attack table: all rows. What to do so that a new door is attacked too stands in doors.ts. */
import type { Attack } from './attack';
import { credentialAttacks } from './rows/credentials';
import { fetchingAttacks } from './rows/fetching';
import { mailAttacks } from './rows/mail';
import { markupAttacks } from './rows/markup';
import { namedDoorAttacks } from './rows/namedDoors';
import { pageAttacks } from './rows/pages';
import { sizeAttacks } from './rows/sizes';
import { textAttacks } from './rows/texts';
import { typeAttacks } from './rows/types';
import { wireAttacks } from './rows/wire';

/** Document/literal messages are read by the code of the others; what is not about their form need not go there too. */
const notAboutForm = (rows: readonly Attack[]): Attack[] =>
  rows.map((row) => ('operation' in row ? { doors: ['SOAP RPC', 'XML-RPC'], ...row } : row));

export const attacks: readonly Attack[] = [
  ...markupAttacks,
  ...wireAttacks,
  ...typeAttacks,
  ...notAboutForm([...sizeAttacks, ...textAttacks, ...mailAttacks, ...fetchingAttacks, ...credentialAttacks]),
  ...namedDoorAttacks,
  ...pageAttacks,
];
