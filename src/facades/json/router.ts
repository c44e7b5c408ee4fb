/** Finds the endpoint of a method and a path. What stands literally in a path goes before a parameter. */
import { pathParameters, type Endpoint, type Method } from '../../contract/endpoint';

export type Route =
  | { readonly kind: 'found'; readonly endpoint: Endpoint; readonly values: ReadonlyMap<string, string> }
  /** The path is known with other methods. */
  | { readonly kind: 'otherMethod'; readonly allowed: readonly Method[] }
  | { readonly kind: 'unknown' }
  /** A percent-encoding that is none. */
  | { readonly kind: 'unreadable' };

interface Node {
  readonly literal: Map<string, Node>;
  parameter: Node | null;
  /** Endpoints whose last parameter takes all that is left of the path, slashes too. */
  readonly rests: Ends;
  /** Endpoints that end here, by method, with the names of their parameters in order. */
  readonly ends: Ends;
}

type Ends = Map<Method, { readonly endpoint: Endpoint; readonly names: readonly string[] }>;

const newNode = (): Node => ({ literal: new Map(), parameter: null, ends: new Map(), rests: new Map() });

export class Router {
  readonly #root = newNode();

  constructor(endpoints: readonly Endpoint[]) {
    for (const endpoint of endpoints) for (const path of endpoint.paths) this.#add(endpoint, path);
  }

  #add(endpoint: Endpoint, path: string): void {
    let node = this.#root;
    const takesRest = path.endsWith('*}');
    for (const segment of segmentsOf(path)) {
      if (takesRest && segment.endsWith('*}')) break;
      if (segment.startsWith('{')) node = node.parameter ??= newNode();
      else {
        const name = segment.toLowerCase();
        const next: Node = node.literal.get(name) ?? newNode();
        node.literal.set(name, next);
        node = next;
      }
    }
    const ends = takesRest ? node.rests : node.ends;
    if (ends.has(endpoint.method)) throw new Error(`${endpoint.method} ${path} is defined twice`);
    ends.set(endpoint.method, { endpoint, names: pathParameters(path) });
  }

  /** @param path below the root of the door, as it was sent; slashes at its end and the case of words do not matter */
  find(method: string, path: string): Route {
    const segments: string[] = [];
    for (const segment of segmentsOf(path)) {
      try {
        segments.push(decodeURIComponent(segment));
      } catch {
        return { kind: 'unreadable' };
      }
    }
    const found: Found[] = [];
    collect(this.#root, segments, 0, [], found);
    for (const { ends, values } of found) {
      const end = ends.get(method as Method);
      if (end)
        return {
          kind: 'found',
          endpoint: end.endpoint,
          values: new Map(end.names.map((name, i) => [name, values[i]!])),
        };
    }
    const allowed = [...new Set(found.flatMap(({ ends }) => [...ends.keys()]))];
    return allowed.length > 0 ? { kind: 'otherMethod', allowed } : { kind: 'unknown' };
  }
}

interface Found {
  readonly ends: Ends;
  readonly values: readonly string[];
}

const segmentsOf = (path: string): string[] => path.split('/').filter(Boolean);

/** At most two ways at each segment, and paths of definitions are short. */
function collect(
  node: Node,
  segments: readonly string[],
  at: number,
  values: readonly string[],
  found: Found[],
): void {
  const segment = segments[at];
  if (segment === undefined) {
    if (node.ends.size > 0) found.push({ ends: node.ends, values });
    return;
  }
  const literal = node.literal.get(segment.toLowerCase());
  if (literal) collect(literal, segments, at + 1, values, found);
  if (node.parameter) collect(node.parameter, segments, at + 1, [...values, segment], found);
  if (node.rests.size > 0)
    found.push({ ends: node.rests, values: [...values, segments.slice(at).join('/')] });
}
