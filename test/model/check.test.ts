import { describe, expect, test } from "vitest";
import { check } from "../../model/check.ts";
import type { Pipeline } from "../../model/definition.ts";
import { formatProblem } from "../../model/problem.ts";
import { defaultSettings } from "../../model/settings.ts";
import { edited } from "./sample.ts";

const told = (changes: Record<string, unknown>, settings: unknown = defaultSettings) =>
  check(edited(changes), settings as never).map(formatProblem);

/** One change to the sample, and everything that is said about it. */
type Row = readonly [what: string, changes: Record<string, unknown>, said: readonly string[]];

function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)("%s", (_what, changes, said) => {
      expect(told(changes)).toEqual(said);
    });
  });
}

const fromShape = 'the name of an upstream Stage, or warehouse("…")';

table("the shape of a definition", [
  [
    "an unknown key of a Stage is told with the key that is near",
    { "stages.prod.requiredSoakTme": "1h" },
    [
      'error goserver.stages.prod.requiredSoakTme: This key isn\'t known here (allowed from, autoPromotion, protected, requiredSoakTime, availabilityStrategy, selectionPolicy, targets, shard, controlFlow, promotionTemplate, through, pullRequestTimeout, vars, verification, argocd, freeze). Perhaps "requiredSoakTime" is meant. [unknown-key]',
    ],
  ],
  [
    "a field of a later version is refused, not dropped",
    { "stages.prod.approvals": [] },
    [
      "error goserver.stages.prod.approvals: This key isn't known here (allowed from, autoPromotion, protected, requiredSoakTime, availabilityStrategy, selectionPolicy, targets, shard, controlFlow, promotionTemplate, through, pullRequestTimeout, vars, verification, argocd, freeze). Remove it. [unknown-key]",
    ],
  ],
  [
    "a key that isn't a plain word is written so that it can be seen",
    { "warehouses.main.git.br\u0430nch": "main" },
    [
      'error goserver.warehouses.main.git["br\\u{430}nch"]: This key isn\'t known here (allowed kind, repoURL, branch, commitSelectionStrategy, semverConstraint, includePaths, excludePaths, expressionFilter, since, blobless, allowTagsRegexes, ignoreTagsRegexes, strictSemvers, discoveryLimit, insecureSkipTLSVerify). Perhaps "branch" is meant. [unknown-key]',
    ],
  ],
  [
    "wrong types are told all at once, sorted by path",
    {
      "stages.dev.autoPromotion": "yes",
      "stages.prod.from": 3,
      "stages.prod.targets": [],
      "warehouses.main.image.discoveryLimit": 101,
      "warehouses.main.image.allowTagsRegexes": "^v",
    },
    [
      'error goserver.stages.dev.autoPromotion: This has the wrong type (got "yes"; allowed true or false). Write true or false. [wrong-type]',
      `error goserver.stages.prod.from: This has the wrong type (got 3; allowed ${fromShape}). Write ${fromShape}. [wrong-type]`,
      "error goserver.stages.prod.targets: There is nothing here (got an empty list; allowed a list of at least one name). Write a list of at least one name. [wrong-type]",
      'error goserver.warehouses.main.image.allowTagsRegexes: This has the wrong type (got "^v"; allowed a list of texts). Write a list of texts. [wrong-type]',
      "error goserver.warehouses.main.image.discoveryLimit: This number is out of range (got 101; allowed a whole number from 1 to 100). Write a whole number from 1 to 100. [wrong-type]",
    ],
  ],
  [
    "a choice that doesn't exist is told with the choices",
    { "warehouses.main.image.imageSelectionStrategy": "newestbuild" },
    [
      'error goserver.warehouses.main.image.imageSelectionStrategy: This isn\'t one of the choices (got "newestbuild"; allowed Digest, Lexical, NewestBuild, SemVer). Perhaps "NewestBuild" is meant. [unknown-choice]',
    ],
  ],
  [
    "a missing source is told",
    { "stages.staging.from": undefined },
    ["error goserver.stages.staging.from: This is missing. Add it. [missing]"],
  ],
]);

