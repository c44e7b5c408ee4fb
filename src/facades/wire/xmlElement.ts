/** The light tree a message is read into: only what the doors need of each element, in fixed fields. The attributes are SOAP's; XML-RPC has none. */

export class XmlElement {
  /** Name without its prefix. */
  readonly name: string;
  /** Prefix, or '' if there is none. */
  readonly prefix: string;
  readonly parent: XmlElement | null;
  /** Child elements in order; null if there are none. */
  children: XmlElement[] | null = null;
  /** All character data directly inside, CDATA included, joined. */
  text = '';
  /** `xmlns` (under '') and `xmlns:PREFIX` declarations made here, kept down to the operation; null if there are none. */
  namespaces: Map<string, string> | null = null;
  id: string | null = null;
  href: string | null = null;
  /** `xsi:type` as written; only its local part is ever used. */
  type: string | null = null;
  nil = false;
  /** SOAP-ENC:arrayType as written. */
  arrayType: string | null = null;
  /** True for SOAP-ENC:offset other than [0] and for SOAP-ENC:position: an array sent in part. */
  partial = false;
  /** True for SOAP-ENC:root="0": not the operation, whatever its place. */
  notRoot = false;
  mustUnderstand = false;
  actor: string | null = null;

  constructor(qualifiedName: string, parent: XmlElement | null) {
    const colon = qualifiedName.indexOf(':');
    this.name = colon === -1 ? qualifiedName : qualifiedName.slice(colon + 1);
    this.prefix = colon === -1 ? '' : qualifiedName.slice(0, colon);
    this.parent = parent;
  }

  /** Namespace of this element, or '' where its prefix is not declared. The tree's depth is limited, so is the walk. */
  namespace(): string {
    const own = this.namespaces?.get(this.prefix);
    if (own !== undefined) return own;
    for (let { parent } = this; parent; parent = parent.parent) {
      const uri = parent.namespaces?.get(this.prefix);
      if (uri !== undefined) return uri;
    }
    return '';
  }

  /** Local part of `xsi:type`, or null. */
  typeName(): string | null {
    return this.type === null ? null : this.type.slice(this.type.lastIndexOf(':') + 1);
  }
}
