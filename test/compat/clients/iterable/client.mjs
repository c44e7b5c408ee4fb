// Calls every method of the npm package "@iterable/api" that is in scope, as its users would; one line of JSON for each.
// Arguments: base address, key, and type of the project (email, userId, hybrid).
import { IterableClient } from '@iterable/api';

const [baseUrl, apiKey, type] = process.argv.slice(2);
const client = new IterableClient({ baseUrl, apiKey });
const byEmail = type !== 'userId';
const byId = type !== 'email';
const [email, userId] = ['client@example.org', 'client-1'];
const user = byEmail ? { email } : { userId };
const until = { startDateTime: '2020-01-01 00:00:00 +00:00', endDateTime: '2100-01-01 00:00:00 +00:00' };
let listId = 0;
let [campaignId, templateId] = [0, 0];

const steps = {
  updateUser: () =>
    client.updateUser({
      ...user,
      dataFields: { name: 'Ann', visits: 3, when: '2024-01-02T03:04:05Z', home: { city: 'Oslo' } },
    }),
  ...(byEmail ? { getUserByEmail: () => client.getUserByEmail({ email }) } : {}),
  ...(byId ? { getUserByUserId: () => client.getUserByUserId({ userId }) } : {}),
  unknownUser: () =>
    byEmail
      ? client.getUserByEmail({ email: 'nobody@example.org' })
      : client.getUserByUserId({ userId: 'nobody' }),
  bulkUpdateUsers: () =>
    client.bulkUpdateUsers({
      users: [
        { ...user, dataFields: { visits: 4 } },
        byEmail ? { email: 'second@example.org' } : { userId: 'second' },
      ],
    }),
  getUserFields: () => client.getUserFields(),
  createList: async () => {
    const made = await client.createList({ name: `Client ${type}` });
    ({ listId } = made);
    return made;
  },
  getLists: () => client.getLists(),
  subscribeUserToList: () => client.subscribeUserToList({ listId, subscribers: [user] }),
  getListUsers: () => client.getListUsers({ listId, maxResults: 5 }),
  getListPreviewUsers: () => client.getListPreviewUsers({ listId, size: 5 }),
  getListSize: () => client.getListSize({ listId }),
  unsubscribeUserFromList: () => client.unsubscribeUserFromList({ listId, subscribers: [user] }),
  updateUserSubscriptions: () =>
    client.updateUserSubscriptions({ ...user, emailListIds: [listId], unsubscribedChannelIds: [] }),
  bulkUpdateSubscriptions: () =>
    client.bulkUpdateSubscriptions({
      subscriptionGroup: 'emailList',
      subscriptionGroupId: listId,
      action: 'subscribe',
      ...(byEmail ? { users: [email] } : { usersByUserId: [userId] }),
    }),
  ...(byEmail
    ? {
        subscribeUserByEmail: () =>
          client.subscribeUserByEmail({
            subscriptionGroup: 'messageType',
            subscriptionGroupId: 1,
            userEmail: email,
          }),
        unsubscribeUserByEmail: () =>
          client.unsubscribeUserByEmail({
            subscriptionGroup: 'messageChannel',
            subscriptionGroupId: 1,
            userEmail: email,
          }),
        subscribeChannelAgain: () =>
          client.subscribeUserByEmail({
            subscriptionGroup: 'messageChannel',
            subscriptionGroupId: 1,
            userEmail: email,
          }),
      }
    : {}),
  ...(byId
    ? {
        subscribeUserByUserId: () =>
          client.subscribeUserByUserId({ subscriptionGroup: 'messageType', subscriptionGroupId: 1, userId }),
        unsubscribeUserByUserId: () =>
          client.unsubscribeUserByUserId({
            subscriptionGroup: 'emailList',
            subscriptionGroupId: listId,
            userId,
          }),
      }
    : {}),
  getChannels: () => client.getChannels(),
  getMessageTypes: () => client.getMessageTypes(),
  trackEvent: () => client.trackEvent({ ...user, eventName: 'seen', dataFields: { page: 'home', n: 1 } }),
  trackBulkEvents: () =>
    client.trackBulkEvents({
      events: [
        { ...user, eventName: 'seen' },
        { ...user, eventName: 'bought' },
      ],
    }),
  ...(byEmail ? { getUserEventsByEmail: () => client.getUserEventsByEmail({ email, limit: 10 }) } : {}),
  ...(byId ? { getUserEventsByUserId: () => client.getUserEventsByUserId({ userId, limit: 10 }) } : {}),
  upsertEmailTemplate: async () => {
    const made = await client.upsertEmailTemplate({
      clientTemplateId: 'client-1',
      name: 'Client',
      subject: 'Hi {{name}}',
      html: '<p>Hi {{name}}</p>',
      fromEmail: 'shop@example.org',
      fromName: 'Shop',
    });
    templateId = Number(/IDs: (\d+)/.exec(made.msg)[1]);
    return made;
  },
  getEmailTemplate: () => client.getEmailTemplate({ templateId }),
  getTemplates: () => client.getTemplates(),
  getTemplateByClientId: () => client.getTemplateByClientId({ clientTemplateId: 'client-1' }),
  previewEmailTemplate: () => client.previewEmailTemplate({ templateId, dataFields: { name: 'Bo' } }),
  createTriggeredCampaign: async () => {
    const made = await client.createTriggeredCampaign({ name: 'Client', templateId });
    ({ campaignId } = made);
    return made;
  },
  getCampaigns: () => client.getCampaigns(),
  getCampaign: () => client.getCampaign({ id: campaignId }),
  sendEmail: () =>
    client.sendEmail({
      campaignId,
      ...(byEmail ? { recipientEmail: email } : { recipientUserId: userId }),
      dataFields: { name: 'Cleo' },
    }),
  getSentMessages: () => client.getSentMessages({ ...user, limit: 5, ...until }),
  updateEmail: () =>
    client.updateEmail({
      ...(byEmail ? { currentEmail: email } : { currentUserId: userId }),
      newEmail: 'client2@example.org',
    }),
  mergeUsers: () =>
    client.mergeUsers(
      byEmail
        ? { sourceEmail: 'second@example.org', destinationEmail: 'client2@example.org' }
        : { sourceUserId: 'second', destinationUserId: userId },
    ),
  ...(byEmail
    ? { deleteUserByEmail: () => client.deleteUserByEmail({ email: 'client2@example.org' }) }
    : { deleteUserByUserId: () => client.deleteUserByUserId({ userId }) }),
  deleteList: () => client.deleteList({ listId }),
  deleteUnknown: () =>
    byEmail
      ? client.deleteUserByEmail({ email: 'nobody@example.org' })
      : client.deleteUserByUserId({ userId: 'nobody' }),
};

// Who is identified by an id needs one before anything is asked by it.
if (type === 'hybrid') await client.updateUser({ email, userId });
if (type === 'userId') await client.updateUser({ userId, email });

for (const [step, run] of Object.entries(steps)) {
  try {
    console.log(JSON.stringify({ step, value: await run() }));
  } catch (error) {
    const { name, message, statusCode, code } = error;
    console.log(JSON.stringify({ step, error: { name, message, statusCode, code } }));
  }
}
client.destroy();