table("names", [
  [
    "an app that can't be a namespace is told with one that can",
    { app: "Go Server_2" },
    [
      'error pipeline.app: This app name can\'t be used in Kubernetes (got "Go Server_2"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "go-server-2". [name]',
    ],
  ],
  [
    "a namespace that the cluster has already is refused",
    { app: "kube-system" },
    [
      "error kube-system.app: The app's name is also its namespace's, and that namespace is taken (got \"kube-system\"). Choose another name. [reserved-name]",
    ],
  ],
  [
    "an environment can't have the name of another stack",
    { "stages.delivery": { from: "dev" }, "promotionTemplate.overlays.delivery": "k8s/delivery" },
    [
      "error goserver.stages.delivery: An environment's name is also its stack's, and this name has another meaning there (got \"delivery\"). Choose another name. [reserved-name]",
    ],
  ],
  [
    "a name made of app, environment and target may not be too long",
    { "stages.prod.targets": ["a".repeat(50)], [`promotionTemplate.overlays.prod-${"a".repeat(50)}`]: "k8s/prod" },
    [
      `error goserver.stages.prod: The namespace and Application made of app and Stage would have too long a name (got "goserver-prod-${"a".repeat(50)}", 64 characters; allowed at most 63 characters). Shorten the app's, the environment's or the target's name. [name-too-long]`,
    ],
  ],
  [
    "a target and an environment can't make one Stage",
    {
      "stages.prod.targets": ["eu"],
      "stages.prod-eu": { from: "dev" },
      "promotionTemplate.overlays.prod-eu": "k8s/prod",
    },
    [
      'error goserver.stages.prod-eu: Two environments would make a Stage of one name (got "prod-eu", also made by "prod"). Rename one of them. [doubled-stage]',
    ],
  ],
  [
    "two targets can't have one name",
    { "stages.prod.targets": ["eu", "eu"], "promotionTemplate.overlays.prod-eu": "k8s/prod" },
    [
      'error goserver.stages.prod: Two targets have one name (got "prod-eu", also made by "prod"). Rename one of them. [doubled-stage]',
    ],
  ],
]);

table("upstreams", [
  [
    "an environment that doesn't exist",
    { "stages.prod.from": "qa" },
    [
      'error goserver.stages.prod.from: There is no environment of this name (got "qa"; allowed dev, staging). Choose one of them. [unknown-upstream]',
    ],
  ],
  [
    "a name every object has isn't an environment",
    { "stages.prod.from": "constructor" },
    [
      'error goserver.stages.prod.from: There is no environment of this name (got "constructor"; allowed dev, staging). Choose one of them. [unknown-upstream]',
    ],
  ],
  [
    "a Warehouse that doesn't exist, and one that is left over",
    { "stages.dev.from": { kind: "Warehouse", name: "mian" } },
    [
      'error goserver.stages.dev.from: There is no Warehouse of this name (got "mian"; allowed main). Perhaps "main" is meant. [unknown-warehouse]',
      'warning goserver.warehouses.main: No Stage takes Freight from this Warehouse. Feed a Stage with from: warehouse("main"), or remove it. [unused-warehouse]',
    ],
  ],
  [
    "an environment that is its own upstream, and what hangs on it",
    { "stages.staging.from": "staging" },
    [
      'error goserver.stages.prod.from: No Freight can reach this environment: its upstreams form a circle (got "staging" takes from "staging"). Feed one of them from a Warehouse: from: warehouse("…"). [unreachable]',
      'error goserver.stages.staging.from: An environment can\'t be its own upstream (got "staging"). Name the environment before it, or feed it from a Warehouse: from: warehouse("…"). [self-upstream]',
    ],
  ],
  [
    "a circle without entry",
    { "stages.dev.from": "prod" },
    [
      'error goserver.stages: No environment takes Freight from a Warehouse, so none will ever get any. Feed the first one with from: warehouse("main"). [no-entry]',
      'error goserver.stages.dev.from: These environments feed each other in a circle (got "dev" takes from "prod" takes from "staging" takes from "dev"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]',
      'error goserver.stages.prod.from: These environments feed each other in a circle (got "prod" takes from "staging" takes from "dev" takes from "prod"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]',
      'error goserver.stages.staging.from: These environments feed each other in a circle (got "staging" takes from "dev" takes from "prod" takes from "staging"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]',
      'warning goserver.warehouses.main: No Stage takes Freight from this Warehouse. Feed a Stage with from: warehouse("main"), or remove it. [unused-warehouse]',
    ],
  ],
  [
    "a protected environment fed straight from a Warehouse breaks rule G01",
    { "stages.prod.from": { kind: "Warehouse", name: "main" }, "stages.prod.requiredSoakTime": undefined },
    [
      'error goserver.stages.prod.from: A protected Stage takes Freight straight from a Warehouse (got warehouse("main"); allowed the name of an upstream environment). Feed it from an upstream Stage instead, or don\'t protect it. [G01]',
    ],
  ],
]);

