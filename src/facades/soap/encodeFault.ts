/** Faults in the form of the legacy toolkit, the same for both styles. */
import type { ApiError, SoapFaultCode } from '../../contract/errorCatalogue';
import { escapeXml } from '../../text/escapeXml';
import { ENVELOPE_HEAD, ENVELOPE_TAIL } from './encodeAnswer';
import { AXIS_NAMESPACE, ERROR_NAMESPACE } from './soapNames';

/** The whole message of a fault. Its detail names the error of the catalogue for programs to read. */
export function encodeFault(error: ApiError): string {
  const { soap } = error.entry;
  // SOAP 1.1: the detail is about the body; faults about the envelope and its headers have none.
  const detail =
    soap === 'MustUnderstand' || soap === 'VersionMismatch'
      ? ''
      : `<detail><code xmlns="${ERROR_NAMESPACE}">${error.code}</code></detail>`;
  return (
    `${ENVELOPE_HEAD}<soapenv:Fault>${faultCode(soap)}` +
    `<faultstring>${escapeXml(error.message)}</faultstring>${detail}</soapenv:Fault>${ENVELOPE_TAIL}`
  );
}

const faultCode = (code: SoapFaultCode): string =>
  code === 'Axis.Client'
    ? `<faultcode xmlns:ns1="${AXIS_NAMESPACE}">ns1:Client</faultcode>`
    : `<faultcode>soapenv:${code}</faultcode>`;
