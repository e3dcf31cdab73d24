/** True for a plain object: not null, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A deep, frozen copy of data; functions and other values without parts are kept as they are. Safe on cycles. */
export function frozenCopy<T>(value: T): T {
  const seen = new Map<object, unknown>();
  const copy = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null) return part;
    const known = seen.get(part);
    if (known !== undefined) return known;
    if (Array.isArray(part)) {
      const list: unknown[] = [];
      seen.set(part, list);
      for (const item of part) list.push(copy(item));
      return Object.freeze(list);
    }
    const record: Record<string, unknown> = {};
    seen.set(part, record);
    for (const [key, item] of Object.entries(part)) {
      // defineProperty, since an own key `__proto__` of parsed JSON must stay an own key
      Object.defineProperty(record, key, { value: copy(item), enumerable: true });
    }
    return Object.freeze(record);
  };
  return copy(value) as T;
}

/** JSON with every object's keys sorted and without white space: the same text for the same data on every machine. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : part,
  );
}
