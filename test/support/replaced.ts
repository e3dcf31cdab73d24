/**
 * A copy of an object with another value at a path that leads somewhere: `spec.steps[0].uses`. Undefined takes the field,
 * or the list's item, away.
 */
export function replaced(object: unknown, at: string, value: unknown): object {
  const parts = [...at.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    String(quoted ?? index ?? name),
  );
  const copy = structuredClone(object) as object;
  const last = parts.pop() ?? "";
  const holder = parts.reduce<unknown>((whole, part) => Reflect.get(whole as object, part), copy) as object;
  if (!Reflect.has(holder, last)) throw new Error(`nothing stands at ${at}`);
  if (value !== undefined) Reflect.set(holder, last, value);
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else Reflect.deleteProperty(holder, last);
  return copy;
}
