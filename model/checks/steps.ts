import { expressionText, type Resolver, templated } from "../compile/resolver.ts";
import { durationSeconds } from "../duration.ts";
import { checkTemplate, type Scope } from "../expr/check.ts";
import { isRecord } from "../json.ts";
import { stepSchemas } from "../kinds/steps.gen.ts";
import { validateStepConfig } from "../kinds/validate.ts";
import { applicationName } from "../names.ts";
import type { Problem } from "../problem.ts";
import type { Settings } from "../settings.ts";
import { listed, perhaps, shown } from "../words.ts";
import { problem, repositoriesOf, unknownSubscriptions } from "./expressions.ts";
import { isPlainData, textsIn } from "./plain-data.ts";
import { type Readable, record, text } from "./readable.ts";
import { joined, shapeProblems } from "./shape.ts";
import { readableResolver, warehousesOf } from "./stage-sources.ts";
import { orderProblems } from "./step-order.ts";
import { promotionTemplate, task as taskShape } from "./template-shape.ts";
import { usesOf } from "./template-uses.ts";

const known = Object.keys(stepSchemas);
/** Step names of other editions; Kargo's documentation, user guide, promotion steps. */
const otherEditions = /^(gh-|gha-|snow-|tf-|hcl-update$|jfrog-evidence$|jira$|send-message$)/;

type StepRecord = Readonly<Record<string, unknown>>;

interface Place {
  readonly path: string;
  readonly resolver: Resolver;
  readonly scope: Omit<Scope, "outputs">;
  /** The Application the steps may update; undefined: not known here. */
  readonly application?: string | "none";
  readonly tasks: Readable["tasks"];
}

/** Steps of one's own: each by its own schema, its expressions, and what only the whole list shows. */
export function stepProblems(pipeline: Readable, mirrors: Settings["mirrors"]): Problem[] {
  const reach = warehousesOf(pipeline);
  const taskPlaces = [...pipeline.tasks].flatMap(([name, definition]) => {
    const path = joined(`${pipeline.root}.promotionTasks`, name);
    if (shapeProblems(taskShape, definition, path).length > 0) return [];
    const resolver = readableResolver(pipeline, [...pipeline.warehouses.keys()], mirrors);
    const scope = { functions: "task-step" } as const;
    return listProblems(definition.steps as StepRecord[], {
      path: `${path}.steps`,
      resolver,
      scope,
      tasks: pipeline.tasks,
    });
  });
  const inTemplates = usesOf(pipeline).flatMap(({ path, template, stages }) => {
    if (template.kind !== "steps" || shapeProblems(promotionTemplate, template, path).length > 0) return [];
    const each = record(record(template.steps)?.perStage);
    const told = new Set<string>();
    return [...stages].flatMap(([environment, stage]) =>
      stage.names.flatMap((name) => {
        const list = each === undefined ? template.steps : each[name];
        if (!Array.isArray(list)) return [];
        const argocd = stage.fields.argocd !== false;
        const problems = listProblems(list as StepRecord[], {
          path: each === undefined ? `${path}.steps` : joined(`${path}.steps`, name),
          resolver: readableResolver(pipeline, reach.get(environment) ?? [], mirrors),
          scope: { functions: "promotion-step" },
          application: argocd ? applicationName(pipeline.app ?? "", name) : "none",
          tasks: pipeline.tasks,
        });
        // one list for all Stages is told once
        return problems.filter((problem) => {
          const key = `${problem.path} ${problem.rule} ${problem.got}`;
          return told.has(key) ? false : told.add(key) !== undefined;
        });
      }),
    );
  });
  return [...taskPlaces, ...inTemplates];
}

function listProblems(list: readonly StepRecord[], place: Place): Problem[] {
  const aliases = list.map((step) => text(step.as));
  return [
    ...list.flatMap((step, index) => {
      const path = `${place.path}[${index}]`;
      const earlier = aliases.slice(0, index).filter((alias) => alias !== undefined);
      return [
        ...aliasProblems(`${path}.as`, aliases[index], earlier),
        ...(step.kind === "task" ? callProblems(path, step, place) : oneStep(path, step, earlier, place)),
      ];
    }),
    ...orderProblems(place.path, list),
  ];
}

function aliasProblems(path: string, alias: string | undefined, earlier: readonly string[]): Problem[] {
  if (alias === undefined) return [];
  const common = {
    severity: "error",
    path,
    got: shown(alias),
    source: "Kargo: pkg/webhook/kubernetes/stage, validateSpec",
  } as const;
  if (earlier.includes(alias)) {
    return [{ ...common, rule: "doubled-alias", message: "Two steps have one alias", fix: "Rename one of them" }];
  }
  if (!/^(step|task)-\d+$/.test(alias)) return [];
  return [
    {
      ...common,
      rule: "reserved-alias",
      message: "Kargo keeps such aliases for steps without one",
      fix: "Choose another alias",
    },
  ];
}

