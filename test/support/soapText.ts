/** SOAP messages for tests, and what their answers say. */

const OPEN =
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">';

/** An envelope around the content of a body. */
export const envelope = (body: string): string =>
  `${OPEN}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

/** A call of the legacy style; `after` stands behind the operation element in the body. */
export const rpc = (operation: string, args: string, after = ''): string =>
  envelope(`<ns1:${operation} xmlns:ns1="urn:webservices.api.whatcounts">${args}</ns1:${operation}>${after}`);

export const echoString = (xml: string): string => rpc('echoString', `<s>${xml}</s>`);

export interface FaultText {
  readonly faultCode: string | undefined;
  readonly code: string | undefined;
  readonly text: string | undefined;
}

/** The parts of a fault; the text as it stands in the XML. */
export const faultOf = (xml: string): FaultText => ({
  faultCode: /<faultcode[^>]*>([^<]*)</.exec(xml)?.[1],
  code: /<code xmlns="urn:soapstone:error">([^<]*)</.exec(xml)?.[1],
  text: /<faultstring>([^<]*)</.exec(xml)?.[1],
});
