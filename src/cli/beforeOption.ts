/** `--before ID`: the next page of a list that begins with the newest. */
import { numberOption, type CommandInput, type Option } from './command';

export const beforeOption: Option = {
  value: 'ID',
  doc: 'Only older ones than this; the last ID that was shown gives the next page.',
};

const MOST = 999_999_999;

/** @returns undefined if it is not given. @throws {UsageError} */
export const olderThan = (input: CommandInput): number | undefined =>
  input.option('before') === undefined ? undefined : numberOption(input, 'before', 1, MOST, MOST);
