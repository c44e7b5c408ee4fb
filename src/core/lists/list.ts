/** A mailing list and its settings. */
export interface List {
  readonly listId: number;
  /** 0 normal, 1 super, 2 seed. */
  readonly listType: number;
  readonly folderId: number;
  readonly name: string;
  readonly description: string;
  readonly fromAddress: string;
  readonly replyToAddress: string;
  readonly errorsToAddress: string;
  /** Template ids are -1 if there is none. */
  readonly templateId: number;
  readonly signupTemplateId: number;
  readonly cancelTemplateId: number;
  readonly sendSignupAck: boolean;
  readonly sendCancelAck: boolean;
  readonly externalSignupLink: string;
  readonly externalCancelLink: string;
  readonly optIn: boolean;
  readonly optOut: boolean;
  readonly trackHtmlReads: boolean;
  readonly trackClickThroughs: boolean;
  readonly trackingBaseUrl: string;
  readonly multipart: boolean;
  readonly wrapPlainText: boolean;
  readonly wrapHtml: boolean;
  readonly useAol: boolean;
  readonly vmta: string;
}
