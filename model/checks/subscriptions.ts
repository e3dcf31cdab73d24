import { mirrored } from "../compile/mirrors.ts";
import { normalized } from "../expr/repositories.ts";
import { gitSubscriptionSchema } from "../kinds/git-subscription.gen.ts";
import { imageSubscriptionSchema } from "../kinds/image-subscription.gen.ts";
import type { Problem } from "../problem.ts";
import type { Mirror } from "../settings.ts";
import { legible, shown } from "../words.ts";
import { type Readable, type ReadableSubscription, type ReadableWarehouse, text } from "./readable.ts";
import { joined } from "./shape.ts";

const branch = gitSubscriptionSchema.properties.branch;
const branchPattern = new RegExp(branch.pattern);
const platformPattern = new RegExp(imageSubscriptionSchema.properties.platform.pattern);

/** What a Warehouse follows. */
export function subscriptionProblems({ root, warehouses }: Readable, mirrors: readonly Mirror[]): Problem[] {
  return [...warehouses].flatMap(([name, warehouse]) => {
    const path = joined(`${root}.warehouses`, name);
    const at = (subscription: ReadableSubscription) => subscription.path.reduce(joined, path);
    return [
      ...(warehouse.subscriptions.length === 0 ? [empty(path)] : []),
      ...warehouse.subscriptions.flatMap((subscription) => [
        ...(subscription.kind === "git"
          ? [
              ...branchProblems(`${at(subscription)}.branch`, text(subscription.fields.branch)),
              ...sinceProblems(`${at(subscription)}.since`, text(subscription.fields.since)),
            ]
          : []),
        ...platformProblems(`${at(subscription)}.platform`, text(subscription.fields.platform)),
        ...digestProblems(at(subscription), subscription),
        ...chartProblems(at(subscription), subscription),
        ...misplacedProblems(at(subscription), subscription),
      ]),
      ...doubledProblems(path, warehouse, mirrors),
    ];
  });
}

function empty(path: string): Problem {
  return {
    rule: "no-subscription",
    severity: "error",
    path,
    message: "A Warehouse without subscriptions makes no Freight",
    fix: 'Add one: image: image("…"), git: git("…") or chart: chart("…")',
  };
}

/** One spelling for one repository. */
function sameRepository(kind: string | undefined, url: string): string {
  const read = { image: normalized.images, git: normalized.git, chart: normalized.charts }[kind ?? ""];
  return read === undefined ? url : read(url);
}

/** Kargo means to refuse two subscriptions of one repository, but 1.11.2 lets them in, and every Freight then fails. */
function doubledProblems(path: string, { subscriptions }: ReadableWarehouse, mirrors: readonly Mirror[]): Problem[] {
  const owners = new Map<string, string>();
  const names = new Set<string>();
  return subscriptions.flatMap((subscription): Problem[] => {
    const { name, kind, fields } = subscription;
    const url = text(fields.repoURL);
    const key = `${kind} ${url === undefined ? "" : sameRepository(kind, mirrored(url, mirrors))} ${text(fields.name) ?? ""}`;
    const owner = owners.get(key);
    owners.set(key, name);
    const at = subscription.path.reduce(joined, path);
    const common = { severity: "error", path: at } as const;
    const doubledName: Problem[] = names.has(name)
      ? [
          {
            ...common,
            rule: "doubled-name",
            message: "Two subscriptions of one Warehouse have one name",
            got: shown(name),
            fix: "Rename one of them",
          },
        ]
      : [];
    names.add(name);
    if (owner === undefined || url === undefined) return doubledName;
    return [
      ...doubledName,
      {
        ...common,
        rule: "doubled-subscription",
        message:
          "Two subscriptions of one Warehouse follow one repository; Kargo 1.11.2 accepts that and then makes no Freight",
        got: `${shown(url)}, also of ${shown(owner)}`,
        fix: "Put them in two Warehouses, or remove one",
        source: "Kargo: pkg/webhook/kubernetes/warehouse, uniqueSubSet",
      },
    ];
  });
}

