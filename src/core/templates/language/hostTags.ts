/**
 * Tags in the host of a link. `https://%%$city%%.shop.example/` says that it leads to shop.example; a value with a slash
 * in it would lead elsewhere. So what stands in a host that its author wrote in part may only be what that part allows.
 */
import type { Node, Tag } from './template';

/** `inside`: host text follows. `end`: host text stands before, and none follows. */
export type HostRole = 'inside' | 'end';

/** Host text up to the end of a literal; what it may not hold ends a host. */
const HOST_BEGUN = /https?:\/\/([^\s"'<>/?#\\]{0,253})$/i;
const HOST_ENDS = /[\s"'<>/?#\\]/;
const HOST_TEXT = /^[\p{L}\p{N}.-]/u;
/** Longest tail of a literal that is looked at. */
const TAIL = 300;

/**
 * The tags that stand in a host beside text of the author. A tag that is the whole host, or all of it behind `www.`, is
 * not among them: there its author lets the value say where the link leads.
 */
export function hostRoles(nodes: readonly Node[]): ReadonlyMap<Tag, HostRole> {
  const found = known.get(nodes) ?? findRoles(nodes);
  known.set(nodes, found);
  return found;
}

/** A template is printed for many. */
const known = new WeakMap<readonly Node[], ReadonlyMap<Tag, HostRole>>();

function findRoles(nodes: readonly Node[]): ReadonlyMap<Tag, HostRole> {
  const roles = new Map<Tag, HostRole>();
  /** Literal host text before this node; null outside of hosts. */
  let host: string | null = null;
  /** Tags of this host that wait for what follows them. */
  let waiting: Tag[] = [];
  const settle = (follows: boolean): void => {
    const isEnd = host !== '' && !host!.endsWith('.');
    for (const tag of waiting) {
      if (follows) roles.set(tag, 'inside');
      else if (isEnd) roles.set(tag, 'end');
    }
    waiting = [];
  };
  for (const node of nodes) {
    if (typeof node !== 'string') {
      if (host !== null) waiting.push(node);
      continue;
    }
    if (host !== null) {
      settle(HOST_TEXT.test(node));
      if (!HOST_ENDS.test(node)) {
        host += node;
        continue;
      }
    }
    host = HOST_BEGUN.exec(node.slice(-TAIL))?.[1] ?? null;
  }
  if (host !== null) settle(false);
  return roles;
}

/** What of a value may stand there. */
export function inHost(role: HostRole | undefined, value: string): string {
  if (role === 'inside') return /^[\p{L}\p{N}\p{M}.-]*/u.exec(value)![0];
  if (role === 'end') return /^(?::\d{1,5})?(?:$|[/?#])/.test(value) ? value : '';
  return value;
}
