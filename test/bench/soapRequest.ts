/** A request as Axis 1.4 writes it, the client that most callers of the gateway use. */
import { ENCODING_NAMESPACE, RPC_NAMESPACE } from '../../src/facades/soap/soapNames';

/**
 * @param args schema type and XML text of each argument
 * @param further XML of more arguments
 */
export function soapRequest(
  operation: string,
  args: Readonly<Record<string, readonly [type: string, text: string]>>,
  further = '',
): string {
  const elements = Object.entries(args)
    .map(([name, [type, text]]) => `<${name} xsi:type="xsd:${type}">${text}</${name}>`)
    .join('');
  return (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' +
    `<ns1:${operation} soapenv:encodingStyle="${ENCODING_NAMESPACE}" xmlns:ns1="${RPC_NAMESPACE}">${elements}${further}` +
    `</ns1:${operation}></soapenv:Body></soapenv:Envelope>`
  );
}
