/** Finds the method and the parameters of an XML-RPC message, and refuses what is none. */
import { fail } from '../../contract/errorCatalogue';
import { readXml } from '../wire/readXml';
import type { RequestLimits } from '../wire/requestLimits';
import type { XmlElement } from '../wire/xmlElement';

export interface MethodCall {
  readonly methodName: string;
  /** The `value` elements, in order. */
  readonly params: readonly XmlElement[];
}

const NONE: readonly XmlElement[] = [];

/** @throws {ApiError} `request.malformed`, `request.tooLarge` */
export async function readMethodCall(xml: string, limits: RequestLimits): Promise<MethodCall> {
  const { root } = await readXml(xml, limits);
  if (root.name !== 'methodCall') malformed('it is not an XML-RPC call, whose root is methodCall');
  let methodName: string | null = null;
  let params: XmlElement[] | null = null;
  for (const part of root.children ?? NONE) {
    if (part.name === 'methodName' && methodName === null) methodName = part.text.trim();
    else if (part.name === 'params' && params === null) params = (part.children ?? NONE).map(valueOf);
    else malformed('a methodCall holds one methodName and one params');
  }
  if (!methodName) return malformed('it names no method');
  return { methodName, params: params ?? NONE };
}

function valueOf({ name, children }: XmlElement): XmlElement {
  const value = children?.[0];
  if (name === 'param' && value?.name === 'value' && children?.length === 1) return value;
  return malformed('params holds param elements, each with one value');
}

function malformed(reason: string): never {
  return fail('request.malformed', { reason });
}
