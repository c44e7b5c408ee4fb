/** The named types that the WSDLs must declare: structs and arrays of all published forms. */
import type { Operation } from '../../contract/defineOperation';
import type { ArrayType, StructType, WireType } from '../../contract/wireTypes';

export interface DeclaredTypes {
  /** In the order of their first use. */
  readonly structs: readonly StructType<unknown>[];
  readonly arrays: readonly ArrayType<unknown>[];
}

/** @throws {Error} if two different structs have one name */
export function collectTypes(operations: readonly Operation[]): DeclaredTypes {
  const structs = new Map<string, StructType<unknown>>();
  const arrays = new Map<string, ArrayType<unknown>>();
  const visit = (type: WireType): void => {
    if (type.kind === 'array') {
      visit(type.item);
      if (!arrays.has(arrayName(type))) arrays.set(arrayName(type), type);
    } else if (type.kind === 'struct') {
      const known = structs.get(type.name);
      if (known && known !== type) throw new Error(`two different structs are named ${type.name}`);
      if (known) return;
      structs.set(type.name, type);
      Object.values(type.fields).forEach(visit);
    }
  };
  for (const { forms, parameters } of operations) {
    const published = forms.filter((each) => each.published);
    for (const name of published.flatMap((form) => form.parameters)) visit(parameters[name]!.type);
    for (const form of published) visit(form.result);
  }
  return { structs: [...structs.values()], arrays: [...arrays.values()] };
}

/** `ArrayOfMapEntry`, `ArrayOfString`, `ArrayOfArrayOfInt`. */
export function arrayName(type: ArrayType<unknown>): string {
  const { item } = type;
  if (item.kind === 'array') return `ArrayOf${arrayName(item)}`;
  const name = item.kind === 'struct' ? item.name : schemaName(item.kind);
  return `ArrayOf${name[0]!.toUpperCase()}${name.slice(1)}`;
}

/** Name of a type as WSDLs refer to it; `prefix` is that of the WSDL's own namespace. */
export function typeReference(type: WireType, prefix: string): string {
  if (type.kind === 'array') return `${prefix}:${arrayName(type)}`;
  return type.kind === 'struct' ? `${prefix}:${type.name}` : `xsd:${schemaName(type.kind)}`;
}

const schemaName = (kind: string): string => (kind === 'any' ? 'anyType' : kind);
