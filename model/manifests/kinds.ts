/** The groups whose kinds are checked; a text that names neither isn't even read as YAML. */
const groups = ["kargo.akuity.io", "argoproj.io"];

/** Kinds that only controllers and people at work create; nobody keeps them in a repository as wanted state. */
const records = new Set(["Freight", "Promotion"]);

export function mayHoldCheckedKinds(text: string): boolean {
  return groups.some((group) => text.includes(`${group}/`));
}

export function isChecked({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean {
  return groups.includes(apiVersion.split("/", 1)[0] ?? "") && !records.has(kind);
}
