"""The HTTP API as Python programs of the time called it: an address with everything in it, sometimes with an ampersand
too many, answers read by their beginning, csv by its first quote. Prints what it understood, as JSON."""
import csv
import io
import json
import re
import sys
import urllib.parse
import urllib.request

URL, REALM, PASSWORD, LIST_ID, KEY = sys.argv[1:6]


def send(cmd, **args):
    """Realm and password last, and the ampersand that one library leaves at the end."""
    pairs = {'c': cmd, **args}
    pairs.setdefault('r', REALM)
    pairs.setdefault('p', PASSWORD)
    query = ''.join('%s=%s&' % (name, urllib.parse.quote(str(value))) for name, value in pairs.items())
    with urllib.request.urlopen(URL + '?' + query) as answer:
        return answer.read().decode('utf-8')


def understood(text):
    if text == '':
        return []
    if text.startswith('"'):
        return list(csv.reader(io.StringIO(text)))
    if text.startswith('SUCCESS'):
        return text
    if text.startswith('FAILURE:'):
        # The reason is what stands behind the last colon; several are joined by carets.
        raise ValueError([part.split(':')[-1].strip() for part in text.split('^')])
    return [line.split(' ', 1) for line in text.splitlines()]


def failure(cmd, **args):
    try:
        understood(send(cmd, **args))
    except ValueError as error:
        return error.args[0]
    return None


def quoted(*values):
    return ','.join('"%s"' % value.replace('"', '\\"') for value in values)


email = 'python@family.example'
fields = 'email,first,last,city' if KEY == '' else 'email,customer_key,first,last,city'
names = (email,) if KEY == '' else (email, KEY)
said = {}
# One library leaves the format out, and quotes every value.
said['subscribed'] = bool(
    re.search(
        r'Total Records Processed 1, ',
        understood(send('sub', list_id=LIST_ID, data='%s^%s' % (fields, quoted(*names, 'Päivi', 'Lee, "Jr."', 'Oslo')))),
    )
)
rows = understood(send('find', email=email, output_format='csv', limit_results=1))
said['found'] = rows[0][1:4]
said['plain'] = understood(send('find', email=email))[0][1]
detail = understood(send('detail', subscriber_id=rows[0][0], output_format='csv', headers=1))
said['city'] = dict(zip(*detail))['city']
said['missing'] = understood(send('find', email='nobody@family.example', output_format='csv'))
said['lists'] = LIST_ID in [row[0] for row in understood(send('show_lists'))]
said['badList'] = failure('sub', list_id=999999, data='%s^%s' % (fields, quoted(*names, 'A', 'B', 'C')))
said['badPassword'] = failure('find', email=email, p='wrong')
said['badAddress'] = failure(
    'sub', list_id=LIST_ID, data='email^what' if KEY == '' else 'email,customer_key^what,' + KEY
)
data = 'email^%s' % email if KEY == '' else 'email,customer_key^%s,%s' % (email, KEY)
said['unsubscribed'] = int(re.search(r'(\d+) users unsubscribed', send('unsub', list_id=LIST_ID, data=data)).group(1))
said['deleted'] = int(re.search(r'(\d+) users deleted', send('delete', data=data)).group(1))
print(json.dumps(said, ensure_ascii=False))
