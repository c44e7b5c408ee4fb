#!/usr/bin/python3
"""Python's xmlrpc.client. Modes: nil (None and the library's own types), plain (neither: '' for None, a struct for
fields), multicall (as many steps in one request as do not need the answer of another). Usage: client.py MODE RUN.json"""
import datetime
import json
import sys
import xmlrpc.client

mode, file = sys.argv[1:]
with open(file, encoding='utf-8') as stream:
    run = json.load(stream)
saved = {}
plain = mode == 'plain'
server = xmlrpc.client.ServerProxy(run['xmlRpc'], allow_none=not plain, use_builtin_types=not plain)


def scalar(kind, value):
    if value is None:
        return '' if plain else None
    if kind != 'dateTime':
        return value
    moment = datetime.datetime.fromisoformat(value.replace('Z', ''))
    return xmlrpc.client.DateTime(moment) if plain else moment


def entries(entries):
    if entries is None:
        return scalar('entries', None)
    if plain:
        return {each['key']: scalar(each['type'], each['value']) for each in entries}
    return [{'key': each['key'], 'value': scalar(each['type'], each['value'])} for each in entries]


def record(record):
    return {'email': record['email'], 'firstName': scalar('string', record['firstName']), 'data': entries(record['data'])}


def value_of(arg):
    if 'ref' in arg:
        return saved[arg['ref']] if arg['ref'] in saved else run[arg['ref']]
    if arg['type'] == 'entries':
        return entries(arg['value'])
    if arg['type'] == 'records':
        return [record(each) for each in arg['value']]
    if 'set' in arg:
        return {**saved[arg['type']], **arg['set']}
    return scalar(arg['type'], arg['value'])


def report(step, get):
    try:
        value = get()
        if 'save' in step:
            saved[step['save']] = value
        outcome = {'value': value}
    except xmlrpc.client.Fault as fault:
        outcome = {'fault': {'code': str(fault.faultCode), 'string': fault.faultString}}
    except Exception as error:  # whatever the library makes of it is the outcome
        outcome = {'error': f'{type(error).__name__}: {error}'}
    print(json.dumps({'step': step['step'], **outcome}, ensure_ascii=False), flush=True)


def batches():
    """Steps up to and with one whose answer is kept: the next may need it."""
    batch = []
    for step in run['steps']:
        batch.append(step)
        if 'save' in step or mode != 'multicall':
            yield batch
            batch = []
    yield batch


for batch in batches():
    if mode == 'multicall':
        calls = xmlrpc.client.MultiCall(server)
        for step in batch:
            getattr(calls, step['operation'])(*map(value_of, step['args']))
        answers = calls()
        for index, step in enumerate(batch):
            report(step, lambda: answers[index])
    else:
        for step in batch:
            report(step, lambda: getattr(server, step['operation'])(*map(value_of, step['args'])))
