import { setTimeout as sleep } from "node:timers/promises";

// biome-ignore lint/suspicious/noExplicitAny: live objects, read here and there
export type Any = any;

export function isTrue(object: Any, type: string): boolean {
  return condition(object, type)?.status === "True";
}

export function condition(object: Any, type: string): Any {
  return object?.status?.conditions?.find((each: Any) => each.type === type);
}

/** @throws Error naming what was waited for, after two minutes */
export async function until<T>(what: string, look: () => Promise<T | undefined>, within = 120_000): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${within / 1000} s for ${what}`);
    await sleep(150);
  }
}
