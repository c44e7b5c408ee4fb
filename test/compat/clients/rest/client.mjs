// REST as JavaScript programs of the time called it: fetch, text first and JSON where it is, promises side by side.
// Prints what it understood, as JSON.
const [url, realm, password, client, listId, key] = process.argv.slice(2);

async function call(path, { method = 'GET', body, headers = {} } = {}) {
  const answer = await fetch(url + path, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${realm}:${password}`).toString('base64')}`,
      'x-api-key': client,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const value = text === '' ? null : JSON.parse(text);
  return answer.ok ? value : { failed: answer.status, why: value.error };
}

const who = {
  email: 'javascript@family.example',
  firstName: 'Zoë',
  ...(key === '' ? {} : { customerKey: key }),
};
const said = {};
const { subscriberId } = await call('/subscribers', { method: 'POST', body: { ...who, customData: {} } });
const one = `/subscribers/${encodeURIComponent(key === '' ? subscriberId : key)}`;
said.patched = (await call(one, { method: 'PATCH', body: { city: 'Łódź', firstName: 'Zoë' } })).city;
said.cleared = (await call(one, { method: 'PATCH', body: { city: null } })).city;
said.noField = await call(one, { method: 'PATCH', body: { customData: { nothing: 'x' } } });
said.joined = (await call(`/lists/${listId}`, { method: 'POST', body: { ...who, subscriberId } })).listName;
const sends = [
  `/msg/sendWithIdsAndModel/${listId}/7001`,
  `/msg/sendWithIdsAndModel/${listId}/7001?format=2&respectOptout=false`,
  `/msg/sendWithIdsAndModel/${listId}/999`,
].map((path) => call(path, { method: 'POST', body: who }));
said.sent = await Promise.all(sends);
said.events = (await call(`${one}/events?eventType=OPEN`)).events;
said.article = (
  await call('/articles', { method: 'POST', body: { name: 'By JavaScript', body: '<p>Hi</p>' } })
).body;
said.otherVersion = await fetch(`${url}/lists`, {
  headers: { accept: 'application/vnd.whatcounts-v9+json' },
}).then(({ status }) => status);
said.campaigns = (await call('/campaigns?start=2020-01-01&end=2020-02-01')).length;
said.deleted = await call(one, { method: 'DELETE' });
console.log(JSON.stringify(said));