function oneStep(path: string, step: StepRecord, earlier: readonly string[], place: Place): Problem[] {
  const uses = text(step.uses) ?? "";
  const reason = text(step.reason);
  const problems: Problem[] = [];
  if (!known.includes(uses) && !reason?.trim()) {
    problems.push({
      rule: "unknown-step",
      severity: "error",
      path: `${path}.uses`,
      message: otherEditions.test(uses)
        ? "Open-source Kargo doesn't have this step; another edition does"
        : "There is no such promotion step",
      got: shown(uses),
      allowed: listed(known),
      fix: otherEditions.test(uses)
        ? "Write otherEditionStep(…, { reason }) if yours has it"
        : perhaps(uses, known, "Choose one of them"),
    });
  }
  const timeout = text(record(step.retry)?.timeout);
  if (timeout !== undefined && durationSeconds(timeout) === undefined) {
    problems.push({
      rule: "duration",
      severity: "error",
      path: `${path}.retry.timeout`,
      message: "This isn't a duration Kargo takes",
      got: shown(timeout),
      allowed: "whole seconds in all, written with s, m and h: 30s, 90m, 1h30m",
      fix: 'Write for example "48h"',
    });
  }
  if (uses === "git-wait-for-pr" && timeout === undefined) {
    problems.push({
      rule: "unbounded-wait",
      severity: "error",
      path: `${path}.retry.timeout`,
      message: "A pull request may stay open for ever, and the promotion with it",
      fix: 'Say how long: retry: { timeout: "48h" }',
    });
  }
  if (!isPlainData(step.config)) {
    problems.push({
      rule: "not-data",
      severity: "error",
      path: `${path}.config`,
      message: "This can't be written as YAML",
      fix: "Use texts, numbers, true, false, null, lists and objects only",
    });
    return problems;
  }
  const config = templated(step.config, place.resolver);
  if (known.includes(uses)) {
    for (const finding of validateStepConfig(uses, config)) {
      const at = finding.path.reduce<string>(
        (so, key) => (typeof key === "number" ? `${so}[${key}]` : joined(so, key)),
        `${path}.config`,
      );
      const { message, got, allowed, fix } = finding;
      problems.push({
        rule: "step-config",
        severity: "error",
        path: at,
        message,
        ...(got === undefined ? {} : { got }),
        ...(allowed === undefined ? {} : { allowed }),
        fix: fix ?? `Write the config as the step ${uses} takes it`,
        source: `Kargo: pkg/promotion/runner/builtin/schemas/${uses}-config.json`,
      });
    }
  }
  const condition = isRecord(step.if) ? `\${{ ${expressionText(step.if as never, place.resolver)} }}` : undefined;
  const inTask = place.scope.functions === "task-step";
  const scope: Scope = {
    ...place.scope,
    ...(inTask ? { taskOutputs: earlier } : { outputs: earlier, repositories: repositoriesOf(place.resolver) }),
  };
  const unknown = unknownSubscriptions(`${path}.config`, step.config, place.resolver);
  if (unknown.length > 0) return [...problems, ...unknown];
  const texts = [...textsIn(config, "config"), ...(condition === undefined ? [] : [["if", condition] as const])];
  for (const [below, words] of texts) {
    problems.push(...checkTemplate(words, scope).map((finding) => problem(`${path}.${below}`, finding)));
  }
  return [...problems, ...applicationProblems(path, uses, config, place)];
}

/** An Application lets exactly one Stage sync it, and each Stage's has the Stage's name. */
function applicationProblems(path: string, uses: string, config: unknown, { application }: Place): Problem[] {
  if (uses !== "argocd-update" || application === undefined) return [];
  const apps = record(config)?.apps;
  return (Array.isArray(apps) ? apps : []).flatMap((each, index): Problem[] => {
    const name = text(record(each)?.name);
    if (name === undefined || name.includes("${{") || name === application) return [];
    return [
      {
        rule: "foreign-application",
        severity: "error",
        path: `${path}.config.apps[${index}].name`,
        message:
          application === "none"
            ? "This Stage has no Application (argocd: false)"
            : "No Application of this name lets this Stage sync it",
        got: shown(name),
        ...(application === "none" ? {} : { allowed: application }),
        fix: application === "none" ? "Remove the step, or remove argocd: false" : `Write ${shown(application)}`,
        source: "Kargo: annotation kargo.akuity.io/authorized-stage",
      },
    ];
  });
}

function callProblems(path: string, call: StepRecord, { tasks }: Place): Problem[] {
  const name = text(call.name) ?? "";
  if (call.cluster === true) return [];
  const definition = tasks.get(name);
  if (definition === undefined) {
    const names = [...tasks.keys()];
    return [
      {
        rule: "unknown-task",
        severity: "error",
        path: `${path}.name`,
        message: "There is no PromotionTask of this name",
        got: shown(name),
        allowed: listed(names, "none is defined"),
        fix: perhaps(name, names, names.length === 0 ? "Define it under promotionTasks" : "Choose one of them"),
      },
    ];
  }
  const declared = record(definition.vars) ?? {};
  const given = Object.keys(record(call.vars) ?? {});
  const lacking = Object.keys(declared).filter((key) => declared[key] === null && !given.includes(key));
  return lacking.map(
    (key): Problem => ({
      rule: "missing-variable",
      severity: "error",
      path: `${path}.vars`,
      message: "The PromotionTask needs a value for this variable",
      got: shown(key),
      fix: "Give it in vars",
    }),
  );
}
