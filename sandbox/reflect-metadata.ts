// @peculiar/x509 2 registers its parts through tsyringe, which refuses to load without the Reflect metadata API. These
// three functions are all of it that the two use. To be replaced by the package `reflect-metadata` once it is a dependency.
const metadata = new WeakMap<object, Map<unknown, unknown>>();

Object.assign(Reflect, {
  defineMetadata(key: unknown, value: unknown, target: object) {
    const entries = metadata.get(target) ?? new Map<unknown, unknown>();
    metadata.set(target, entries.set(key, value));
  },
  getOwnMetadata: (key: unknown, target: object) => metadata.get(target)?.get(key),
  getMetadata(key: unknown, target: object) {
    for (let at: object | null = target; at; at = Object.getPrototypeOf(at) as object | null) {
      const entries = metadata.get(at);
      if (entries?.has(key)) return entries.get(key);
    }
    return undefined;
  },
});
