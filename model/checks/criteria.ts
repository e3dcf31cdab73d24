import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";
import { type Readable, type ReadableWarehouse, text } from "./readable.ts";
import { joined } from "./shape.ts";

/** Whether what must hold before Freight is made can ever hold. */
export function criteriaProblems({ root, warehouses }: Readable): Problem[] {
  return [...warehouses].flatMap(([name, warehouse]) => {
    const path = joined(`${root}.warehouses`, name);
    return [...manualProblems(path, warehouse), ...ofWarehouse(`${path}.freightCreationCriteria`, path, warehouse)];
  });
}

function manualProblems(path: string, { manual, freightCreationCriteria }: ReadableWarehouse): Problem[] {
  if (!manual || freightCreationCriteria === undefined) return [];
  return [
    {
      rule: "criterion-without-effect",
      severity: "error",
      path: `${path}.freightCreationCriteria`,
      message: "Freight of this Warehouse is assembled by hand, so Kargo never asks the criterion",
      fix: 'Remove it, or remove freightCreationPolicy: "Manual"',
    },
  ];
}

function ofWarehouse(path: string, at: string, warehouse: ReadableWarehouse): Problem[] {
  const { freightCreationCriteria: criteria } = warehouse;
  if (criteria === undefined) return [];
  const namesOf = (kind: string) =>
    warehouse.subscriptions.filter((each) => each.kind === kind).map((each) => each.name);
  if (criteria.kind === "sameTag") {
    const names = Array.isArray(criteria.images) ? criteria.images : [];
    return names.flatMap((name, index) =>
      nameProblems(`${path}.images[${index}]`, "image", text(name), namesOf("image")),
    );
  }
  if (criteria.kind === "criterion") return [];
  const find = (kind: string, name: unknown) =>
    warehouse.subscriptions.find((each) => each.kind === kind && each.name === name);
  const [git, image] = [find("git", criteria.git), find("image", criteria.image)];
  return [
    ...nameProblems(`${path}.git`, "Git", text(criteria.git), namesOf("git")),
    ...nameProblems(`${path}.image`, "image", text(criteria.image), namesOf("image")),
    ...(image === undefined ? [] : neverHolds(image.path.reduce(joined, at), image.fields)),
    ...(git === undefined ? [] : seldomHolds(git.path.reduce(joined, at), git.fields)),
  ];
}

function neverHolds(at: string, image: Readonly<Record<string, unknown>>): Problem[] {
  const strategy = text(image.imageSelectionStrategy) ?? "SemVer";
  if (strategy !== "SemVer" && strategy !== "Digest") return [];
  const why =
    strategy === "SemVer"
      ? "SemVer only ever takes tags that are versions"
      : "Digest only ever takes the one tag it follows";
  return [
    {
      rule: "criterion-never-holds",
      severity: "error",
      path: `${at}.imageSelectionStrategy`,
      message: `sameCommit compares the image's tag with a commit's id, but ${why}`,
      got: shown(strategy),
      fix: 'Write "NewestBuild" with allowTagsRegexes: ["^[0-9a-f]{40}$"], or remove the criterion',
    },
  ];
}

function seldomHolds(at: string, git: Readonly<Record<string, unknown>>): Problem[] {
  const key = ["includePaths", "excludePaths"].find((each) => Array.isArray(git[each]));
  if (key === undefined) return [];
  return [
    {
      rule: "criterion-seldom-holds",
      severity: "warning",
      path: `${at}.${key}`,
      message:
        "A commit outside these paths still makes the newest image, and sameCommit then holds back all Freight until the next commit inside them",
      fix: "Remove the paths, or let the workflow build images for the same paths only",
    },
  ];
}

function nameProblems(path: string, kind: string, name: string | undefined, names: readonly string[]): Problem[] {
  if (name === undefined || names.includes(name)) return [];
  return [
    {
      rule: "unknown-subscription",
      severity: "error",
      path,
      message: `The Warehouse has no ${kind} subscription of this name`,
      got: shown(name),
      allowed: listed(names, "none is defined"),
      fix: perhaps(name, names, names.length === 0 ? "Define it" : "Choose one of them"),
    },
  ];
}
