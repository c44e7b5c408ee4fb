/**
 * The one scenario that every foreign client runs in both kinds of realm: what an integration of the legacy
 * platform does, with the values that break clients and servers (scripts, markup, blanks, nulls, dates, overloads).
 */
import { attachmentMail, attachmentSteps } from './attachmentSteps';
import { allDataOf, castOf, session, type Cast, type RealmKind } from './cast';
import { changingSteps } from './changingSteps';
import { contactSteps } from './contactSteps';
import { launchMail, launchSteps } from './launchSteps';
import { leavingSteps } from './leavingSteps';
import { listSteps } from './listSteps';
import { ownerSteps } from './ownerSteps';
import { reportSteps } from './reportSteps';
import { sendingMail, sendingSteps, type ExpectedMail } from './sendingSteps';
import { ref, text, type Step } from './steps';
import { templateDeletion, templateSteps } from './templateSteps';

/** @param tag letters and digits that no other run has */
export function scenario(kind: RealmKind, tag: string): Step[] {
  const cast = castOf(kind, tag);
  const { jose, keyed, named } = cast;
  const deletion = { operation: named('userDelete'), args: [session, jose.who] };
  return [
    { step: 'version', operation: 'getVersion', args: [], expect: { matches: /^\d+\.\d+\.\d+/ } },
    {
      step: 'a licence that is none',
      operation: 'beginSession',
      args: [text('license', '<version>1</version><key>00</key><data>00</data>')],
      expect: { fault: 'Server.userException', number: 201, says: /^The licence is not valid here\./ },
    },
    {
      step: 'begin',
      operation: 'beginSession',
      args: [ref('license', 'licence')],
      save: 'session',
      expect: { matches: /^S[0-9A-Za-z]{32}$/ },
    },
    { step: 'kind of realm', operation: 'useCustomerKey', args: [session], expect: { value: keyed } },

    ...contactSteps(cast),
    ...listSteps(cast),
    ...templateSteps(cast),
    ...sendingSteps(cast),
    ...attachmentSteps(cast),
    ...launchSteps(cast),
    ...reportSteps(cast),
    ...ownerSteps(cast),
    ...leavingSteps(cast),
    ...changingSteps(cast),
    templateDeletion,

    {
      step: 'an operation that does not exist',
      operation: 'userFrobnicate',
      args: [session, text('email', jose.email)],
      expect: { fault: 'Client', number: -32601, says: "No such operation 'userFrobnicate'" },
    },
    { step: 'delete', ...deletion, expect: { value: 0 } },
    { step: 'delete again', ...deletion, expect: { value: 1 } },
    allDataOf(cast, 'data of nobody', jose, false, {
      fault: 'Server.userException',
      number: 401,
      says: 'No such contact in this realm.',
    }),
    { step: 'end', operation: 'endSession', args: [session], expect: { value: 0 } },
    {
      step: 'a call after the end',
      operation: 'useCustomerKey',
      args: [session],
      expect: {
        fault: 'Server.userException',
        number: 204,
        says: 'The session is not valid or has expired; call beginSession again.',
      },
    },
  ];
}

/** What must arrive at the address of `jose`, where the step that sends it answers 0. */
export const expectedMail = (cast: Cast): ExpectedMail[] => [
  ...sendingMail(cast),
  ...attachmentMail(cast),
  ...launchMail,
];
