/** Reads the arguments of a command by its definition: names and their aliases, values by their types. */
import { fail } from '../../contract/errorCatalogue';
import type { Operation } from '../../contract/defineOperation';
import type { ArgumentSource } from '../../contract/invoke';
import type { WireType } from '../../contract/wireTypes';
import { readBoolean, readDate, readFloat, readInt, type Scalar } from '../wire/decodeScalar';
import type { FormArguments } from './formArguments';

/** An empty number, switch or date is none: several clients send all that they know. Other names are not looked at. */
export function namedArguments({ parameters }: Operation, given: FormArguments): ArgumentSource {
  return {
    read: (name, type, timeZone = 'UTC') => {
      const text = [name, ...(parameters[name]?.also ?? [])]
        .map((each) => given.get(each))
        .reduce((best, each) => (best ? best : (each ?? best)), undefined);
      return text === undefined ? undefined : valueOf(name, type, text, timeZone);
    },
  };
}

function valueOf(name: string, type: WireType, text: string, timeZone: string): unknown {
  const scalar = <T>(read: (text: string) => Scalar<T>): T | null => {
    if (text.trim() === '') return null;
    const found = read(text);
    return 'value' in found ? found.value : fail('argument.invalid', { name, reason: found.reason });
  };
  switch (type.kind) {
    case 'int':
      return scalar(readInt);
    case 'boolean':
      return scalar(readBoolean);
    case 'float':
      return scalar(readFloat);
    case 'dateTime':
      return scalar((word) => readDate(word, timeZone));
    default:
      return text;
  }
}
