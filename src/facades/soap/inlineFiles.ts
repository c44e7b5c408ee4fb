/** Puts the files of a multipart message where the message refers to them, as if they had been sent there in base64. */
import { fail } from '../../contract/errorCatalogue';
import type { XmlElement } from '../wire/xmlElement';

const CID = 'cid:';

/**
 * Follows `<Include href="cid:..."/>` (MTOM) and `<attBody href="cid:..."/>` (SOAP with Attachments) below an element.
 * @throws {ApiError} `request.malformed` for a file that is not there, or is referred to twice
 */
export function inlineFiles(root: XmlElement, files: ReadonlyMap<string, Buffer>): void {
  const left = new Map(files);
  const open = [root];
  for (let element = open.pop(); element; element = open.pop()) {
    if (element.href?.startsWith(CID)) {
      const isInclude = element.name === 'Include' && element.parent;
      fill(isInclude ? element.parent! : element, take(left, element.href.slice(CID.length)));
    } else if (element.children) open.push(...element.children);
  }
}

function fill(element: XmlElement, file: Buffer): void {
  element.children = element.href = null;
  element.type = 'base64Binary';
  element.text = file.toString('base64');
}

/** A file has one place: one that stood in a thousand would unfold to a thousand times its size. */
function take(left: Map<string, Buffer>, reference: string): Buffer {
  const id = decoded(reference);
  const file = left.get(id);
  left.delete(id);
  return (
    file ??
    fail('request.malformed', {
      reason: `there is no part ${id.slice(0, 100)} in the multipart message, or two places refer to it`,
    })
  );
}

/** The id as it stands in the Content-ID: `cid:` addresses may have `%40` for `@`. */
function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
