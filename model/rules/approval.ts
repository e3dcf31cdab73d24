import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { isNames, unknownName, wrong } from "./reading.ts";

/** Who promotes and who approves, so that nobody does both. */
export interface Approval {
  /** Groups and users who may promote, as Kubernetes or Kargo names them. Default: none named. */
  readonly promoters: readonly string[];
  /** Groups and users who approve a promotion's pull request, as the Git host names them. Default: none named. */
  readonly approvers: readonly string[];
  /** Login at the Git host → the same person's name in Kubernetes, or e-mail at Kargo. */
  readonly identities: Readonly<Record<string, string>>;
}

export const noApproval: Approval = { promoters: [], approvers: [], identities: {} };

const parts = ["promoters", "approvers", "identities"] as const;

/** Reads `approval` from any data. */
export function readApproval(value: unknown): { approval: Approval; problems: readonly Problem[] } {
  if (value === undefined) return { approval: noApproval, problems: [] };
  const shape = "{promoters: […], approvers: […], identities: {LOGIN: NAME}}";
  if (!isRecord(value))
    return { approval: noApproval, problems: [wrong("approval", value, shape, "Write such a map")] };
  const problems = Object.keys(value)
    .filter((name) => !(parts as readonly string[]).includes(name))
    .map((name) => unknownName(`approval.${name}`, name, parts, "There is no such setting"));
  const names = (part: "promoters" | "approvers"): readonly string[] => {
    const given = value[part] ?? [];
    if (isNames(given)) return given;
    problems.push(wrong(`approval.${part}`, given, "a list of texts", "Write a list"));
    return [];
  };
  const { identities = {} } = value;
  const isMap = isRecord(identities) && Object.values(identities).every((each) => typeof each === "string");
  if (!isMap) problems.push(wrong("approval.identities", identities, "a map from logins to names", "Write such a map"));
  return {
    approval: {
      promoters: names("promoters"),
      approvers: names("approvers"),
      identities: isMap ? (identities as Record<string, string>) : {},
    },
    problems,
  };
}

/** Names an approver is known by: as the Git host has it, and as the identity map has it. */
export function namesOf(login: string, { identities }: Pick<Approval, "identities">): readonly string[] {
  const mapped = Object.hasOwn(identities, login) ? identities[login] : undefined;
  return mapped === undefined || mapped === login ? [login] : [login, mapped];
}

/** Who is named on both sides (G14): whoever may promote could approve what they promoted. */
export function bothSides(approval: Approval): Problem[] {
  return approval.approvers.flatMap((login, index) => {
    const same = namesOf(login, approval).find((name) => approval.promoters.includes(name));
    if (same === undefined) return [];
    return [
      wrong(
        `approval.approvers[${index}]`,
        login,
        "groups and users that don't promote",
        "Let another group approve, or take this one out of promoters",
        same === login ? "Whoever approves may also promote" : `Whoever approves may also promote, as ${same}`,
        "G14",
      ),
    ];
  });
}
