/** Every fixed name of the SOAP door, once: namespaces, addresses and the names inside the WSDLs. */

/** Namespace of the legacy service (RPC/encoded). */
export const RPC_NAMESPACE = 'urn:webservices.api.whatcounts';
/** Namespace of the same operations in document/literal form. */
export const DOCUMENT_NAMESPACE = 'urn:webservices.api.whatcounts.v2';

export const RPC_PATH = '/webservices/WhatCountsAPI';
export const DOCUMENT_PATH = '/webservices/WhatCountsAPIDocument';
export const RPC_WSDL_PATH = '/wsdl/WhatCountsAPI.wsdl';
export const DOCUMENT_WSDL_PATH = '/wsdl/WhatCountsAPI-document.wsdl';

export const PORT_NAME = 'WhatCountsAPI';
export const SERVICE_NAME = 'WhatCountsAPIService';
export const BINDING_NAME = 'WhatCountsAPISoapBinding';

export const ENVELOPE_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';
export const ENCODING_NAMESPACE = 'http://schemas.xmlsoap.org/soap/encoding/';
export const SCHEMA_NAMESPACE = 'http://www.w3.org/2001/XMLSchema';
export const INSTANCE_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
/** The legacy toolkit's own namespace, used in its fault for unknown operations. */
export const AXIS_NAMESPACE = 'http://xml.apache.org/axis/';
/** Namespace of the machine-readable error code inside a fault's detail. */
export const ERROR_NAMESPACE = 'urn:soapstone:error';
/** The actor that means "whoever receives this", the only one besides none that addresses us. */
export const NEXT_ACTOR = 'http://schemas.xmlsoap.org/soap/actor/next';

/** Which of the two styles a call uses; its answer is written in the same one. */
export type SoapStyle = 'rpc' | 'document';