function digestProblems(path: string, { kind, fields }: ReadableSubscription): Problem[] {
  if (kind !== "image" || fields.imageSelectionStrategy !== "Digest" || text(fields.constraint)) return [];
  return [
    {
      rule: "digest-without-constraint",
      severity: "error",
      path: `${path}.constraint`,
      message: "Digest follows one moving tag, and none is named",
      fix: 'Write the tag: constraint: "stable"',
    },
  ];
}

/** Fields that only another selection strategy reads; Kargo takes them and ignores them. */
function misplacedProblems(path: string, { kind, fields }: ReadableSubscription): Problem[] {
  const strategy = text(fields.commitSelectionStrategy) ?? "NewestFromBranch";
  if (kind !== "git" || fields.semverConstraint === undefined || strategy === "SemVer") return [];
  return [
    {
      rule: "ignored-field",
      severity: "error",
      path: `${path}.semverConstraint`,
      message: `Kargo ignores this with commitSelectionStrategy ${legible(strategy)}`,
      got: shown(fields.semverConstraint),
      fix: 'Write commitSelectionStrategy: "SemVer", or remove it',
    },
  ];
}

function chartProblems(path: string, { kind, fields }: ReadableSubscription): Problem[] {
  const url = text(fields.repoURL);
  if (kind !== "chart" || url === undefined) return [];
  const oci = url.startsWith("oci://");
  if (oci === (fields.name === undefined)) return [];
  return [
    {
      rule: "chart-name",
      severity: "error",
      path: `${path}.name`,
      message: oci
        ? "An oci:// URL names the chart already"
        : "A chart repository holds many charts, and none is named",
      ...(oci ? { got: shown(fields.name) } : {}),
      fix: oci ? "Remove the name" : 'Write the chart\'s name: name: "…"',
    },
  ];
}

function branchProblems(path: string, name: string | undefined): Problem[] {
  if (name === undefined) return [];
  if (name.startsWith("stage/")) {
    return [
      {
        rule: "rendered-branch",
        severity: "error",
        path,
        message:
          "Promotions write to branches under stage/, so a Warehouse that follows one would feed on its own output",
        got: shown(name),
        fix: "Follow the branch people commit to",
      },
    ];
  }
  const wrong =
    name.length > branch.maxLength || !branchPattern.test(name) || /\.\.|\/\/|\.lock$|\/\.|^refs\//.test(name);
  if (!wrong) return [];
  return [
    {
      rule: "branch",
      severity: "error",
      path,
      message: "This isn't a branch's name",
      got: shown(name),
      allowed: `letters, digits and . _ / - between them, at most ${branch.maxLength}`,
      fix: name.startsWith("refs/heads/")
        ? `Write ${shown(name.slice("refs/heads/".length))}`
        : 'Write the branch\'s short name, such as "main"',
    },
  ];
}

/** Kargo reads it into a Kubernetes time, and can't read the Warehouse when that fails. */
function sinceProblems(path: string, since: string | undefined): Problem[] {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  if (since === undefined || (form.test(since) && !Number.isNaN(Date.parse(since)))) return [];
  return [
    {
      rule: "timestamp",
      severity: "error",
      path,
      message: "This isn't a point in time",
      got: shown(since),
      allowed: "date and time of RFC 3339, with a zone",
      fix: 'Write for example "2026-01-31T00:00:00Z"',
    },
  ];
}

function platformProblems(path: string, platform: string | undefined): Problem[] {
  if (platform === undefined || platformPattern.test(platform)) return [];
  return [
    {
      rule: "platform",
      severity: "error",
      path,
      message: "This isn't a platform",
      got: shown(platform),
      allowed: "<os>/<arch>",
      fix: 'Write for example "linux/amd64"',
    },
  ];
}
