/** A file or a realm with which an import, an export or a copy cannot go on; the text is for the owner. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
}
