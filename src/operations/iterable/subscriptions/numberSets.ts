/** Small sets of numbers, as arrays in order. */
const inOrder = (numbers: Iterable<number>): number[] => [...new Set(numbers)].sort((a, b) => a - b);

export const withNumber = (numbers: readonly number[] | undefined, number: number): number[] =>
  inOrder([...(numbers ?? []), number]);

export const removeNumber = (numbers: readonly number[] | undefined, number: number): number[] =>
  inOrder((numbers ?? []).filter((one) => one !== number));
