"""REST as Python programs of the time called it: trailing slashes, JSON with its charset, an empty object where a call
takes nothing, and errors by their number. Prints what it understood, as JSON."""
import base64
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

URL, REALM, PASSWORD, CLIENT, LIST_ID, KEY = sys.argv[1:7]


def call(method, path, body=None, **query):
    address = URL + urllib.parse.quote(path) + '/'
    if query:
        address += '?' + urllib.parse.urlencode(query)
    request = urllib.request.Request(address, method=method)
    credential = base64.b64encode(('%s:%s' % (REALM, PASSWORD)).encode()).decode()
    request.add_header('Authorization', 'Basic ' + credential)
    request.add_header('x-api-key', CLIENT)
    if method != 'GET':
        request.data = json.dumps({} if body is None else body).encode()
        request.add_header('Content-Type', 'application/json; charset=utf-8')
    try:
        with urllib.request.urlopen(request) as answer:
            text = answer.read().decode()
            return answer.status, json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read().decode())['error']


who = {'email': 'python@family.example', 'firstName': 'Päivi'}
if KEY:
    who['customerKey'] = KEY
said = {}
status, made = call('POST', '/subscribers', {**who, 'city': 'Oslo', 'company': None})
said['made'] = [status, made['email'], made['firstName'], made['city'], made.get('customerKey')]
one = '/subscribers/' + (KEY or str(made['subscriberId']))
said['twice'] = call('POST', '/subscribers', who)
said['read'] = call('GET', one)[1]['city']
said['found'] = [each['firstName'] for each in call('GET', '/subscribers', email=who['email'])[1]]
said['changed'] = call('PUT', one, {'city': 'Bergen', 'company': 'Lee & Co.'})[1]['company']
said['kept'] = call('GET', one)[1]['firstName']
subscription = {'subscriberId': made['subscriberId'], 'listId': int(LIST_ID), 'formatId': 99, 'forceSubscribe': 0}
said['joined'] = call('POST', '/subscriptions', subscription)[1]['formatId']
said['again'] = call('POST', '/subscriptions', subscription)
said['onList'] = call('GET', '/lists/isSubscriberOnList/' + LIST_ID, email=who['email'])[1]
said['lists'] = [each['listName'] for each in call('GET', one + '/subscriptions')[1]['subscriptions']]
said['sent'] = call('POST', '/msg/sendWithModel/Test list/Order mail', {**who, 'customData': {'item': '<shoe> & "lace"'}}, format=2)
said['sentByNumbers'] = call('POST', '/msg', {**who, 'listName': 'Test list', 'templateName': 'Order mail'})
said['left'] = call('DELETE', '/subscriptions', {'subscriberId': made['subscriberId'], 'listId': int(LIST_ID)})[0]
said['deleted'] = call('DELETE', one)[0]
said['gone'] = call('DELETE', one)
said['unknown'] = call('GET', '/subscribers/987654321')
print(json.dumps(said, ensure_ascii=False))
