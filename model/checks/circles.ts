/**
 * For every name whose way upstream ends in a circle: the circle, its first name again at its end. It begins with the name
 * itself when that is part of it, else where the way enters. Each name is looked at once, without recursion.
 */
export function circles(upstreams: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const done = new Set<string>();
  for (const start of upstreams.keys()) {
    const way: string[] = [];
    const place = new Map<string, number>();
    const open: { readonly name: string; next: number }[] = [];
    const enter = (name: string) => {
      place.set(name, way.length);
      way.push(name);
      open.push({ name, next: 0 });
    };
    if (!done.has(start)) enter(start);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const upstream = upstreams.get(top.name)?.[top.next];
      top.next += 1;
      if (upstream === undefined) {
        done.add(top.name);
        place.delete(top.name);
        way.pop();
        open.pop();
        const below = open.at(-1);
        const circle = found.get(top.name);
        if (below !== undefined && circle !== undefined && !found.has(below.name)) found.set(below.name, circle);
        continue;
      }
      const seen = place.get(upstream);
      if (seen !== undefined) {
        const members = way.slice(seen);
        for (const [index, member] of members.entries()) {
          if (!found.has(member)) found.set(member, [...members.slice(index), ...members.slice(0, index), member]);
        }
      } else if (done.has(upstream)) {
        const circle = found.get(upstream);
        if (circle !== undefined && !found.has(top.name)) found.set(top.name, circle);
      } else if (upstreams.has(upstream)) enter(upstream);
    }
  }
  return found;
}
