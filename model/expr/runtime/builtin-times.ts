import type { Builtin } from "./builtin-texts.ts";

/** expr-lang's functions on times. */
export const times: Readonly<Record<string, Builtin>> = {};
