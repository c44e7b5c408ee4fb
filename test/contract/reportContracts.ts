/**
 * Reports. They are about one campaign of May 2024 whose only reader got it at 10:00, opened it at 10:05, clicked at
 * 10:06 and left the list at 10:07, after which a mail came back at 10:08 because the mailbox was full.
 */
import { inBoth, pair, type Contract } from './contract';

const csv = { format: 'csv', header: 0 };
const day = { fromDate: '05/01/2024', toDate: '05/01/2024' };
const times = { startDatetime: '05/01/2024 00:00:00', endDatetime: '05/01/2024 23:59:59', offset: 0 };
const campaign = { campaignId: '{campaignId}' };
const OF_CAMPAIGN =
  '"{campaignId}","","{campaignListId}","{campaignListName}","{readerId}","{readerEmail}","",""';
const CLICKS = { eventType: 11 };

const report = (operation: string, args: Contract['examples'][number]['args'], is: string): Contract =>
  inBoth(operation, { does: 'reads', examples: [{ args: { ...csv, ...args }, answer: { is } }] });

const ofReader = {
  email: '{readerEmail}',
  customerKey: '{readerKey}',
  firstName: '',
  subscriberId: '{readerId}',
  limit: 10,
  eventType: 30,
  format: 'csv',
  header: false,
};
const BOUNCED = '"Soft Bounce","30","{campaignListName}","{campaignListId}","05/01/24 10:08 AM"';

export const reportContracts: readonly Contract[] = [
  report(
    'getCampaignsInDateRange',
    { ...day, ...campaign, showHidden: 1 },
    '"{campaignId}","{campaignListId}","{campaignListName}","News of May","2024/05/01 09:00:00","1","{campaignId}"',
  ),
  report('getCampaignClickthroughsOverview', campaign, '"https://example.org/a?b=1","1","1"'),
  report(
    'getDailyCampaignStats',
    { ...campaign, ...day, version: '7.3.0' },
    '"05/01/2024","{campaignId}","1","1","1","1","1","1","0","1","0","0"',
  ),
  report(
    'getBrowserInfoByCampaign',
    {
      ...campaign,
      bySubscriber: false,
      osNameMatch: '',
      browserMatch: 'fire',
      clientTypeMatch: '',
      header: false,
    },
    '"Windows 10","Firefox 128","desktop","1","1"',
  ),
  report(
    'getBounceStats',
    { ...campaign, ...day },
    '"{readerEmail}","{campaignId}","2024-05-01 10:08:00","30","mailbox-full"{,readerKey}',
  ),
  report(
    'getUnsubscribeReport',
    { ...campaign, listId: 0, unique: 1 },
    `${OF_CAMPAIGN},"2024-05-01 10:07:00","21"{,readerKey}`,
  ),
  report(
    'getTrackedEvents',
    { ...campaign, ...CLICKS, ...times },
    `${OF_CAMPAIGN},"2024-05-01 10:06:00","11","https://example.org/a?b=1"{,readerKey}`,
  ),
  report(
    'getTrackedEventsByCampaign',
    { ...campaign, ...CLICKS, ...times },
    `${OF_CAMPAIGN},"2024-05-01 10:06:00","11"{,readerKey}`,
  ),
  report(
    'getSubscribersWhoClickedOnURL',
    { ...campaign, url: 'https://example.org/a?b=1', exactUrlMatch: 1, unique: 1 },
    '"{readerEmail}","","","2024-05-01 10:06:00"{,readerKey}',
  ),
  ...pair('getSubscriberEvents', { does: 'reads', examples: [{ args: ofReader, answer: { is: BOUNCED } }] }),
  inBoth('getSubscriberEventsByID', {
    does: 'reads',
    examples: [{ args: ofReader, answer: { is: BOUNCED } }],
  }),
];
