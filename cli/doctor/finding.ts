/** What a doctor says of one thing, in the order in which it looked. */
export interface Finding {
  readonly area: Area;
  /** Kebab-case, for who reads `--json`: `kubernetes-too-old`; of a good finding the thing's own name. */
  readonly rule: string;
  /** `error`: `slipway up` would fail on it. `warning`: it works, and will hurt. `ok`: as it should be. */
  readonly state: "ok" | "warning" | "error";
  /** One line: what was found, and what is wrong with it. */
  readonly message: string;
  /** What to do; of good findings none. */
  readonly fix?: string;
}

export const areas = ["machine", "tools", "pulumi", "config", "tokens", "cluster", "releases", "namespaces"] as const;
export type Area = (typeof areas)[number];

/** Findings of one area, made shortly. */
export function findingsOf(area: Area) {
  return {
    ok: (rule: string, message: string): Finding => ({ area, rule, state: "ok", message }),
    warning: (rule: string, message: string, fix: string): Finding => ({ area, rule, state: "warning", message, fix }),
    error: (rule: string, message: string, fix: string): Finding => ({ area, rule, state: "error", message, fix }),
  };
}
