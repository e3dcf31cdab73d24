export type Fields = Readonly<Record<string, unknown>>;

/** A path that a kustomization names. */
export interface Named {
  readonly text: string;
  /** It may be a folder with a kustomization of its own. */
  readonly mayBeFolder: boolean;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The texts of a list, or the one that stands in place of it. */
export function textsOf(value: unknown): string[] {
  return [value].flat().filter((entry): entry is string => typeof entry === "string");
}

/**
 * Every path that a kustomization's fields name, save generators, transformers and validators.
 * Source: kustomize api v0.20.1, types/kustomization.go and what it refers to.
 */
export function namedFiles(kustomization: Fields): Named[] {
  const list = (field: string): Fields[] => [kustomization[field]].flat().filter(isFields);
  const files: unknown[] = [
    kustomization["crds"],
    kustomization["configurations"],
    // Also a patch itself may stand here.
    textsOf(kustomization["patchesStrategicMerge"]).filter((text) => !text.includes("\n")),
    ...["patches", "patchesJson6902", "replacements", "openapi"].flatMap((field) =>
      list(field).map(({ path }) => path),
    ),
    ...["configMapGenerator", "secretGenerator"].flatMap((field) => list(field).flatMap(generated)),
    ...list("helmCharts").flatMap(({ valuesFile, additionalValuesFiles }) => [valuesFile, additionalValuesFiles]),
    ...list("helmChartInflationGenerator").map(({ values }) => values),
  ];
  const homes = [...list("helmGlobals"), ...list("helmCharts"), ...list("helmChartInflationGenerator")];
  const folders: unknown[] = [
    kustomization["resources"],
    kustomization["bases"],
    kustomization["components"],
    ...homes.map(({ chartHome }) => chartHome),
  ];
  return [
    ...files.flatMap(textsOf).map((text) => ({ text, mayBeFolder: false })),
    ...folders.flatMap(textsOf).map((text) => ({ text, mayBeFolder: true })),
  ];
}

/** `key=path`, or a path alone. */
function generated({ files, envs, env }: Fields): string[] {
  return [...textsOf(files).map((file) => file.slice(file.indexOf("=") + 1)), ...textsOf(envs), ...textsOf(env)];
}
