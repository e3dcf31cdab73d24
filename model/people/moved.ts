import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";

/** What `slipway:platform` once said about people, and where it stands now. */
const moved = [
  { in: [], name: "people", now: "slipway:people" },
  { in: ["oidc"], name: "groupsClaim", now: '"groupsClaim" of slipway:people' },
] as const;

/**
 * Takes out of `slipway:platform` what stands in `slipway:people` now.
 *
 * @returns the rest, and a problem for each that was there
 */
export function withoutPeople(platform: unknown): { rest: unknown; problems: Problem[] } {
  return moved.reduce<{ rest: unknown; problems: Problem[] }>(
    ({ rest, problems }, { in: path, name, now }) => {
      const [field] = path;
      const holder = field === undefined ? rest : isRecord(rest) ? rest[field] : undefined;
      if (!isRecord(rest) || !isRecord(holder) || !Object.hasOwn(holder, name)) return { rest, problems };
      const { [name]: _moved, ...others } = holder;
      const problem: Problem = {
        rule: "people-moved",
        severity: "error",
        path: ["platform", ...path, name].join("."),
        message: "People have a key of their own, which every stack reads",
        fix: `Write it as ${now} in Pulumi.yaml, for all stacks: docs/sso.md`,
      };
      return { rest: field === undefined ? others : { ...rest, [field]: others }, problems: [...problems, problem] };
    },
    { rest: platform, problems: [] },
  );
}