const durations = "whole seconds in all, written with s, m and h: 30s, 90m, 1h30m";
table("durations", [
  ...(
    [
      ["1d", 'Write "24h"'],
      ["2w", 'Write "336h"'],
      ["24", 'Add a unit, for example "24m"'],
      ["1h 30m", 'Write "1h30m"'],
      ["-1h", 'Write for example "1h"'],
      ["", 'Write for example "1h"'],
      ["500ms", 'Write for example "1h"'],
      ["0.5s", 'Write for example "1h"'],
      ["3000000h", 'Write for example "1h"'],
    ] as const
  ).map(
    ([value, fix]): Row => [
      `"${value}" isn't one`,
      { "stages.prod.requiredSoakTime": value },
      [
        `error goserver.stages.prod.requiredSoakTime: This isn't a duration Kargo takes (got "${value}"; allowed ${durations}). ${fix}. [duration]`,
      ],
    ],
  ),
  ["the fractions and sums Go reads are ones", { "stages.prod.requiredSoakTime": "1.5h1h30s0.5m" }, []],
  [
    "a Warehouse's interval is one too",
    { "warehouses.main.interval": "5 minutes" },
    [
      `error goserver.warehouses.main.interval: This isn't a duration Kargo takes (got "5 minutes"; allowed ${durations}). Write for example "1h". [duration]`,
    ],
  ],
  [
    "a soak time without an upstream has no effect",
    { "stages.dev.requiredSoakTime": "1h" },
    [
      'error goserver.stages.dev.requiredSoakTime: Freight straight from a Warehouse has soaked nowhere, so Kargo ignores this (got "1h"). Remove it, or take Freight from an upstream Stage. [soak-without-upstream]',
    ],
  ],
  [
    "a soak time after a control-flow Stage never ends",
    { "stages.staging": { from: "dev", controlFlow: true } },
    [
      'error goserver.stages.prod.requiredSoakTime: Freight only passes a control-flow Stage and never soaks in one, so this wait never ends (got "1h" after staging). Name the Stages before it; a join is put in front where Kargo needs one. [soak-after-control-flow]',
    ],
  ],
]);

table("the promotion template", [
  ...["/k8s/prod", "../prod", "k8s//prod", "k8s/./prod", "k8s\\prod", "", "k8s/${{ ctx.stage }}"].map(
    (folder): Row => [
      `"${folder}" isn't a folder in the repository`,
      { "promotionTemplate.overlays.prod": folder },
      [
        `error goserver.promotionTemplate.overlays.prod: This isn't a folder inside the repository (got ${JSON.stringify(folder)}; allowed a path from the repository's root with / between names, such as "k8s/base"). ${folder.startsWith("/") ? "Leave out the / in front" : folder.includes("$") ? "Write a function from a Stage to its folder; a folder is the same for all Freight" : "Write the folder's path without . and .. and without spaces"}. [folder]`,
      ],
    ],
  ),
  [
    "two environments don't share a folder",
    { "promotionTemplate.overlays.prod": "apps/goserver/k8s/dev" },
    [
      'error goserver.promotionTemplate.overlays.prod: Two environments are rendered from one folder, so a change meant for one reaches both (got "apps/goserver/k8s/dev", also of "dev"). Give each environment its own folder; targets of one environment may share theirs. [shared-overlay]',
    ],
  ],
  [
    "targets of one environment may share a folder",
    {
      "stages.prod.targets": ["eu", "us"],
      "promotionTemplate.overlays.prod-eu": "k8s/prod",
      "promotionTemplate.overlays.prod-us": "k8s/prod",
    },
    [],
  ],
  [
    "an overlay that isn't a function is told as the field people write",
    { "promotionTemplate.overlay": "k8s", "promotionTemplate.overlays": undefined },
    [
      'error goserver.promotionTemplate.overlay: This has the wrong type (got "k8s"; allowed a function from a Stage to its folder). Write a function from a Stage to its folder. [wrong-type]',
    ],
  ],
  [
    "an overlay that gave no folder",
    { "promotionTemplate.overlays.dev": undefined },
    [
      "error goserver.promotionTemplate.overlays.dev: There is nothing here (got nothing; allowed the Stage's folder as text). Write the Stage's folder as text. [wrong-type]",
    ],
  ],
  [
    "images: a placeholder with a tag, and a subscription that doesn't exist",
    { "promotionTemplate.images": { "goserver:latest": "image", goserver: "imge" } },
    [
      'error goserver.promotionTemplate.images.goserver: The Warehouse has no image subscription of this name (got "imge"; allowed image). Perhaps "image" is meant. [unknown-subscription]',
      'error goserver.promotionTemplate.images["goserver:latest"]: This can\'t be an image\'s name in manifests (got "goserver:latest"; allowed a name in small letters without tag or digest). Name the image as the manifests do, without its tag. [placeholder-image]',
    ],
  ],
]);

