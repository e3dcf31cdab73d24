import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";
import { type Readable, text } from "./readable.ts";
import { joined, missingField, wrongType } from "./shape.ts";

const segment = /^[\w.@+-]+$/;
const placeholder = /^[a-z0-9]+([._/-][a-z0-9]+)*$/;
/** Names a Warehouse's image subscriptions can have. */
const imageSubscriptions = ["image"];

/** Folders, and images: what a rendered kustomize promotion reads from the repository. */
export function templateProblems({ root, template, stages, warehouses }: Readable): Problem[] {
  const path = `${root}.promotionTemplate`;
  if (Object.keys(template).length === 0) return [];
  return [
    ...folderProblems(`${path}.base`, template.base),
    ...overlayProblems(path, template, stages),
    ...imageProblems(`${path}.images`, template.images),
    ...[...warehouses].flatMap(([name, warehouse]) => [
      ...(warehouse.git === undefined ? [needs(joined(`${root}.warehouses`, name), "git", "manifests")] : []),
      ...(warehouse.image === undefined ? [needs(joined(`${root}.warehouses`, name), "image", "images")] : []),
    ]),
  ];
}

function overlayProblems(path: string, template: Readable["template"], stages: Readable["stages"]): Problem[] {
  const { overlay, overlays } = template;
  if (overlay !== undefined) return [wrongType(`${path}.overlay`, overlay, "a function from a Stage to its folder")];
  if (overlays === undefined) return [missingField(`${path}.overlay`)];
  if (!isRecord(overlays)) return [wrongType(`${path}.overlays`, overlays, "an object from Stage to folder")];
  const owners = new Map<string, string>();
  const told = new Set<string>();
  return [...stages].flatMap(([environment, { names }]) =>
    names.flatMap((name): Problem[] => {
      if (told.has(name)) return [];
      told.add(name);
      const at = joined(`${path}.overlays`, name);
      const folder = Object.hasOwn(overlays, name) ? overlays[name] : undefined;
      if (typeof folder !== "string") return [wrongType(at, folder, "the Stage's folder as text")];
      const owner = owners.get(folder) ?? environment;
      owners.set(folder, owner);
      return [...folderProblems(at, folder), ...(owner === environment ? [] : [shared(at, folder, owner)])];
    }),
  );
}

function shared(path: string, folder: string, owner: string): Problem {
  return {
    rule: "shared-overlay",
    severity: "error",
    path,
    message: "Two environments are rendered from one folder, so a change meant for one reaches both",
    got: `${shown(folder)}, also of ${shown(owner)}`,
    fix: "Give each environment its own folder; targets of one environment may share theirs",
  };
}

/** A folder inside the repository, from its root. Expressions are refused too: a folder is the same for all Freight. */
function folderProblems(path: string, folder: unknown): Problem[] {
  if (typeof folder !== "string") return [];
  const parts = folder.split("/");
  if (parts.every((part) => segment.test(part) && part !== "." && part !== "..")) return [];
  return [
    {
      rule: "folder",
      severity: "error",
      path,
      message: "This isn't a folder inside the repository",
      got: shown(folder),
      allowed: 'a path from the repository\'s root with / between names, such as "k8s/base"',
      fix: folder.startsWith("/")
        ? "Leave out the / in front"
        : "Write the folder's path without . and .. and without spaces",
    },
  ];
}

function imageProblems(path: string, images: unknown): Problem[] {
  if (!isRecord(images)) return [];
  return Object.entries(images).flatMap(([name, subscription]): Problem[] => {
    const at = joined(path, name);
    const problems: Problem[] = [];
    if (!placeholder.test(name)) problems.push(badPlaceholder(at, name));
    const got = text(subscription);
    if (got !== undefined && !imageSubscriptions.includes(got)) {
      problems.push({
        rule: "unknown-subscription",
        severity: "error",
        path: at,
        message: "The Warehouse has no image subscription of this name",
        got: shown(got),
        allowed: listed(imageSubscriptions),
        fix: perhaps(got, imageSubscriptions, "Choose one of them"),
      });
    }
    return problems;
  });
}

function badPlaceholder(path: string, name: string): Problem {
  return {
    rule: "placeholder-image",
    severity: "error",
    path,
    message: "This can't be an image's name in manifests",
    got: shown(name),
    allowed: "a name in small letters without tag or digest",
    fix: "Name the image as the manifests do, without its tag",
  };
}

function needs(path: string, subscription: string, what: string): Problem {
  return {
    rule: "missing-subscription",
    severity: "error",
    path: `${path}.${subscription}`,
    message: `The promotion takes ${what} from this subscription, and it is missing`,
    fix: subscription === "git" ? 'Add git: git("https://…")' : 'Add image: image("…")',
  };
}
