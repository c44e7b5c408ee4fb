/** The internal operations: what the public pages call. No interface publishes them. */
import type { Operation } from '../../contract/defineOperation';
import { pageAskToLeave } from './pageAskToLeave';
import { pageClick } from './pageClick';
import { pageConfirm, pageConfirmFacts } from './pageConfirm';
import { pageForward, pageForwardFacts } from './pageForward';
import { pageMessage } from './pageMessage';
import { pageOpen } from './pageOpen';
import { pagePreferences, pagePreferencesFacts } from './pagePreferences';
import { pageListFacts, pageSignUp } from './pageSignUp';
import { pageUndoUnsubscribe, pageUnsubscribe, pageUnsubscribeFacts } from './pageUnsubscribe';

export const pageOperations: readonly Operation[] = [
  pageOpen,
  pageClick,
  pageMessage,
  pageUnsubscribeFacts,
  pageUnsubscribe,
  pageUndoUnsubscribe,
  pageForwardFacts,
  pageForward,
  pageListFacts,
  pageSignUp,
  pageAskToLeave,
  pageConfirmFacts,
  pageConfirm,
  pagePreferencesFacts,
  pagePreferences,
];
