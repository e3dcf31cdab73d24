import { posix } from "node:path";

/** One entry of a layer's tar archive, as far as finding a file needs it. */
export interface LayerEntry {
  /** As it stands in the archive: `./usr/bin/app`, `usr/bin/`, `.wh.old`. */
  readonly name: string;
  readonly type: "file" | "directory" | "symlink" | "link" | "other";
  /** Target of a symlink or hard link. */
  readonly target?: string;
}

/** Where a file of an image stands: which of its layers, and under which name there. */
export interface FileInLayer {
  readonly layer: number;
  readonly name: string;
}

type Node = FileInLayer & Pick<LayerEntry, "type" | "target">;

/** As many as Linux follows on one path (path_resolution(7)). */
const mostLinks = 40;

/**
 * Finds a file in an image made of layers, lowest first: later layers replace and remove what is in earlier ones, and
 * symbolic links are followed inside the image, never outside.
 *
 * Whiteouts: https://github.com/opencontainers/image-spec/blob/main/layer.md
 *
 * @param path absolute, in the image
 * @returns undefined when the image holds no such file
 */
export function findInLayers(layers: readonly (readonly LayerEntry[])[], path: string): FileInLayer | undefined {
  const tree = merged(layers);
  let links = 0;
  let rest = parts(path);
  let at: string[] = [];
  while (rest.length > 0) {
    const [part = "", ...after] = rest;
    rest = after;
    if (part === "..") {
      at = at.slice(0, -1);
      continue;
    }
    const node = tree.get([...at, part].join("/"));
    if (node?.type === "symlink") {
      links += 1;
      if (links > mostLinks) return undefined;
      const target = node.target ?? "";
      if (posix.isAbsolute(target)) at = [];
      rest = [...parts(target), ...rest];
      continue;
    }
    if (node === undefined && rest.length === 0) return undefined;
    if (node?.type === "link") {
      links += 1;
      if (links > mostLinks) return undefined;
      // A hard link's target is counted from the archive's root.
      at = [];
      rest = [...parts(node.target ?? ""), ...rest];
      continue;
    }
    at = [...at, part];
  }
  const found = tree.get(at.join("/"));
  return found?.type === "file" ? { layer: found.layer, name: found.name } : undefined;
}

function merged(layers: readonly (readonly LayerEntry[])[]): Map<string, Node> {
  const tree = new Map<string, Node>();
  for (const [layer, entries] of layers.entries()) {
    // Whiteouts first: they mean what lies below, never what this layer itself brings.
    for (const { name } of entries) whiteOut(tree, parts(name));
    for (const { name, type, target } of entries) {
      const path = parts(name);
      if (path.at(-1)?.startsWith(".wh.") || path.length === 0) continue;
      const key = path.join("/");
      if (type !== "directory") removeBelow(tree, key);
      tree.set(key, { layer, name, type, ...(target === undefined ? {} : { target }) });
    }
  }
  return tree;
}

function whiteOut(tree: Map<string, Node>, path: readonly string[]): void {
  const last = path.at(-1);
  if (!last?.startsWith(".wh.")) return;
  const folder = path.slice(0, -1);
  if (last === ".wh..wh..opq") {
    removeBelow(tree, folder.join("/"));
    return;
  }
  const key = [...folder, last.slice(".wh.".length)].join("/");
  tree.delete(key);
  removeBelow(tree, key);
}

function removeBelow(tree: Map<string, Node>, key: string): void {
  const prefix = key === "" ? "" : `${key}/`;
  for (const known of tree.keys()) if (known.startsWith(prefix)) tree.delete(known);
}

/** The names on a path's way; `..` stays only for the walk, and above the root there is nothing. */
function parts(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}
