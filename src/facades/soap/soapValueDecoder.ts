/**
 * How SOAP clients write values. What the caller says about types is ignored, but for base64 and maps: clients guess
 * them from the look of a value.
 */
import type { AnyValue } from '../../contract/wireTypes';
import type { XmlTree } from '../wire/parseXml';
import { isBlank, ValueDecoder, type VisitField } from '../wire/valueDecoder';
import type { XmlElement } from '../wire/xmlElement';
import { targetOf } from './checkReferences';

const NONE: readonly XmlElement[] = [];

/** References have been checked before: they end, and are not too many. */
export class SoapValueDecoder extends ValueDecoder<XmlElement, XmlElement> {
  readonly #ids: XmlTree['ids'];

  constructor(ids: XmlTree['ids']) {
    super();
    this.#ids = ids;
  }

  /** The element that holds the value, past any references to it. */
  open(reference: XmlElement): XmlElement {
    let element = reference;
    while (element.href !== null) element = targetOf(element, this.#ids);
    return element;
  }

  protected isNil(element: XmlElement): boolean {
    return element.nil;
  }

  protected isArray(element: XmlElement): boolean {
    return element.children !== null;
  }

  protected content(element: XmlElement): string | Buffer {
    if (element.children) {
      this.path.invalid(
        isDeclaredArray(element)
          ? 'it holds an array where one value is expected'
          : 'it holds elements where text is expected; escape markup or use CDATA',
      );
    }
    const declared = element.typeName();
    if (element.text === '' && declared !== null && !SIMPLE_TYPES.has(declared))
      this.path.invalid(`it is empty, and ${declared.slice(0, 40)} is not the type of a single value`);
    return isBase64(declared) ? this.decoded(element.text) : element.text;
  }

  protected any(element: XmlElement): AnyValue {
    const declared = element.typeName();
    const text = this.text(element);
    // Decoded base64 is text from here on.
    const xsdType = declared === null || isBase64(declared) ? 'string' : declared;
    return { text: xsdType === 'boolean' ? this.switchWord(text) : text, xsdType };
  }

  protected items(element: XmlElement): readonly XmlElement[] {
    if (!element.children && !isBlank(element.text))
      this.path.invalid('it holds text where an array is expected');
    return element.children ?? NONE;
  }

  protected eachField(element: XmlElement, visit: VisitField<XmlElement>): boolean {
    if (!element.children) {
      if (!isBlank(element.text)) this.path.invalid('it holds text where a structure is expected');
      // Some clients write a null structure as an empty element.
      return false;
    }
    const isMap = element.typeName() === 'Map';
    for (const child of element.children) {
      if (!isMap) visit(child.name, child);
      else {
        const value = this.#inMapItem(child, 'value');
        if (value) visit(this.#mapKey(child), value);
      }
    }
    return true;
  }

  /** PHP without a WSDL sends an array with keys as an Apache Map: items that hold a field's name and its value. */
  #mapKey(item: XmlElement): string {
    const key = this.#inMapItem(item, 'key');
    return key ? this.text(this.open(key)) : '';
  }

  #inMapItem(item: XmlElement, name: 'key' | 'value'): XmlElement | undefined {
    return this.open(item).children?.find((child) => child.name === name);
  }

  /** A Perl hash or a PHP object: its children are named after the fields and hold their values, not pairs. */
  protected isHash(element: XmlElement): boolean {
    if (!element.children || isDeclaredArray(element)) return false;
    return (
      element.children.some((child) => child.name !== 'item') &&
      element.children.every((child) => !this.open(child).children)
    );
  }

  protected eachEntry(element: XmlElement, visit: VisitField<XmlElement>): void {
    for (const child of element.children ?? NONE) visit(child.name, child);
  }
}

const isDeclaredArray = (element: XmlElement): boolean =>
  element.arrayType !== null || element.typeName() === 'Array';

/** The schema's own single types, by local name, and those that toolkits add: what may be declared of an empty text. */
const SIMPLE_TYPES = new Set(
  (
    'anyType ur-type anySimpleType anyAtomicType string normalizedString token language Name NCName NMTOKEN QName anyURI ' +
    'boolean decimal integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger ' +
    'unsignedLong unsignedInt unsignedShort unsignedByte float double duration dateTime timeInstant date time gYear ' +
    'gYearMonth gMonth gMonthDay gDay hexBinary base64Binary base64 char guid'
  ).split(' '),
);

const isBase64 = (type: string | null): boolean => type === 'base64Binary' || type === 'base64';
