/**
 * The document/literal WSDL: the same operations with a unique name for every form, for clients that cannot do
 * overloads or RPC/encoded.
 */
import type { Form, Operation } from '../../contract/defineOperation';
import type { Registry } from '../../contract/registry';
import type { WireType } from '../../contract/wireTypes';
import { arrayName, collectTypes, typeReference } from './collectTypes';
import { escapeXmlAttribute } from '../../text/escapeXml';
import { positional } from '../wire/positional';
import { BINDING_NAME, DOCUMENT_NAMESPACE, PORT_NAME, SCHEMA_NAMESPACE, SERVICE_NAME } from './soapNames';

interface PublishedForm {
  readonly operation: Operation;
  readonly form: Form;
  readonly name: string;
}

/** The WSDL of all published forms under their document names, served at `address`. */
export function writeDocumentWsdl(registry: Registry, address: string): string {
  const operations = registry.all().map(positional);
  const published = operations.flatMap((operation) =>
    operation.forms
      .filter((form) => form.published)
      .map((form): PublishedForm => ({ operation, form, name: form.documentName })),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<wsdl:definitions targetNamespace="${DOCUMENT_NAMESPACE}" xmlns:tns="${DOCUMENT_NAMESPACE}"` +
      ' xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"' +
      ` xmlns:xsd="${SCHEMA_NAMESPACE}">`,
    ' <wsdl:types>',
    `  <xsd:schema targetNamespace="${DOCUMENT_NAMESPACE}" elementFormDefault="qualified">`,
    ...namedTypes(operations),
    ...published.flatMap(wrappers),
    '  </xsd:schema>',
    ' </wsdl:types>',
    ...published.flatMap(({ name }) =>
      [name, `${name}Response`].map((element) => {
        const message = element === name ? `${name}Request` : element;
        return ` <wsdl:message name="${message}"><wsdl:part name="parameters" element="tns:${element}"/></wsdl:message>`;
      }),
    ),
    ` <wsdl:portType name="${PORT_NAME}">`,
    ...published.flatMap(({ name }) => [
      `  <wsdl:operation name="${name}">`,
      `   <wsdl:input message="tns:${name}Request"/>`,
      `   <wsdl:output message="tns:${name}Response"/>`,
      '  </wsdl:operation>',
    ]),
    ' </wsdl:portType>',
    ` <wsdl:binding name="${BINDING_NAME}" type="tns:${PORT_NAME}">`,
    '  <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>',
    ...published.flatMap(({ name }) => [
      `  <wsdl:operation name="${name}">`,
      `   <soap:operation soapAction="${DOCUMENT_NAMESPACE}#${name}" style="document"/>`,
      '   <wsdl:input><soap:body use="literal"/></wsdl:input>',
      '   <wsdl:output><soap:body use="literal"/></wsdl:output>',
      '  </wsdl:operation>',
    ]),
    ' </wsdl:binding>',
    ` <wsdl:service name="${SERVICE_NAME}">`,
    `  <wsdl:port binding="tns:${BINDING_NAME}" name="${PORT_NAME}">`,
    `   <soap:address location="${escapeXmlAttribute(address)}"/>`,
    '  </wsdl:port>',
    ' </wsdl:service>',
    '</wsdl:definitions>',
    '',
  ].join('\n');
}

function namedTypes(operations: readonly Operation[]): string[] {
  const { structs, arrays } = collectTypes(operations);
  return [
    ...structs.flatMap((struct) => [
      `   <xsd:complexType name="${struct.name}">`,
      '    <xsd:sequence>',
      ...Object.entries(struct.fields).map(([name, type]) => `     ${element(name, type)}`),
      '    </xsd:sequence>',
      '   </xsd:complexType>',
    ]),
    ...arrays.flatMap((array) => [
      `   <xsd:complexType name="${arrayName(array)}">`,
      '    <xsd:sequence>',
      `     <xsd:element name="item" type="${typeReference(array.item, 'tns')}" minOccurs="0"` +
        ` maxOccurs="unbounded"${array.item.nullable ? ' nillable="true"' : ''}/>`,
      '    </xsd:sequence>',
      '   </xsd:complexType>',
    ]),
  ];
}

/** The elements that wrap the arguments and the result of one form. */
function wrappers({ operation, form, name }: PublishedForm): string[] {
  const wrap = (wrapper: string, elements: readonly string[]) => [
    `   <xsd:element name="${wrapper}">`,
    '    <xsd:complexType>',
    `     <xsd:sequence>${elements.join('')}</xsd:sequence>`,
    '    </xsd:complexType>',
    '   </xsd:element>',
  ];
  const args = form.parameters.map((each) => element(each, operation.parameters[each]!.type));
  return [...wrap(name, args), ...wrap(`${name}Response`, [element(`${name}Return`, form.result)])];
}

function element(name: string, type: WireType): string {
  // A date that may also be missing turns into two parameters in .NET proxies; nil says the same.
  const missing = type.nullable && type.kind !== 'dateTime' ? ' minOccurs="0"' : '';
  const nil = type.nullable ? ' nillable="true"' : '';
  return `<xsd:element name="${name}"${missing}${nil} type="${typeReference(type, 'tns')}"/>`;
}
