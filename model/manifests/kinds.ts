/** The groups whose kinds are checked; a text that names neither isn't even read as YAML. */
const groups = ["kargo.akuity.io", "argoproj.io"];

/** Kinds that only controllers and people at work create; nobody keeps them in a repository as wanted state. */
const records = new Set(["Freight", "Promotion"]);

/** Namespaces too: whether Kargo may make one its Project's hangs on a label of it. */
const namespace = /kind["']?\s*:\s*["']?Namespace/;

export function mayHoldCheckedKinds(text: string): boolean {
  return groups.some((group) => text.includes(`${group}/`)) || namespace.test(text);
}

export function isChecked({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean {
  if (apiVersion === "v1") return kind === "Namespace";
  return groups.includes(apiVersion.split("/", 1)[0] ?? "") && !records.has(kind);
}
