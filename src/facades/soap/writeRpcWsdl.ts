/**
 * The RPC/encoded WSDL, in exactly the shape of the legacy toolkit's own. Every detail of it has a client that
 * needs it: the bare import, the names on inputs and outputs, the numbered messages of overloads.
 */
import type { Form, Operation } from '../../contract/defineOperation';
import type { Registry } from '../../contract/registry';
import { arrayName, collectTypes, typeReference } from './collectTypes';
import { escapeXmlAttribute } from '../../text/escapeXml';
import { positional } from '../wire/positional';
import {
  BINDING_NAME,
  ENCODING_NAMESPACE,
  PORT_NAME,
  RPC_NAMESPACE,
  SCHEMA_NAMESPACE,
  SERVICE_NAME,
} from './soapNames';

/** One published form, with the number that tells its messages from those of the other overloads. */
interface Overload {
  readonly operation: Operation;
  readonly form: Form;
  readonly number: string;
}

/** The WSDL of all published forms, served at `address`. */
export function writeRpcWsdl(registry: Registry, address: string): string {
  const operations = registry.all().map(positional);
  const overloads = operations.flatMap((operation) =>
    operation.forms
      .filter((form) => form.published)
      .map((form, index): Overload => ({ operation, form, number: index === 0 ? '' : String(index) })),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<wsdl:definitions targetNamespace="${RPC_NAMESPACE}" xmlns:apachesoap="http://xml.apache.org/xml-soap"` +
      ` xmlns:impl="${RPC_NAMESPACE}" xmlns:intf="${RPC_NAMESPACE}" xmlns:soapenc="${ENCODING_NAMESPACE}"` +
      ' xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:wsdlsoap="http://schemas.xmlsoap.org/wsdl/soap/"' +
      ` xmlns:xsd="${SCHEMA_NAMESPACE}">`,
    ...types(operations),
    ...overloads.flatMap(messages),
    ` <wsdl:portType name="${PORT_NAME}">`,
    ...overloads.flatMap(portOperation),
    ' </wsdl:portType>',
    ` <wsdl:binding name="${BINDING_NAME}" type="impl:${PORT_NAME}">`,
    '  <wsdlsoap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>',
    ...overloads.flatMap(bindingOperation),
    ' </wsdl:binding>',
    ` <wsdl:service name="${SERVICE_NAME}">`,
    `  <wsdl:port binding="impl:${BINDING_NAME}" name="${PORT_NAME}">`,
    `   <wsdlsoap:address location="${escapeXmlAttribute(address)}"/>`,
    '  </wsdl:port>',
    ' </wsdl:service>',
    '</wsdl:definitions>',
    '',
  ].join('\n');
}

function types(operations: readonly Operation[]): string[] {
  const { structs, arrays } = collectTypes(operations);
  return [
    ' <wsdl:types>',
    `  <schema targetNamespace="${RPC_NAMESPACE}" xmlns="${SCHEMA_NAMESPACE}">`,
    `   <import namespace="${ENCODING_NAMESPACE}"/>`,
    ...structs.flatMap((struct) => [
      `   <complexType name="${struct.name}">`,
      '    <sequence>',
      ...Object.entries(struct.fields).map(
        ([name, type]) =>
          `     <element name="${name}"${type.nullable ? ' nillable="true"' : ''} type="${typeReference(type, 'impl')}"/>`,
      ),
      '    </sequence>',
      '   </complexType>',
    ]),
    ...arrays.flatMap((array) => [
      `   <complexType name="${arrayName(array)}">`,
      '    <complexContent>',
      '     <restriction base="soapenc:Array">',
      `      <attribute ref="soapenc:arrayType" wsdl:arrayType="${typeReference(array.item, 'impl')}[]"/>`,
      '     </restriction>',
      '    </complexContent>',
      '   </complexType>',
    ]),
    '  </schema>',
    ' </wsdl:types>',
  ];
}

function messages({ operation, form, number }: Overload): string[] {
  const { name, parameters } = operation;
  const part = (partName: string, type: string) => `  <wsdl:part name="${partName}" type="${type}"/>`;
  return [
    ` <wsdl:message name="${name}Request${number}">`,
    ...form.parameters.map((each) => part(each, typeReference(parameters[each]!.type, 'impl'))),
    ' </wsdl:message>',
    ` <wsdl:message name="${name}Response${number}">`,
    part(`${name}Return`, typeReference(form.result, 'impl')),
    ' </wsdl:message>',
  ];
}

function portOperation({ operation: { name }, form, number }: Overload): string[] {
  const order = form.parameters.length > 0 ? ` parameterOrder="${form.parameters.join(' ')}"` : '';
  return [
    `  <wsdl:operation name="${name}"${order}>`,
    `   <wsdl:input message="impl:${name}Request${number}" name="${name}Request${number}"/>`,
    `   <wsdl:output message="impl:${name}Response${number}" name="${name}Response${number}"/>`,
    '  </wsdl:operation>',
  ];
}

function bindingOperation({ operation: { name }, number }: Overload): string[] {
  const body = `    <wsdlsoap:body encodingStyle="${ENCODING_NAMESPACE}" namespace="${RPC_NAMESPACE}" use="encoded"/>`;
  return [
    `  <wsdl:operation name="${name}">`,
    '   <wsdlsoap:operation soapAction=""/>',
    `   <wsdl:input name="${name}Request${number}">`,
    body,
    '   </wsdl:input>',
    `   <wsdl:output name="${name}Response${number}">`,
    body,
    '   </wsdl:output>',
    '  </wsdl:operation>',
  ];
}