table("subscriptions", [
  [
    "a criterion over subscriptions that aren't there",
    { "warehouses.main.git": undefined, "warehouses.main.freightCreationCriteria.image": "img" },
    [
      'error goserver.warehouses.main.freightCreationCriteria.git: The Warehouse has no Git subscription of this name (got "git"; allowed none is defined). Define it. [unknown-subscription]',
      'error goserver.warehouses.main.freightCreationCriteria.image: The Warehouse has no image subscription of this name (got "img"; allowed image). Choose one of them. [unknown-subscription]',
      'error goserver.warehouses.main.git: The promotion takes manifests from this subscription, and it is missing. Add git: git("https://…"). [missing-subscription]',
    ],
  ],
  [
    "a criterion that can never hold",
    { "warehouses.main.image.imageSelectionStrategy": undefined },
    [
      'error goserver.warehouses.main.image.imageSelectionStrategy: sameCommit compares the image\'s tag with a commit\'s id, but SemVer only ever takes tags that are versions (got "SemVer"). Write "NewestBuild" with allowTagsRegexes: ["^[0-9a-f]{40}$"], or remove the criterion. [criterion-never-holds]',
    ],
  ],
  [
    "a criterion that paths would hold back",
    { "warehouses.main.git.includePaths": ["apps/goserver/k8s"] },
    [
      "warning goserver.warehouses.main.git.includePaths: A commit outside these paths still makes the newest image, and sameCommit then holds back all Freight until the next commit inside them. Remove the paths, or let the workflow build images for the same paths only. [criterion-seldom-holds]",
    ],
  ],
  [
    "a branch by its full ref",
    { "warehouses.main.git.branch": "refs/heads/main" },
    [
      'error goserver.warehouses.main.git.branch: This isn\'t a branch\'s name (got "refs/heads/main"; allowed letters, digits and . _ / - between them, at most 255). Write "main". [branch]',
    ],
  ],
  [
    "a branch that promotions write to",
    { "warehouses.main.git.branch": "stage/dev" },
    [
      'error goserver.warehouses.main.git.branch: Promotions write to branches under stage/, so a Warehouse that follows one would feed on its own output (got "stage/dev"). Follow the branch people commit to. [rendered-branch]',
    ],
  ],
  [
    "a platform with a dash",
    { "warehouses.main.image.platform": "linux-amd64" },
    [
      'error goserver.warehouses.main.image.platform: This isn\'t a platform (got "linux-amd64"; allowed <os>/<arch>). Write for example "linux/amd64". [platform]',
    ],
  ],
]);

describe("any data at all", () => {
  test("is told what it isn't, without settings too", () => {
    const said = (value: unknown) => check(value as Pipeline, null as never).map(({ path, rule }) => `${path} ${rule}`);
    expect(said(null)).toEqual(["pipeline wrong-type", "settings wrong-type"]);
    expect(said({})).toEqual([
      "pipeline.app missing",
      "pipeline.promotionTemplate missing",
      "pipeline.stages missing",
      "pipeline.warehouses missing",
      "settings wrong-type",
    ]);
  });

  test("never makes the checker throw", () => {
    const values = [
      null,
      true,
      0,
      -1.5,
      "",
      "a",
      "💥",
      [],
      {},
      [null],
      { a: 1 },
      { kind: "Warehouse" },
      Symbol("s"),
      1n,
    ];
    const paths = (value: unknown, path: string): string[] =>
      typeof value !== "object" || value === null
        ? [path]
        : [path, ...Object.entries(value).flatMap(([key, part]) => paths(part, path === "" ? key : `${path}.${key}`))];
    const all = paths(edited({}), "").filter((path) => path !== "");
    expect(all.length).toBeGreaterThan(30);
    for (const path of all) {
      for (const value of values) expect(() => told({ [path]: value }), path).not.toThrow();
    }
  });
});
