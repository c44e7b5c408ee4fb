/**
 * How XML-RPC clients write values. What the caller says about types decides only between structures, arrays and single
 * values; the text of a single value is read as the declared type, as at the SOAP door.
 */
import type { AnyValue } from '../../contract/wireTypes';
import { isBlank, ValueDecoder, type VisitField } from '../wire/valueDecoder';
import type { XmlElement } from '../wire/xmlElement';
import { itemsOf, membersOf, openValue, type OpenValue, type ValueKind } from './openValue';

/** `20240229T12:34:56`, which only XML-RPC writes without hyphens. */
const COMPACT_DATE = /^\s*(\d{4})(\d\d)(\d\d)T/;

export class XmlRpcValueDecoder extends ValueDecoder<XmlElement, OpenValue> {
  protected open(value: XmlElement): OpenValue {
    return openValue(value, this.path);
  }

  protected isNil({ kind }: OpenValue): boolean {
    return kind === 'nil';
  }

  protected isArray({ kind }: OpenValue): boolean {
    return kind === 'array';
  }

  /** The text of a single value, in the words that SOAP clients use for it. */
  protected content({ kind, element }: OpenValue): string | Buffer {
    if (kind === 'struct' || kind === 'array')
      this.path.invalid(`it holds ${SAID[kind]} where text is expected`);
    if (element.children)
      this.path.invalid('it holds elements where text is expected; escape markup or use CDATA');
    const { text } = element;
    switch (kind) {
      case 'string':
        return text;
      case 'base64':
        return this.decoded(text);
      case 'boolean':
        return this.switchWord(text);
      case 'dateTime':
        return this.isoDate(text.trim());
      default:
        return text.trim();
    }
  }

  protected any(held: OpenValue): AnyValue {
    return { text: this.text(held), xsdType: held.kind === 'base64' ? 'string' : held.kind };
  }

  protected items(held: OpenValue): readonly XmlElement[] | null {
    if (isNothing(held)) return null;
    if (held.kind !== 'array')
      this.path.invalid(`it holds ${SAID[held.kind] ?? 'text'} where an array is expected`);
    return itemsOf(held, this.path);
  }

  protected eachField(held: OpenValue, visit: VisitField<XmlElement>): boolean {
    if (isNothing(held)) return false;
    // PHP knows one kind of array, and sends an empty one as such.
    if (held.kind === 'array' && itemsOf(held, this.path).length === 0) return true;
    if (held.kind !== 'struct')
      this.path.invalid(`it holds ${SAID[held.kind] ?? 'text'} where a structure is expected`);
    this.eachEntry(held, visit);
    return true;
  }

  protected isHash({ kind }: OpenValue): boolean {
    return kind === 'struct';
  }

  protected eachEntry(held: OpenValue, visit: VisitField<XmlElement>): void {
    for (const [name, member] of membersOf(held, this.path)) visit(name, member);
  }

  protected override isoDate(text: string): string {
    return text.replace(COMPACT_DATE, '$1-$2-$3T');
  }
}

const SAID: Partial<Record<ValueKind, string>> = { struct: 'a structure', array: 'an array' };

/** Clients that cannot send nil have nothing but an empty string to say it with. */
const isNothing = ({ kind, element }: OpenValue): boolean =>
  kind === 'string' && !element.children && isBlank(element.text);
