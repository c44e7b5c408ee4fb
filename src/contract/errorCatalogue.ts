/**
 * Every error the gateway can answer with, once: its code, what it means, how each protocol shows it, and the
 * sentence for the caller. Core and operations throw `fail('code', {...})`; each door translates at its edge.
 */

/**
 * SOAP 1.1 fault codes. `Client`: the message itself is wrong. `Server.userException`: the form in which the
 * legacy platform's toolkit reports anything a command throws. `Axis.Client`: `Client` in that toolkit's own
 * namespace, used for unknown operations.
 */
export type SoapFaultCode =
  'Client' | 'Server' | 'Server.userException' | 'MustUnderstand' | 'VersionMismatch' | 'Axis.Client';

export interface ErrorEntry {
  /** For the reference page: when this happens. */
  readonly meaning: string;
  readonly soap: SoapFaultCode;
  /** Status for doors that use one (SOAP always answers 500). */
  readonly http: number;
  /**
   * Fault code of XML-RPC: unique, and never changed, since programs compare it. Negative ones are those that
   * servers of that protocol share; the others are counted by hundreds: 1 the message, 2 who is calling, 3 the realm,
   * 4 contacts and fields, 5 what a realm keeps (lists, templates, ...), 6 sending, 8 public pages.
   */
  readonly xmlRpc: number;
  /**
   * True if a command that returns a code answers 1 ("failed") instead of a fault: the call was good and the
   * data said no. The transaction is rolled back either way.
   */
  readonly answersOne?: boolean;
  /** The sentence for the caller; `{name}` is filled from the parameters. It says what to do. */
  readonly text: string;
  /** What fills the sentence where the error is thrown without parameters. */
  readonly defaults?: Readonly<Record<string, string>>;
}

const entry = (e: ErrorEntry): ErrorEntry => e;

