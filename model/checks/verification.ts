import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { isPlainName, listed, shown } from "../words.ts";
import { isPlainData, textsIn } from "./plain-data.ts";
import { type Readable, type ReadableStage, text } from "./readable.ts";
import { joined } from "./shape.ts";
import { questionProblems } from "./verification-questions.ts";
import { contraryArguments, credentialProblems } from "./verification-secrets.ts";

const argument = /\{\{\s*args\.([\w-]+)\s*\}\}/g;
const duration = /^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$/;

/** What is asked after a promotion: whether it can be asked, and whether it ever ends. */
export function verificationProblems({ root, stages }: Readable): Problem[] {
  return [...stages].flatMap(([name, stage]) => {
    const path = `${joined(`${root}.stages`, name)}.verification`;
    const list = (Array.isArray(stage.fields.verification) ? stage.fields.verification : []).filter(isRecord);
    const declared = new Set(list.flatMap((each) => Object.keys(isRecord(each.args) ? each.args : {})));
    return [
      ...list.flatMap((each, index) => metricProblems(`${path}[${index}]`, each, declared)),
      ...list.flatMap((each, index) => questionProblems(`${path}[${index}]`, each)),
      ...list.flatMap((each, index) => credentialProblems(`${path}[${index}]`, each)),
      ...contraryArguments(path, list),
      ...doubledNames(path, list),
      ...withoutHealth(joined(`${root}.stages`, name), stage, list.length),
    ];
  });
}

function metricProblems(path: string, metric: Record<string, unknown>, declared: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const own = new Set([...declared, ...Object.keys(isRecord(metric.secrets) ? metric.secrets : {})]);
  const used = new Set(
    (isPlainData(metric) ? textsIn(metric) : []).flatMap(({ text: words }) =>
      [...words.matchAll(argument)].map(([, name = ""]) => name),
    ),
  );
  for (const name of used) {
    if (own.has(name)) continue;
    problems.push({
      rule: "undeclared-argument",
      severity: "error",
      path,
      message: "This argument isn't given, so the analysis would end in an error",
      got: shown(`{{args.${name}}}`),
      allowed: listed([...own], "none is given"),
      fix: `Give it: args: { ${isPlainName(name) && /^\w+$/.test(name) ? name : shown(name)}: … }`,
    });
  }
  for (const key of ["interval", "initialDelay", "queryInterval"]) {
    const given = text(metric[key]);
    if (given === undefined || duration.test(given)) continue;
    problems.push({
      rule: "duration",
      severity: "error",
      path: `${path}.${key}`,
      message: "This isn't a duration Argo Rollouts takes",
      got: shown(given),
      allowed: "numbers with units of Go: 30s, 5m, 1h30m",
      fix: 'Write for example "1m"',
    });
  }
  const [count, limit] = [metric.count ?? (metric.kind === "job" ? 1 : 5), metric.failureLimit];
  if (typeof limit === "number" && typeof count === "number" && limit >= count) {
    problems.push({
      rule: "never-fails",
      severity: "error",
      path: `${path}.failureLimit`,
      message: "As many measurements may fail as are made, so this verification always succeeds",
      got: `${limit} of ${count}`,
      fix: "Allow fewer failures than measurements",
    });
  }
  return problems;
}

function doubledNames(path: string, list: readonly Record<string, unknown>[]): Problem[] {
  const names = list.map((each) =>
    each.kind === "analysisTemplate" ? undefined : (text(each.name) ?? text(each.kind)),
  );
  return names.flatMap((name, index): Problem[] => {
    if (name === undefined || names.indexOf(name) === index) return [];
    return [
      {
        rule: "doubled-name",
        severity: "error",
        path: `${path}[${index}]`,
        message: "Two verifications of one Stage have one name",
        got: shown(name),
        fix: 'Give one a name of its own: name: "…"',
      },
    ];
  });
}

function withoutHealth(path: string, { fields, controlFlow, autoPromotion }: ReadableStage, count: number): Problem[] {
  if (fields.argocd !== false || controlFlow || count > 0) return [];
  return [
    {
      rule: "nothing-verifies",
      severity: "warning",
      path: `${path}.argocd`,
      message: `Without Argo CD and without verification Freight counts as verified as soon as it is promoted${autoPromotion ? ", and this Stage promotes by itself" : ""}`,
      fix: "Add verification: [ … ]",
    },
  ];
}
