const installed = new WeakSet<object>();

/**
 * Pulumi's SDK notes of each promise where it was made, for a report of leaks that no test reads. Vitest maps every such
 * trace back to TypeScript, which is a third of a program's time; all other traces stay as they are.
 */
export function leaveOutPromiseTraces(): void {
  const original = Error.prepareStackTrace;
  if (original === undefined || installed.has(original)) return;
  const prepare: typeof original = (error, frames) =>
    frames[0]?.getFunctionName() === "debuggablePromise" ? "" : original(error, frames);
  installed.add(prepare);
  Error.prepareStackTrace = prepare;
}
