import { readFile } from "node:fs/promises";
import path from "node:path";

/** What a promotion step leaves in `outputs`, as far as its Go source says so. */
interface StepOutput {
  /** The file that writes it, under Kargo's pkg/promotion/runner/builtin. */
  readonly file: string;
  /** Each key's type; `?` behind a key that isn't always there. Go names the keys, but not what they hold. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Where the config names the keys: `*` for its own fields, else the list whose entries have a `name`. */
  readonly named?: "*" | "outputs";
}

const commit = { commit: "string" };
const message = { "commitMessage?": "string" };

/** Every open source step that has an output; the others have none. */
const table: Readonly<Record<string, StepOutput>> = {
  "argocd-wait": { file: "argocd_waiter.go", keys: { healthStatus: "Record<string, string>" } },
  "compose-output": { file: "output_composer.go", named: "*" },
  "git-clone": { file: "git_cloner.go", keys: { commits: "Record<string, string>" } },
  "git-commit": { file: "git_commiter.go", keys: commit },
  "git-merge-pr": { file: "git_pr_merger.go", keys: commit },
  "git-open-pr": { file: "git_pr_opener.go", keys: { pr: "{ id: number; url: string }" } },
  "git-push": { file: "git_pusher.go", keys: { ...commit, "branch?": "string", "commitURL?": "string" } },
  "git-tag": { file: "git_tagger.go", keys: commit },
  "git-wait-for-pr": {
    file: "git_pr_waiter.go",
    keys: { pr: "{ id: number; url: string; open: boolean; merged: boolean }", "commit?": "string" },
  },
  "github-push": { file: "github_pusher.go", keys: { ...commit, branch: "string", "commitURL?": "string" } },
  "helm-update-chart": { file: "helm_chart_updater.go", keys: message },
  http: { file: "http_requester.go", named: "outputs" },
  "json-parse": { file: "json_parser.go", named: "outputs" },
  "json-update": { file: "json_updater.go", keys: message },
  "kustomize-set-image": { file: "kustomize_image_setter.go", keys: message },
  "oci-push": { file: "oci_pusher.go", keys: { image: "string", digest: "string", tag: "string" } },
  "toml-parse": { file: "toml_parser.go", named: "outputs" },
  "toml-update": { file: "toml_updater.go", keys: message },
  "yaml-merge": { file: "yaml_merger.go", keys: message },
  "yaml-parse": { file: "yaml_parser.go", named: "outputs" },
  "yaml-update": { file: "yaml_updater.go", keys: message },
};

/**
 * The TypeScript of the table above, after it was compared with the Go source both ways.
 *
 * @param folder Kargo's pkg/promotion/runner/builtin
 * @throws Error when a step's source writes other keys than the table says, or an unlisted file writes any
 */
export async function stepOutputs(folder: string, steps: readonly string[], files: readonly string[]): Promise<string> {
  const sources = new Map<string, string>();
  for (const file of files) sources.set(file, await readFile(path.join(folder, file), "utf8"));
  const constants = new Map([...sources.values()].flatMap(stringConstants));
  const listed = new Map(Object.values(table).map((entry) => [entry.file, entry]));
  for (const [file, source] of sources) {
    const found = writtenKeys(source, constants);
    const wanted = Object.keys(listed.get(file)?.keys ?? {}).map((key) => key.replace("?", ""));
    if (found.sort().join() === wanted.sort().join()) continue;
    throw new Error(`tools/kinds/step-outputs.ts: ${file} writes [${found}], the table says [${wanted}]`);
  }
  return [
    "/** What each step leaves in `outputs` under its alias. */",
    "export interface StepOutputs {",
    ...steps.map((step) => `  "${step}": ${outputType(table[step])};`),
    "}",
    "",
    "/** Their keys: a list, or where the step's config names them; an empty list for a step without output. */",
    "export const stepOutputs = {",
    ...steps.map((step) => `  "${step}": ${JSON.stringify(keyNames(table[step]))},`),
    "} as const;",
    "",
  ].join("\n");
}

function outputType(entry: StepOutput | undefined): string {
  if (entry === undefined) return "Record<string, never>";
  if (entry.keys === undefined) return "Record<string, unknown>";
  return `{ ${Object.entries(entry.keys)
    .map(([key, type]) => `${key}: ${type}`)
    .join("; ")} }`;
}

function keyNames(entry: StepOutput | undefined): string[] | { named: string } {
  if (entry?.named !== undefined) return { named: entry.named };
  return Object.keys(entry?.keys ?? {}).map((key) => key.replace("?", ""));
}

function stringConstants(source: string): [string, string][] {
  return [...source.matchAll(/^\s*(?:const )?(\w+)\s*=\s*"([^"]*)"$/gm)].map(([, name = "", value = ""]) => [
    name,
    value,
  ]);
}

/** The outermost keys of what is assigned to a step's output. */
function writtenKeys(source: string, constants: ReadonlyMap<string, string>): string[] {
  const keys = new Set<string>();
  const add = (token: string) => {
    const key = token.startsWith('"') ? token.slice(1, -1) : constants.get(token);
    if (key === undefined) throw new Error(`tools/kinds/step-outputs.ts: no constant ${token}`);
    keys.add(key);
  };
  for (const { index, 0: start } of source.matchAll(/(?:\bOutput(?:: | = )|\boutput := )map\[string\]any\{/g)) {
    const body = source.slice(index + start.length);
    let depth = 0;
    for (const [token] of body.matchAll(/[{}]|(?:"\w+"|\b\w+):/g)) {
      if (token === "{") depth += 1;
      else if (token === "}") depth -= 1;
      else if (depth === 0) add(token.slice(0, -1));
      if (depth < 0) break;
    }
  }
  for (const [, token = ""] of source.matchAll(/\boutput\[(\w+|"\w+")\] = /g)) add(token);
  return [...keys];
}
