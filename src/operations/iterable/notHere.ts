/** What of the Iterable API has no engine here, and why. Nothing is stored to look as if it had worked. */
export const notHere = [
  {
    what: 'SMS, WhatsApp, push and web push: targets, cancels, templates',
    why: 'mail is the only medium that is sent from here',
  },
  { what: 'in-app and embedded messages', why: 'nothing here shows messages inside of apps' },
  {
    what: 'blasts: campaigns to lists, their schedules and metrics',
    why: 'lists are mailed by launches of the realm, which have all of that',
  },
  { what: 'catalogs, exports, proofs, `email/viewInBrowser`', why: 'not built yet' },
  { what: 'journeys', why: 'there is no engine for them; `workflows/triggerWorkflow` refuses every number' },
  { what: 'snippets, experiments, webhooks', why: 'there is nothing that uses them' },
  {
    what: 'metadata tables, JWTs, verification by SMS, double opt-in by API',
    why: 'there is nothing that uses them',
  },
] as const;
