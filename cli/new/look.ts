import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { isRecord } from "../../model/json.ts";
import { UserError } from "../../model/problem.ts";
import { containersIn, type FoundContainer } from "./containers.ts";

/** What is in an app's folder already. Paths are from that folder, with `/`. */
export interface Found {
  readonly goProgram: boolean;
  readonly helmChart: boolean;
  readonly dockerfile?: { readonly port?: number; readonly setsUser: boolean };
  readonly manifests?: FoundManifests;
}

export interface FoundManifests {
  readonly base: string;
  /** Overlays are, or will be, `<overlays>/<environment>`: never below `base`, which Kustomize refuses. */
  readonly overlays: string;
  /** False: the folder holds plain manifests, and a kustomization that lists them is still to be written. */
  readonly isKustomization: boolean;
  /** Files of plain manifests, sorted. */
  readonly files: readonly string[];
  readonly containers: readonly FoundContainer[];
}

const parents = ["k8s", "kubernetes", "kustomize", "deploy", "deployment", "manifests", "config"];
const kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** @throws UserError when there is no such folder */
export function lookAt(folder: string): Found {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UserError(`--from: ${folder} is no folder`);
  const has = (name: string) => existsSync(path.join(folder, name));
  const manifests = findManifests(folder);
  return {
    goProgram: has("go.mod"),
    helmChart: ["Chart.yaml", "chart/Chart.yaml", "helm/Chart.yaml"].some(has),
    ...(has("Dockerfile") ? { dockerfile: readDockerfile(readFileSync(path.join(folder, "Dockerfile"), "utf8")) } : {}),
    ...(manifests === undefined ? {} : { manifests }),
  };
}

/** Whether a folder is a Kustomize root. */
export function isKustomization(folder: string): boolean {
  return kustomizations.some((name) => existsSync(path.join(folder, name)));
}

function findManifests(folder: string): FoundManifests | undefined {
  const at = (name: string) => path.join(folder, name);
  const own = ["base", ...parents.map((parent) => `${parent}/base`)].find((name) => isKustomization(at(name)));
  if (own !== undefined) {
    const parent = path.posix.dirname(own);
    const below = path.posix.join(parent, "overlays");
    return found(folder, own, existsSync(at(below)) || parent === "." ? below : parent, true);
  }
  const whole = parents.find((name) => isKustomization(at(name)));
  if (whole !== undefined) return found(folder, whole, "overlays", true);
  const plain = parents
    .map((name) => found(folder, name, "overlays", false))
    .find(({ containers }) => containers.length > 0);
  return plain;
}

function found(folder: string, base: string, overlays: string, isRoot: boolean): FoundManifests {
  const objects = manifestsIn(path.join(folder, base));
  const files = [...new Set(objects.map(({ file }) => file))];
  const containers = objects.flatMap(({ object }) => containersIn(object));
  return { base, overlays, isKustomization: isRoot, files, containers };
}

function manifestsIn(folder: string): { file: string; object: Record<string, unknown> }[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name) && !name.startsWith("."));
  return files.sort().flatMap((file) => {
    const documents = parseAllDocuments(readFileSync(path.join(folder, file), "utf8"));
    const objects = Array.isArray(documents)
      ? documents.map((document) => document.errors.length === 0 && document.toJS())
      : [];
    return objects
      .filter(
        (object): object is Record<string, unknown> => isRecord(object) && "apiVersion" in object && "kind" in object,
      )
      .filter(({ kind }) => kind !== "Kustomization" && kind !== "Component")
      .map((object) => ({ file, object }));
  });
}

function readDockerfile(text: string): { port?: number; setsUser: boolean } {
  // Of several stages only the last becomes the image.
  const last = text.split(/^FROM\s/im).at(-1) ?? "";
  const [, port] = /^EXPOSE\s+(\d+)/im.exec(last) ?? [];
  const [, user] = /^USER\s+(\d+)/im.exec(last) ?? [];
  return { ...(port === undefined ? {} : { port: Number(port) }), setsUser: user !== undefined && user !== "0" };
}
