#!/usr/bin/python3
"""Python's zeep and suds. Modes: zeep-rpc, zeep-document, suds-rpc, suds-document. Usage: client.py MODE RUN.json"""
import datetime
import json
import logging
import re
import sys

mode, file = sys.argv[1:]
library, style = mode.split('-')
with open(file, encoding='utf-8') as stream:
    run = json.load(stream)
wsdl = run['wsdl'] if style == 'rpc' else run['documentWsdl']
saved = {}
logging.disable(logging.CRITICAL)


# As much of the schema as an array needs.
ENCODING_SCHEMA = b'''<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:e="http://schemas.xmlsoap.org/soap/encoding/"
  targetNamespace="http://schemas.xmlsoap.org/soap/encoding/">
  <attribute name="arrayType" type="string"/>
  <group name="Array"><sequence><any minOccurs="0" maxOccurs="unbounded" processContents="lax"/></sequence></group>
  <complexType name="Array"><group ref="e:Array" minOccurs="0"/><attribute ref="e:arrayType"/></complexType>
</schema>'''


def moment(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))


def item(kind, value):
    return moment(value) if kind == 'dateTime' and value is not None else value


class Zeep:
    def __init__(self):
        import zeep
        import zeep.cache
        import zeep.transports
        self.zeep = zeep

        class Transport(zeep.transports.Transport):
            def load(self, url):
                # Zeep fetches this schema from the internet whenever it reads an RPC/encoded WSDL.
                if url == 'http://schemas.xmlsoap.org/soap/encoding/':
                    return ENCODING_SCHEMA
                return super().load(url)

        self.client = zeep.Client(wsdl, transport=Transport(cache=None))

    def any_value(self, entry):
        """A value of anyType has to say what it is."""
        if entry['value'] is None:
            return None
        xsd = self.zeep.xsd
        kind = {'string': xsd.String, 'int': xsd.Int, 'boolean': xsd.Boolean, 'dateTime': xsd.DateTime}[entry['type']]
        return xsd.AnyObject(kind(), item(entry['type'], entry['value']))

    def entries(self, entries):
        if entries is None:
            return self.zeep.xsd.SkipValue if style == 'document' else None
        return self.array('MapEntry', [{'key': each['key'], 'value': self.any_value(each)} for each in entries])

    def records(self, records):
        return self.array('BatchRecord', [dict(each, data=self.entries(each['data'])) for each in records])

    def array(self, name, items):
        """An encoded array is a list of anything to the library, so each item has to bring its type."""
        if style == 'document':
            return {'item': items}
        kind = self.client.get_type('{urn:webservices.api.whatcounts}' + name)
        return self.client.get_type('{urn:webservices.api.whatcounts}ArrayOf' + name)([kind(**each) for each in items])

    def changed(self, value, changes):
        for name, field in changes.items():
            value[name] = field
        return value

    def call(self, step, args):
        operation = step['operation'] if style == 'rpc' else step['documentOperation']
        return getattr(self.client.service, operation)(*args)

    def plain(self, value):
        value = self.zeep.helpers.serialize_object(value, dict)
        return value['item'] if isinstance(value, dict) and list(value) == ['item'] else value

    def fault(self, error):
        if isinstance(error, self.zeep.exceptions.Fault):
            return {'code': error.code, 'string': error.message}
        return None


class Suds:
    def __init__(self):
        import suds
        import suds.client
        import suds.sudsobject
        self.suds = suds
        self.client = suds.client.Client(wsdl, cache=None)
        self.namespace = 'urn:webservices.api.whatcounts' + ('.v2' if style == 'document' else '')

    def make(self, name):
        return self.client.factory.create('{%s}%s' % (self.namespace, name))

    def ready(self, value):
        """Null has to be said; what looks like an escape in a text is taken for one, so it is escaped once more."""
        if value is None:
            return self.suds.null()
        return re.sub('&(?=(amp|lt|gt|quot|apos);)', '&amp;', value) if isinstance(value, str) else value

    def any_value(self, entry):
        """Where the library writes no type, it writes Python's own text of a value."""
        kind, value = entry['type'], entry['value']
        if kind == 'dateTime' or value is None:
            return self.ready(value)
        return json.dumps(value) if style == 'document' and kind == 'boolean' else self.ready(value)

    def entries(self, entries):
        if entries is None:
            return self.suds.null()
        pairs = []
        for each in entries:
            pair = self.make('MapEntry')
            pair.key = each['key']
            pair.value = self.any_value(each)
            pairs.append(pair)
        return self.array('ArrayOfMapEntry', pairs)

    def array(self, name, items):
        array = self.make(name)
        array.item = items
        return array

    def records(self, records):
        made = []
        for each in records:
            record = self.make('BatchRecord')
            record.email = each['email']
            record.firstName = self.ready(each['firstName'])
            record.data = self.entries(each['data'])
            made.append(record)
        return self.array('ArrayOfBatchRecord', made)

    def changed(self, value, changes):
        for name, field in {**self.suds.sudsobject.asdict(value), **changes}.items():
            setattr(value, name, field if field is None else self.ready(field))
        return value

    def call(self, step, args):
        operation = step['operation'] if style == 'rpc' else step['documentOperation']
        return getattr(self.client.service, operation)(*map(self.ready, args))

    def plain(self, value):
        if isinstance(value, list):
            return [self.plain(each) for each in value]
        if isinstance(value, self.suds.sudsobject.Object):
            fields = {name: self.plain(field) for name, field in self.suds.sudsobject.asdict(value).items()}
            return fields['item'] if list(fields) == ['item'] else fields
        return str(value) if isinstance(value, str) else value

    def fault(self, error):
        if isinstance(error, self.suds.WebFault):
            return {'code': str(error.fault.faultcode), 'string': str(error.fault.faultstring)}
        return None


client = Zeep() if library == 'zeep' else Suds()


def value_of(arg):
    if 'ref' in arg:
        return saved[arg['ref']] if arg['ref'] in saved else run[arg['ref']]
    if arg['type'] == 'entries':
        return client.entries(arg['value'])
    if arg['type'] == 'records':
        return client.records(arg['value'])
    if 'set' in arg:
        return client.changed(saved[arg['type']], arg['set'])
    return item(arg['type'], arg['value'])


for step in run['steps']:
    try:
        value = client.call(step, [value_of(arg) for arg in step['args']])
        if 'save' in step:
            saved[step['save']] = value
        outcome = {'value': client.plain(value)}
    except Exception as error:  # whatever the library makes of it is the outcome
        fault = client.fault(error)
        outcome = {'fault': fault} if fault else {'error': f'{type(error).__name__}: {error}'}
    print(json.dumps({'step': step['step'], **outcome}, ensure_ascii=False), flush=True)