export const errorCatalogue = {
  // --- the message
  'request.malformed': entry({
    meaning: 'The request is not a well-formed message of the protocol that it came by.',
    soap: 'Client',
    http: 400,
    xmlRpc: -32700,
    text: 'The request could not be read: {reason}.',
  }),
  'request.tooLarge': entry({
    meaning: 'The request is over a size, depth or element limit.',
    soap: 'Client',
    http: 413,
    xmlRpc: 101,
    text: 'The request is too large: {reason}.',
  }),
  'request.mustUnderstand': entry({
    meaning: 'A header that must be understood is not known here.',
    soap: 'MustUnderstand',
    http: 400,
    xmlRpc: 102,
    text: 'The header {name} is marked mustUnderstand and is not known here; leave it out.',
  }),
  'request.version': entry({
    meaning: 'The envelope is not SOAP 1.1.',
    soap: 'VersionMismatch',
    http: 400,
    xmlRpc: 103,
    text: 'Send a SOAP 1.1 envelope (namespace http://schemas.xmlsoap.org/soap/envelope/).',
  }),
  'operation.unknown': entry({
    meaning: 'No operation of that name exists. The text is the one the legacy toolkit used.',
    soap: 'Axis.Client',
    http: 404,
    xmlRpc: -32601,
    text: "No such operation '{operation}'",
  }),
  'operation.noSuchForm': entry({
    meaning: 'The operation exists, but not with these arguments.',
    soap: 'Client',
    http: 400,
    xmlRpc: -32602,
    text: "No such operation '{operation}' with {count} arguments; it takes: {forms}.",
  }),
  'answer.tooLarge': entry({
    meaning: 'The answer has a text that is longer than some clients can read (`MAX_ANSWER_TEXT_BYTES`).',
    soap: 'Server.userException',
    http: 413,
    xmlRpc: 121,
    text: 'The answer has a text of {bytes} bytes, and none may have more than {most}, because some clients cannot read it: {advice}.',
  }),
  'argument.missing': entry({
    meaning: 'A required argument is missing, nil or empty.',
    soap: 'Client',
    http: 400,
    xmlRpc: 111,
    text: 'The argument {name} is required.',
  }),
  'argument.invalid': entry({
    meaning: 'An argument has a value that its type or the command does not allow.',
    soap: 'Client',
    http: 400,
    xmlRpc: 112,
    text: 'The argument {name} is not valid: {reason}.',
  }),

  // --- who is calling
  'licence.invalid': entry({
    meaning: 'The licence is unreadable, unknown here, or was issued by another gateway.',
    soap: 'Server.userException',
    http: 401,
    xmlRpc: 201,
    text: 'The licence is not valid here. Send the whole content of the licence file, and issue a new one if it was made for another gateway.',
  }),
  'licence.revoked': entry({
    meaning: 'The licence was revoked, or replaced by a newer one for the same client.',
    soap: 'Server.userException',
    http: 401,
    xmlRpc: 202,
    text: 'This licence has been revoked or replaced; use the newest licence of this client.',
  }),
  'login.refused': entry({
    meaning: 'Too many failed logins from one address with this licence, or with what is no licence.',
    soap: 'Server.userException',
    http: 429,
    xmlRpc: 203,
    text: 'Too many failed logins from this address; try again in {minutes} minutes.',
  }),
  'session.invalid': entry({
    meaning: 'The session is missing, unknown, ended, expired, or its licence is no longer valid.',
    soap: 'Server.userException',
    http: 401,
    xmlRpc: 204,
    text: 'The session is not valid or has expired; call beginSession again.',
  }),

  'credential.invalid': entry({
    meaning:
      'Realm and password, or the key, are missing, wrong or revoked, or may not be used from this address.',
    soap: 'Server.userException',
    http: 401,
    xmlRpc: 205,
    text: 'Realm and password, or the key, are not valid here.',
  }),
  'key.forbidden': entry({
    meaning: 'The key is good, and does not have the right that the call needs.',
    soap: 'Server.userException',
    http: 403,
    xmlRpc: 206,
    text: 'This key may not call {operation}.',
  }),
  'key.tooFast': entry({
    meaning: 'More calls were made with a key than it has in a minute, or than the operation allows.',
    soap: 'Server.userException',
    http: 429,
    xmlRpc: 207,
    text: 'Too many calls with this key; try again in {seconds} seconds.',
  }),

  'rights.missing': entry({
    meaning: 'A person calls an operation that takes a higher role than theirs.',
    soap: 'Server.userException',
    http: 403,
    xmlRpc: 208,
    text: 'This takes the role {least}; yours is {role}.',
  }),

  // --- what kind of realm
  'realm.useCustomerKey': entry({
    meaning: 'The call names one contact by e-mail in a realm that identifies contacts by customer key.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 301,
    text: 'This realm identifies contacts by customer key; call {counterpart} instead of {operation}.',
  }),
  'realm.noCustomerKey': entry({
    meaning: 'A customer-key call in a realm that identifies contacts by e-mail and first name.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 302,
    text: 'This realm does not use customer keys; call {counterpart} instead of {operation}.',
  }),
  'realm.refused': entry({
    meaning: 'The operation does not exist in customer-key realms.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 303,
    text: '{operation} is not available in a realm that identifies contacts by customer key; {advice}.',
  }),
  'realm.invalid': entry({
    meaning: 'A realm cannot be created or used as asked.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 304,
    text: '{reason}',
  }),

  // --- the data
  'contact.notFound': entry({
    meaning: 'No contact of this realm matches.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 401,
    answersOne: true,
    text: 'No such contact in this realm.',
  }),
  'contact.ambiguous': entry({
    meaning: 'Several contacts share the address and the call must single out one.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 402,
    text: 'Several contacts share this address; name the first name too ({hint}).',
  }),
  'contact.duplicate': entry({
    meaning: 'The change would give two contacts the same identity.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 403,
    text: 'Another contact of this realm already has that identity.',
  }),
  'contact.emailInvalid': entry({
    meaning: 'The address is not a usable e-mail address.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 404,
    text: 'The argument {name} is not a valid e-mail address{why}.',
  }),
  'contact.keyInvalid': entry({
    meaning: 'The customer key is empty, too long, or holds control characters.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 405,
    text: 'A customer key has 1 to 255 characters and no control characters.',
  }),
  'contact.keyUnfit': entry({
    meaning: 'The key is one that contacts of a realm of this kind cannot have.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 425,
    text: 'A new {keyName} has 1 to {longest} {kind}.',
  }),
  'contact.forgotten': entry({
    meaning: 'The realm was told to forget this person, and takes nothing about them any more.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 435,
    text: 'This realm was told to forget whoever that is; nothing is stored about them.',
  }),
  'contact.reserved': entry({
    meaning: 'The key belongs to a removed contact, which can come back.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 434,
    text: 'The key belongs to the removed contact {contact}; restore that one, or delete it for good.',
  }),
  'contact.inseparable': entry({
    meaning: 'The merge of a contact cannot be undone, or not yet.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 436,
    text: 'The merge of contact {contact} into contact {survivor} cannot be undone: {reason}.',
  }),
  'contact.conflict': entry({
    meaning:
      'What the call gives names two contacts, or belongs to another contact than the one that it names.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 426,
    text: 'The {identifier} belongs to contact {owner}, and the call is about {contact}. Nothing was changed.',
  }),
  'contact.emailRequired': entry({
    meaning: 'A new contact cannot be created without an e-mail address.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 406,
    text: 'There is no contact with this customer key yet, and a new one needs an e-mail address.',
  }),
  'contact.optedOut': entry({
    meaning: 'The contact has opted out of this list, of the realm, or of the whole system.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 407,
    answersOne: true,
    text: 'The contact has opted out ({level}).',
  }),
  'contact.notSubscribed': entry({
    meaning: 'The contact has no subscription to remove.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 408,
    answersOne: true,
    text: 'The contact is not subscribed.',
  }),
  'subscription.exists': entry({
    meaning: 'The contact is on the list already, and the call only makes new subscriptions.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 409,
    text: 'Cannot insert duplicate subscription',
  }),
  'search.tooLong': entry({
    meaning: 'A search for a part of a value took longer than it may.',
    soap: 'Server.userException',
    http: 503,
    xmlRpc: 411,
    text: 'The search was ended after {seconds} seconds; search for the whole value.',
  }),
  'search.tooMany': entry({
    meaning: 'The realm has too many searches for parts of values under way.',
    soap: 'Server.userException',
    http: 503,
    xmlRpc: 412,
    text: 'Too many searches for parts of values are under way; try again, or search for the whole value.',
  }),
  'field.notFound': entry({
    meaning: 'Neither a standard field nor a custom field of this realm.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 421,
    text: 'There is no contact field named {field} in this realm; custom field names are case sensitive.',
  }),
  'field.readOnly': entry({
    meaning: 'The field identifies the contact or is kept by the gateway, and cannot be set this way.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 422,
    text: 'The field {field} cannot be changed by this call: {reason}.',
  }),
  'field.valueInvalid': entry({
    meaning: 'The value does not fit the type or the size of the field.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 423,
    text: 'The value for the field {field} is not valid: {reason}.',
  }),
  'field.exists': entry({
    meaning: 'A custom field of that name exists already.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 424,
    answersOne: true,
    text: 'A custom field named {field} exists already.',
  }),
  'list.notFound': entry({
    meaning: 'No list of this realm has that id or name.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 501,
    text: 'There is no list {list} in this realm.',
  }),
  'list.nameTaken': entry({
    meaning: 'Another list of the realm has that name.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 502,
    answersOne: true,
    text: 'Another list of this realm is already named {list}.',
  }),
  'folder.notFound': entry({
    meaning: 'No folder of this realm has that id.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 511,
    text: 'There is no folder {folder} in this realm.',
  }),
  'template.notFound': entry({
    meaning: 'No template of this realm has that id or name.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 521,
    text: 'There is no template {template} in this realm.',
  }),
  'template.exists': entry({
    meaning: 'Another template of the realm has that name.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 522,
    answersOne: true,
    text: 'Another template of this realm is already named {template}.',
  }),
  'template.smartgetFailed': entry({
    meaning: 'A page that a template fetches cannot be had, or is not what the template asks for.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 523,
    answersOne: true,
    text: 'A smartget of the template failed: {reason}.',
  }),
  'template.unreadable': entry({
    meaning: 'A realm that is strict about templates is given one with a tag that cannot be obeyed.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 524,
    text: 'This realm refuses templates with tags that cannot be obeyed; look at {part}, line {line}, column {column}: {reason}.',
  }),
  'segmentation.notFound': entry({
    meaning: 'No segmentation rule of this realm has that id or name.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 541,
    text: 'There is no segmentation rule {rule} in this realm.',
  }),
  'segmentation.exists': entry({
    meaning: 'Another segmentation rule of the realm has that name.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 542,
    answersOne: true,
    text: 'Another segmentation rule of this realm is already named {rule}.',
  }),
  'segmentation.ruleInvalid': entry({
    meaning: 'A segmentation rule cannot be read, or asks about something that this realm does not have.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 543,
    text: 'The rule is not valid at line {line}, column {column}: {reason}.',
  }),
  'suppressionList.notFound': entry({
    meaning: 'No uploaded suppression list of this realm has that id or name.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 532,
    text: 'There is no suppression list {list} in this realm.',
  }),
  'lifecycle.notFound': entry({
    meaning: 'No life-cycle campaign of this realm has that name.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 573,
    text: 'There is no life-cycle campaign of that name in this realm.',
  }),
  'lifecycle.exists': entry({
    meaning: 'Another life-cycle campaign of the realm has that name.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 574,
    text: 'Another life-cycle campaign of this realm has that name.',
  }),
  'relational.tableNotFound': entry({
    meaning: 'No relational table of this realm has that name.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 581,
    text: 'There is no relational table {table} in this realm.',
  }),
  'relational.tableExists': entry({
    meaning: 'A relational table of that name exists already.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 582,
    text: 'There is a relational table {table} already.',
  }),
  'relational.columnNotFound': entry({
    meaning: 'The relational table has no field of that name.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 583,
    text: 'The relational table {table} has no field {column}.',
  }),
  'relational.columnExists': entry({
    meaning: 'The relational table has a field of that name already.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 584,
    text: 'The relational table {table} has a field {column} already.',
  }),
  'relational.rowNotFound': entry({
    meaning: 'The relational table has no row with that unique value.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 585,
    text: 'The relational table {table} has no such row.',
  }),
  'relational.notActive': entry({
    meaning: 'A relational table or field was not activated yet, so it takes no values.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 586,
    text: 'The {what} is pending; activate it first.',
  }),
  'relational.noUniqueField': entry({
    meaning: 'The relational table has no active unique field, so nothing names its rows.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 587,
    text: 'There is no Unique Field for the table {table}',
  }),
  'relational.tooMany': entry({
    meaning:
      'A realm has as many relational tables, a table as many fields, or a contact as many rows as it may have.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 588,
    text: 'There would be too many {of}: {what} has at most {most}.',
  }),
  'article.notFound': entry({
    meaning: 'No article of this realm has that name.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 551,
    text: 'There is no article {article} in this realm.',
  }),
  'article.exists': entry({
    meaning: 'Another article of the realm has that name.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 552,
    text: 'Another article of this realm is already named {article}.',
  }),
  'article.circular': entry({
    meaning: 'An article would hold itself, directly or through others.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 553,
    text: 'The article {article} would hold itself: its {element} has {tag}, and {reason} (as of {at}).',
  }),
  'suppressionList.exists': entry({
    meaning: 'A suppression list of that name exists and is not to be overwritten.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 531,
    answersOne: true,
    text: 'A suppression list named {list} exists already; overwrite it, or choose another name.',
  }),
  'socialProvider.notFound': entry({
    meaning: 'No social account of this realm has that number or name.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 571,
    answersOne: true,
    text: 'There is no such social account in this realm.',
  }),
  'socialProvider.exists': entry({
    meaning: 'The realm has that social account already.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 572,
    answersOne: true,
    text: 'This realm has a social account of that name already.',
  }),
  'message.flagsInvalid': entry({
    meaning: 'The XML flags of a send or a launch cannot be read.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 601,
    text: 'The XML flags could not be read: {reason}.',
  }),
  'message.toInvalid': entry({
    meaning: 'A <to> block is missing or incomplete.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 602,
    text: 'Every message needs a complete recipient block, {expected}: {reason}.',
  }),
  'message.noSender': entry({
    meaning: 'Neither the call, the list nor the settings name a sender.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 603,
    text: 'The message has no sender; give a from address, or a list that has one.',
  }),
  'message.empty': entry({
    meaning: 'The body that the format asks for is empty.',
    soap: 'Server.userException',
    http: 400,
    xmlRpc: 604,
    text: 'Format {format} needs a body in {body}.',
  }),

  'launch.refused': entry({
    meaning: 'A launch asks for something that is not there and would change who gets mail.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 611,
    text: 'Nothing was launched: {reason}.',
  }),
  'campaign.notFound': entry({
    meaning: 'No campaign of that number exists in this realm.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 612,
    answersOne: true,
    text: 'There is no campaign {campaign} in this realm.',
  }),
  'report.tooLarge': entry({
    meaning: 'A report that is not paged has more rows than one answer may have.',
    soap: 'Server.userException',
    http: 413,
    xmlRpc: 621,
    text: 'The report has more than {rows} rows; ask for fewer, or page through getTrackedEventsByCampaign.',
  }),
  'abtest.notFound': entry({
    meaning: 'No A/B definition of this realm has that number.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 561,
    text: 'There is no A/B definition {definition} in this realm.',
  }),
  'abtest.sampleNotFound': entry({
    meaning: 'No sample of an A/B launch of this realm has that identifier.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 563,
    text: 'There is no such sample in this realm; send an encrypted_id that getAbStats answered.',
  }),
  'abtest.exists': entry({
    meaning: 'Another A/B definition of the realm has that name.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 562,
    text: 'Another A/B definition of this realm is already named {name}.',
  }),
  'abtest.running': entry({
    meaning: 'An A/B definition is in use.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 564,
    text: 'A launch of the A/B definition {definition} has no winner yet; choose one, or cancel it.',
  }),
  'abtest.over': entry({
    meaning: 'The winner of an A/B launch was sent before, or never will be.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 565,
    text: 'No winner can be sent any more: {reason}.',
  }),

  // --- commands over many contacts
  'records.refused': entry({
    meaning: 'A command over many contacts did nothing for any of them; the text counts what became of them.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 431,
    text: '{counts}',
  }),
  'drop.elsewhere': entry({
    meaning: 'Another process works on a dropped file, or has gone on with it meanwhile.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 433,
    text: 'Another process works on this file.',
  }),
  'command.absent': entry({
    meaning: 'A command of the legacy platform about something that this gateway does not have.',
    soap: 'Server.userException',
    http: 501,
    xmlRpc: 432,
    text: '{command} is not available, since this gateway has no {what}; nothing was changed',
  }),

  // --- public pages and what they lead to
  'token.invalid': entry({
    meaning:
      'A public page was asked for with a link or a form that this gateway did not make, or that is over.',
    soap: 'Server.userException',
    http: 404,
    xmlRpc: 801,
    text: 'This link is not valid, or not valid any more.',
  }),
  'page.tooMany': entry({
    meaning: 'A form was sent too often from one address, about one person or by one person.',
    soap: 'Server.userException',
    http: 429,
    xmlRpc: 802,
    text: 'That was too often. Try again later.',
  }),
  'list.noConfirmation': entry({
    meaning: 'Sign-ups to a list must be confirmed, and the message that asks for it cannot be made.',
    soap: 'Server.userException',
    http: 409,
    xmlRpc: 503,
    text: 'Sign-ups to list {list} must be confirmed, and no confirmation can be sent: {reason}.',
  }),

  // --- us
  'server.busy': entry({
    meaning:
      'The database refused the transaction several times (deadlock, lock wait), cannot be reached, or takes no changes.',
    soap: 'Server',
    http: 503,
    xmlRpc: -32400,
    text: 'The gateway is busy{why}; nothing was changed. Try again.',
    defaults: { why: '' },
  }),
  'server.overloaded': entry({
    meaning: 'More calls, or larger ones, are under way than the gateway takes in; this one was not read.',
    soap: 'Server',
    http: 503,
    xmlRpc: -32401,
    text: 'The gateway has more to do than it can take in; nothing was changed. Try again in {seconds} seconds.',
  }),
  'server.outcomeUnknown': entry({
    meaning:
      'The connection to the database broke while the call was being stored, and the database could not be asked afterwards.',
    soap: 'Server',
    http: 500,
    xmlRpc: -32402,
    text: 'The connection to the database broke while this call was being stored, and whether it was stored could not be found out. Look before you call again.',
  }),
  'call.abandoned': entry({
    meaning:
      'The caller left before the answer was there, so the work was ended. For the log: nobody reads it.',
    soap: 'Server',
    http: 499,
    xmlRpc: -32403,
    text: 'The call was ended because its caller had left.',
  }),
  'server.error': entry({
    meaning: 'A defect or an outage on our side. The log holds the details under the same reference.',
    soap: 'Server',
    http: 500,
    xmlRpc: -32603,
    text: 'The gateway could not complete the call; nothing was changed. Reference {reference}.',
  }),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

const filled = (text: string, parameters: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? `{${name}}`));

/** An answer of the catalogue on its way to the caller. Its message is safe to show. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  /** What fills the sentence. */
  readonly parameters: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, parameters: Readonly<Record<string, string | number>> = {}) {
    const { text, defaults }: ErrorEntry = errorCatalogue[code];
    const filling = { ...defaults, ...parameters };
    super(filled(text, filling));
    this.name = 'ApiError';
    this.code = code;
    this.parameters = filling;
  }

  /** The error in other words, with the same filling. */
  inWords(text: string): string {
    return filled(text, this.parameters);
  }

  get entry(): ErrorEntry {
    return errorCatalogue[this.code];
  }
}

/** Throws an error of the catalogue. */
export function fail(code: ErrorCode, parameters: Readonly<Record<string, string | number>> = {}): never {
  throw new ApiError(code, parameters);
}
