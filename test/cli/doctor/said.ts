import type { Finding } from "../../../cli/doctor/finding.ts";

/** What a finding says, one row each: state, rule, message and, where there is one, fix. */
export const said = (findings: readonly Finding[]) =>
  findings.map(({ state, rule, message, fix }) => [state, rule, message, ...(fix === undefined ? [] : [fix])]);

/** A tool that gave this answer. */
export const answered = (text: string) => ({ state: "answered", text }) as const;
