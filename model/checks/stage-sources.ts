import { mirrored } from "../compile/mirrors.ts";
import type { Resolver, Source } from "../compile/resolver.ts";
import type { Subscription } from "../definition/subscription.ts";
import type { Mirror } from "../settings.ts";
import { type Readable, text } from "./readable.ts";

/** The Warehouses whose Freight reaches each environment, of data that may hold circles and unknown names. */
export function warehousesOf({ stages }: Readable): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>([...stages.keys()].map((name) => [name, new Set()]));
  const below = new Map<string, string[]>();
  const queue: string[] = [];
  for (const [name, stage] of stages) {
    for (const { warehouse, upstreams } of stage.requests) {
      if (warehouse !== undefined) found.get(name)?.add(warehouse);
      else for (const upstream of upstreams) below.set(upstream, [...(below.get(upstream) ?? []), name]);
    }
    queue.push(name);
  }
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const next of below.get(name) ?? []) {
      const [here, there] = [found.get(name), found.get(next)];
      const before = there?.size;
      for (const warehouse of here ?? []) there?.add(warehouse);
      if (there?.size !== before) queue.push(next);
    }
  }
  return new Map([...found].map(([name, names]) => [name, [...names]]));
}

/** What expressions of some Stage stand on, as far as it can be read. */
export function readableResolver(
  { warehouses }: Readable,
  names: readonly string[],
  mirrors: readonly Mirror[],
): Resolver {
  const sources = names.flatMap((warehouse) =>
    (warehouses.get(warehouse)?.subscriptions ?? []).flatMap(({ name, kind, fields }): Source[] => {
      const url = text(fields.repoURL);
      if (url === undefined || (kind !== "image" && kind !== "git" && kind !== "chart")) return [];
      const subscription = { ...fields, kind, repoURL: url, name: text(fields.name) } as unknown as Subscription;
      return [{ warehouse, name, kind, url: mirrored(url, mirrors), subscription }];
    }),
  );
  return { sources, mirrors };
}
