const bound = 15_000;

/** Waits for a cluster's answer. @throws Error after 15 s without one */
export function within<Value>(work: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${bound / 1000} s`)), bound);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
