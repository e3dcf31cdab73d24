import type { BackEnd, Held } from "./rule.ts";

/** Held by this rule everywhere, but where said otherwise. */
export function everywhere(but: Partial<Readonly<Record<BackEnd, Held>>> = {}): Readonly<Record<BackEnd, Held>> {
  return { preview: "here", pack: "here", check: "here", apiServer: "here", live: "here", ...but };
}

/** Held nowhere for one reason, but where said otherwise. */
export function nowhere(
  reason: string,
  but: Partial<Readonly<Record<BackEnd, Held>>> = {},
): Readonly<Record<BackEnd, Held>> {
  const not = { not: reason };
  return { preview: not, pack: not, check: not, apiServer: not, live: not, ...but };
}
