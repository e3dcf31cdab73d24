import { legible, perhaps, shown } from "../../words.ts";
import type { ManifestFinding, Path, Severity } from "../finding.ts";
import type { ManifestObject } from "../object.ts";

/** All objects of one run. */
export interface Manifests {
  readonly objects: readonly ManifestObject[];
  /** Some file couldn't be read whole, so that what is missing may stand there. */
  readonly incomplete: boolean;
}

/** The objects of a run by kind and name. */
export class Catalog {
  readonly #byKind: ReadonlyMap<string, readonly ManifestObject[]>;
  readonly #byName: ReadonlyMap<string, readonly ManifestObject[]>;
  readonly #incomplete: boolean;

  constructor({ objects, incomplete }: Manifests) {
    this.#byKind = Map.groupBy(objects, ({ kind }) => kind);
    this.#byName = Map.groupBy(objects, ({ kind, name }) => `${kind}/${name}`);
    this.#incomplete = incomplete;
  }

  of(kind: string): readonly ManifestObject[] {
    return this.#byKind.get(kind) ?? [];
  }

  /** Those of a kind in one namespace. An object without namespace may end in any, so it counts for all. */
  within(kind: string, namespace: string | undefined): readonly ManifestObject[] {
    return this.of(kind).filter((object) => mayBeIn(object, namespace));
  }

  named(kind: string, name: string, namespace: string | undefined): readonly ManifestObject[] {
    return (this.#byName.get(`${kind}/${name}`) ?? []).filter((object) => mayBeIn(object, namespace));
  }

  /** Whether everything of a Project ought to be in this run, so that what is missing isn't anywhere. */
  isWhole(namespace: string | undefined): boolean {
    return !this.#incomplete && namespace !== undefined && this.#byName.has(`Project/${namespace}`);
  }

  /** What to say when a name leads nowhere. */
  missing(from: ManifestObject, path: Path, rule: string, kind: string, name: string): ManifestFinding {
    const names = this.within(kind, from.namespace).map((object) => object.name);
    const severity: Severity = this.isWhole(from.namespace) ? "error" : "note";
    const where = from.namespace === undefined ? "" : ` in namespace ${legible(from.namespace)}`;
    return from.at({
      rule,
      severity,
      path,
      message:
        severity === "error"
          ? `There is no ${kind} of this name${where}`
          : `The ${kind} isn't among the files, so nothing is said about it`,
      got: shown(name),
      fix: perhaps(name, names, severity === "error" ? `Add the ${kind}, or name another` : "Check its file too"),
    });
  }
}

function mayBeIn(object: ManifestObject, namespace: string | undefined): boolean {
  return namespace === undefined || object.namespace === undefined || object.namespace === namespace;
}
