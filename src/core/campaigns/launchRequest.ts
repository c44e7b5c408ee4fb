/** What a caller asks for when a list is launched, whichever form of which command said it. */

export interface LaunchRequest {
  readonly listId: number;
  /** 0 for the default template of the list. */
  readonly templateId: number;
  /** In place of the template's subject; empty for that one. */
  readonly subject: string;
  /** In place of the sender of the list; empty for that one. */
  readonly from: string;
  /** 0 for everybody on the list. */
  readonly segmentationId: number;
  /** Uploaded suppression list whose addresses get nothing, by id or name; empty for none. */
  readonly suppressionList: string;
  /** 1 plain text, 2 HTML, 99 multipart for everybody; null as each contact chose. */
  readonly format: number | null;
  /** One message to the creator instead of one to each contact. */
  readonly testMode: boolean;
  /** An address where `testMode`; else whatever the caller is called by, or empty. */
  readonly creatorEmail: string;
  /** Who is told when the launch has ended; an address, or empty. */
  readonly notifyEmail: string;
  /** Campaign name; empty for none. */
  readonly name: string;
  /** Name of a sending route; empty for that of the list. */
  readonly route: string;
  /** Number of an A/B definition to launch, see `launchAbTest`; 0 for a launch of one template. */
  readonly abDefinitionId: number;
}

export const NO_LAUNCH: LaunchRequest = {
  listId: 0,
  templateId: 0,
  subject: '',
  from: '',
  segmentationId: 0,
  suppressionList: '',
  format: null,
  testMode: false,
  creatorEmail: '',
  notifyEmail: '',
  name: '',
  route: '',
  abDefinitionId: 0,
};
