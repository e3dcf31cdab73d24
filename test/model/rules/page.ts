import { catalogue, levels, type Rule, ruleSettings } from "../../../model/rules/index.ts";
import { type BackEnd, backEnds, type Held } from "../../../model/rules/rule.ts";
import { fixtures } from "./fixtures/all.ts";
import { failsOf } from "./fixtures/cases.ts";

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
    "| rule | | default | preview | policy pack | `slipway check` | admission policy |\n|---|---|---|---|---|---|---|";
  const built = backEnds.filter((backEnd) => backEnd !== "live");
  const rows = catalogue.map(
    (rule) =>
      `| [${rule.id}](#${rule.id.toLowerCase()}-${rule.name}) | ${rule.title} | ${rule.level} | ${built.map((backEnd) => mark(rule.backEnds[backEnd])).join(" | ")} |`,
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
  const fixture = fixtures[rule.id];
  const [failing] = Object.values(fixture === undefined ? {} : failsOf(fixture));
  const [path, message, got] = failing?.[1] ?? [];
  return [
    `## ${rule.id} ${rule.name}`,
    `${rule.title}. ${rule.why}.`,
    ...(path === undefined ? [] : [`\`\`\`\n${path}: ${message} (got ${got}). ${rule.fix}. [${rule.id}]\n\`\`\``]),
    `What to do: ${rule.fix}. Source: ${rule.source}.`,
    ...(reasons.length === 0 ? [] : [`Not held by this rule:\n${reasons.join("\n")}`]),
  ].join("\n\n");
}
