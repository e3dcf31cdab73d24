import type { KubeObject } from "../../../model/object.ts";
import { redacted } from "../../../model/redacted.ts";
import { readExceptions } from "../../../model/rules/exceptions.ts";
import { catalogue, levels, type Rule, ruleSettings } from "../../../model/rules/index.ts";
import { unseen } from "../../../model/rules/place.ts";
import { type BackEnd, backEnds, type Held } from "../../../model/rules/rule.ts";
import { toYaml } from "../../../model/yaml.ts";
import { fixtures } from "./fixtures/all.ts";
import { failsOf } from "./fixtures/cases.ts";
import type { Fixture, Said } from "./fixtures/fixture.ts";
import { told } from "./fixtures/told.ts";

const names: Readonly<Record<BackEnd, string>> = {
  preview: "preview",
  pack: "policy pack",
  check: "slipway check",
  apiServer: "admission policy",
  live: "live",
};

/** What docs/guards.md says of the rules: made of the rules themselves and of the fixtures that every back end is held to. */
export function rulesPage(): string {
  const head =
    "| rule | | default | preview | policy pack | `slipway check` | admission policy | `check --live` |\n|---|---|---|---|---|---|---|---|";
  const rows = catalogue.map(
    (rule) =>
      `| [${rule.id}](#${rule.id.toLowerCase()}-${rule.name}) | ${rule.title} | ${rule.level} | ${backEnds.map((backEnd) => mark(rule.backEnds[backEnd])).join(" | ")} |`,
  );
  const settings = Object.entries(ruleSettings).map(
    ([name, { meaning }]) =>
      `| \`${name}\` | ${meaning} | ${catalogue
        .filter((rule) => rule.settings.includes(name as keyof typeof ruleSettings))
        .map(({ id }) => id)
        .join(", ")} |`,
  );
  const levelRows = Object.entries(levels).map(
    ([level, { pack, apiServer }]) =>
      `| ${level} | ${pack} | ${apiServer.join(", ") || "no binding"} | ${severity[level]} |`,
  );
  return [
    [head, ...rows].join("\n"),
    `## Levels\n| level | policy pack | admission policy | \`slipway check\` |\n|---|---|---|---|\n${levelRows.join("\n")}`,
    `## Settings\n| setting | | read by |\n|---|---|---|\n${settings.join("\n")}`,
    ...catalogue.map(section),
  ].join("\n\n");
}

const severity: Readonly<Record<string, string>> = { off: "not asked", audit: "note", warn: "warning", deny: "error" };

function mark(held: Held): string {
  return held === "here" ? "yes" : "elsewhere" in held ? "older check" : "no";
}

function section(rule: Rule): string {
  const elsewhere = backEnds.flatMap((backEnd) => {
    const held = rule.backEnds[backEnd];
    if (held === "here") return [];
    return [[`elsewhere` in held ? `told by \`${held.elsewhere}\`` : held.not, names[backEnd]] as const];
  });
  const reasons = [...new Set(elsewhere.map(([why]) => why))].map((why) => {
    const where = elsewhere.filter(([other]) => other === why).map(([, name]) => name);
    return `- ${where.length === backEnds.length ? "anywhere" : where.join(", ")}: ${why}`;
  });
  return [
    `## ${rule.id} ${rule.name}`,
    `${rule.title}. ${rule.why}.`,
    example(rule),
    `What to do: ${rule.fix}. Source: ${rule.source}.`,
    exception(rule),
    ...(reasons.length === 0 ? [] : [`Not held by this rule:\n${reasons.join("\n")}`]),
  ].join("\n\n");
}

/** Something that is refused, whole where it is an object, and what is said. */
function example(rule: Rule): string {
  const known = told[rule.id];
  if (known !== undefined) return `${known.what}:\n\n${fenced(known.said)}`;
  const fixture = fixtures[rule.id] as Fixture;
  const [failing] = Object.values(failsOf(fixture));
  if (failing === undefined) {
    const [path = ""] = fixture.judged;
    return `\`${path}\` is an output of another resource:\n\n${fenced(line(rule, [path, unseen, "unknown"]))}`;
  }
  const [object, ...said] = failing;
  const { $options, ...plain } = object as KubeObject;
  const options = $options === undefined ? "" : ", registered with `protect: false`";
  const among = (fixture.among ?? []).length === 0 ? "" : " beside others";
  const settings = fixture.settings === undefined ? "" : `, with the settings \`${JSON.stringify(fixture.settings)}\``;
  const yaml = fenced(redacted(toYaml([plain as KubeObject]).trimEnd()), "yaml");
  const words = said.map((each) => line(rule, each)).join("\n");
  return `Refused${among}${settings}${options}:\n\n${yaml}\n\n${fenced(words)}`;
}

function line({ fix, id }: Rule, [path, message, got]: Said): string {
  return `${path}: ${message} (got ${got}). ${fix}. [${id}]`;
}

/** How to except it, as the reader of exceptions takes it; or why it doesn't. */
function exception(rule: Rule): string {
  const target = told[rule.id]?.target ?? targetOf(rule);
  const emergency =
    rule.overridable === true ? " In an emergency a person may [go past it](exceptions.md#an-emergency)." : "";
  const level = `Set \`levels: {${rule.id}: warn}\`, or \`off\`, to be held to it less.`;
  if (target === undefined)
    return `An exception names an object, and this rule is about none.${rule.id === "G40" ? "" : ` ${level}`}`;
  const now = new Date("2026-01-30T12:00:00Z");
  const entry = { rule: rule.id, target, reason: "INC-42", approver: "alice", expires: "2026-01-31T18:00:00Z" };
  const [problem] = readExceptions(
    [entry],
    catalogue.map(({ id }) => id),
    now,
  ).problems;
  if (problem !== undefined)
    return `Not for single objects: \`exceptions\` can't name a ${target.split("/")[0]}. ${level}${emergency}`;
  const words = Object.entries(entry).map(([name, value]) => `${name}: ${value}`);
  return `To set it aside: \`exceptions: [{ ${words.join(", ")} }]\`.${emergency}`;
}

function targetOf({ id }: Rule): string | undefined {
  const fixture = fixtures[id];
  const [object] =
    fixture === undefined ? [] : (Object.values(failsOf(fixture))[0] ?? [Object.values(fixture.passes)[0]]);
  const { kind, metadata } = (object ?? {}) as Partial<KubeObject>;
  return kind === undefined ? undefined : `${kind}/${metadata?.name}`;
}

function fenced(text: string, language = ""): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
