"""Verifies every DKIM signature of the mail on standard input; keys are "NAME=TEXT" arguments. Prints one word each."""
import sys

import dkim

records = dict(argument.split("=", 1) for argument in sys.argv[1:])


def text_record(name, timeout=5):
    return records.get(name.decode().rstrip("."), "").encode() or None


mail = sys.stdin.buffer.read()
verifier = dkim.DKIM(mail)
signatures = [name for name, _ in verifier.headers if name.lower() == b"dkim-signature"]
for index in range(len(signatures)):
    try:
        print("valid" if verifier.verify(index, dnsfunc=text_record) else "invalid")
    except dkim.DKIMException as problem:
        print("invalid:", problem)
