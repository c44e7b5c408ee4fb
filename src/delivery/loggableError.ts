/** What is safe to log of an error: a driver's message repeats values, and one about a mail its addresses. */
export function loggableError(error: unknown): Record<string, unknown> {
  const { name, code, stack } = (error ?? {}) as { name?: string; code?: string; stack?: string };
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return { error: name, code, frames: frames?.slice(0, 6).map((line) => line.trim()) };
}
