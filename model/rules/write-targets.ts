import type { Place } from "./place.ts";

/** A folder of a branch that a Stage's Promotions write to. */
export interface WriteTarget {
  /** Where the Stage says so. */
  readonly place: Place;
  /** Without the ending that Git hosts don't tell apart. */
  readonly repository: string;
  /** Empty: the repository's default branch. */
  readonly branch: string;
  /** From the branch's root, without slashes at the ends. One that is empty is the whole branch. */
  readonly folders: readonly string[];
}

/** Steps that write where their config says, and the field that says it. Source: Kargo, the page of each step. */
const writes: Readonly<Record<string, string>> = {
  copy: "outPath",
  delete: "path",
  "git-clear": "path",
  "helm-template": "outPath",
  "helm-update-chart": "path",
  "http-download": "outPath",
  "json-update": "path",
  "kustomize-build": "outPath",
  "kustomize-set-image": "path",
  "oci-download": "outPath",
  "toml-update": "path",
  untar: "outPath",
  "yaml-merge": "outFile",
  "yaml-update": "path",
};

/**
 * Where a Stage's Promotions write, as far as its steps tell without running: what is made of another step's output, or of
 * the Freight, counts for nothing. A push to a branch that Kargo names anew each time writes to the target of its pull
 * request.
 *
 * @param stepsOfTask the steps of a PromotionTask, none where it isn't known
 */
export function writeTargets(
  stage: Place,
  stepsOfTask: (name: string) => { readonly steps: readonly Place[]; readonly vars: Place } | undefined,
): readonly WriteTarget[] {
  const spec = stage.at("spec");
  const template = spec.at("promotionTemplate").at("spec");
  const metadata = stage.at("metadata");
  const known = new Map<string, string>();
  const set = (name: string, text: string | undefined) => text !== undefined && known.set(name, text);
  set("ctx.stage", metadata.at("name").text());
  set("ctx.project", metadata.at("namespace").text());
  const variables = (vars: Place, before: Known): Known => {
    const after = new Map(before);
    for (const each of vars.items()) {
      const text = resolved(each.at("value").text(), after);
      if (text !== undefined) after.set(`vars.${each.at("name").text()}`, text);
    }
    return after;
  };
  const own = variables(template.at("vars"), variables(spec.at("vars"), known));
  const targets: WriteTarget[] = [];
  const work = new Work(targets);
  for (const step of template.at("steps").items()) {
    const task = step.at("task").at("name").text();
    const given = variables(step.at("vars"), own);
    const inside = task === undefined ? undefined : stepsOfTask(task);
    if (inside === undefined) work.run(step, given, step);
    else {
      const defaults = variables(inside.vars, known);
      for (const each of inside.steps) work.run(each, new Map([...defaults, ...given]), step);
    }
  }
  return targets;
}

type Known = ReadonlyMap<string, string>;

/** What the steps so far have cloned and written. */
class Work {
  readonly #targets: WriteTarget[];
  readonly #checkouts: { readonly repository: string; readonly branch: string; readonly path: string }[] = [];
  readonly #written: string[] = [];

  constructor(targets: WriteTarget[]) {
    this.#targets = targets;
  }

  /** @param place where the Stage says so: its own step, also for those of a task */
  run(step: Place, known: Known, place: Place): void {
    const uses = step.at("uses").text() ?? "";
    const config = step.at("config");
    const field = Object.hasOwn(writes, uses) ? writes[uses] : undefined;
    if (field !== undefined) this.#written.push(pathOf(resolved(config.at(field).text(), known)));
    else if (uses === "git-clone") this.#clone(config, known);
    else if (uses === "git-push" && config.at("generateTargetBranch").flag() !== true) this.#push(config, known, place);
    else if (uses === "git-open-pr") this.#request(config, known, place);
  }

  #clone(config: Place, known: Known): void {
    const repository = repositoryOf(resolved(config.at("repoURL").text(), known));
    if (repository === undefined) return;
    for (const checkout of config.at("checkout").items()) {
      const branch = checkout.at("branch");
      const text = branch.isAbsent ? "" : resolved(branch.text(), known);
      const path = resolved(checkout.at("path").text(), known) ?? ".";
      if (text !== undefined) this.#checkouts.push({ repository, branch: text, path: pathOf(path) });
    }
  }

  #push(config: Place, known: Known, place: Place): void {
    const path = pathOf(resolved(config.at("path").text(), known));
    const checkout = this.#checkouts.find((each) => each.path === path);
    const target = config.at("targetBranch");
    const branch = target.isAbsent ? checkout?.branch : resolved(target.text(), known);
    if (checkout === undefined || branch === undefined) return;
    this.#targets.push({ place, repository: checkout.repository, branch, folders: this.#under(path) });
  }

  #request(config: Place, known: Known, place: Place): void {
    const repository = repositoryOf(resolved(config.at("repoURL").text(), known));
    const branch = resolved(config.at("targetBranch").text(), known);
    const checkout = this.#checkouts.find((each) => each.repository === repository && each.branch === branch);
    if (repository === undefined || branch === undefined || checkout === undefined) return;
    this.#targets.push({ place, repository, branch, folders: this.#under(checkout.path) });
  }

  /** What was written into a checkout; nothing that is known: perhaps anything. */
  #under(checkout: string): readonly string[] {
    const inside = this.#written.flatMap((path) => {
      if (path === checkout || checkout === "") return path === checkout ? "" : path;
      return path.startsWith(`${checkout}/`) ? path.slice(checkout.length + 1) : [];
    });
    return inside.length === 0 ? [""] : [...new Set(inside)];
  }
}

/** Whether two Stages write to the same place. */
export function clash(one: WriteTarget, other: WriteTarget): boolean {
  if (one.repository !== other.repository || one.branch !== other.branch) return false;
  return one.folders.some((a) => other.folders.some((b) => isWithin(a, b) || isWithin(b, a)));
}

function isWithin(folder: string, outer: string): boolean {
  return outer === "" || folder === outer || folder.startsWith(`${outer}/`);
}

const expression = /\$\{\{\s*(?:quote\(\s*)?(ctx\.stage|ctx\.project|vars\.\w+)\s*\)?\s*\}\}/g;

/** The text with what is known put in; undefined where something else stays open. */
function resolved(text: string | undefined, known: Known): string | undefined {
  const whole = text?.replace(expression, (found, name: string) => known.get(name) ?? found);
  return whole?.includes("${{") === true ? undefined : whole;
}

/** `./out/` → `out`; what isn't known is the whole checkout. */
function pathOf(path: string | undefined): string {
  return (path ?? "")
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

function repositoryOf(url: string | undefined): string | undefined {
  return url?.replace(/(\.git)?\/*$/, "");
}
