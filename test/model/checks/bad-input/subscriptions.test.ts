import { badDefinitions, badManifests, image, ownSteps, step } from "./rows.ts";

/** B22–B25: what else a subscription holds. */
badDefinitions("subscriptions", [
  [
    "B22",
    "latest as a version range",
    image({ constraint: "latest" }),
    [
      `error goserver.warehouses.main.subscriptions.base.constraint: Kargo can't read this version range: "latest" isn't a version (got "latest"; allowed ranges as Masterminds/semver reads them, such as "^1.2", "~1.2.3", ">=1.2, <2" or "1.x || 2.x"). Write a range; a comma or a blank between two means that both must hold. [semver-constraint]`,
    ],
  ],
  [
    "B22",
    "latest as the tag that a step writes",
    ownSteps(step("kustomize-set-image", { path: "./src", images: [{ image: "goserver", tag: "latest" }] })),
    [
      `error goserver.stages.prod.promotionTemplate.steps[0].config.images[0].tag: The tag latest moves, so what runs after this promotion need not be what was verified before it (got "latest"; allowed the tag or the digest of the Freight's image). Write expr.image("…").Tag. [moving-tag]`,
    ],
  ],
  [
    "B22",
    "latest as a value that a template writes",
    {
      promotionTemplate: {
        kind: "yamlFields",
        branch: "env",
        folder: { perStage: { dev: "a", staging: "b", prod: "c" } },
        file: { perStage: { dev: "a/x.yaml", staging: "b/x.yaml", prod: "c/x.yaml" } },
        fields: { "image.tag": "latest" },
      },
    },
    [
      `error goserver.promotionTemplate.fields["image.tag"]: The tag latest moves, so what runs after this promotion need not be what was verified before it (got "latest"; allowed the tag or the digest of the Freight's image). Write expr.image("…").Tag. [moving-tag]`,
    ],
  ],
  [
    "B23",
    "a platform with a hyphen",
    image({ platform: "linux-amd64" }),
    [
      `error goserver.warehouses.main.subscriptions.base.platform: This isn't a platform (got "linux-amd64"; allowed <os>/<arch>). Write for example "linux/amd64". [platform]`,
    ],
  ],
  [
    "B24",
    "a discoveryLimit of 0",
    image({ discoveryLimit: 0 }),
    [
      "error goserver.warehouses.main.subscriptions.base.discoveryLimit: This number is out of range (got 0; allowed a whole number from 1 to 100). Write a whole number from 1 to 100. [wrong-type]",
    ],
  ],
  [
    "B24",
    "a discoveryLimit of 101",
    image({ discoveryLimit: 101 }),
    [
      "error goserver.warehouses.main.subscriptions.base.discoveryLimit: This number is out of range (got 101; allowed a whole number from 1 to 100). Write a whole number from 1 to 100. [wrong-type]",
    ],
  ],
  [
    "B24",
    "a discoveryLimit in quotes",
    image({ discoveryLimit: "20" }),
    [
      'error goserver.warehouses.main.subscriptions.base.discoveryLimit: This has the wrong type (got "20"; allowed a whole number from 1 to 100). Write a whole number from 1 to 100. [wrong-type]',
    ],
  ],
  [
    "B25",
    "a Warehouse without subscriptions",
    { "warehouses.more": { interval: "5m" }, "stages.more": { from: { more: { direct: true } }, controlFlow: true } },
    [
      'error goserver.warehouses.more: A Warehouse without subscriptions makes no Freight. Add one: image: image("…"), git: git("…") or chart: chart("…"). [no-subscription]',
    ],
  ],
  [
    "B25",
    "one repository twice",
    image({ repoURL: "acme/goserver" }),
    [
      'error goserver.warehouses.main.subscriptions.base: Two subscriptions of one Warehouse follow one repository; Kargo 1.11.2 accepts that and then makes no Freight (got "acme/goserver", also of "image"). Put them in two Warehouses, or remove one. [doubled-subscription]',
    ],
  ],
  [
    "B25",
    "one repository twice, once by another spelling",
    {
      "warehouses.main.subscriptions": { again: { kind: "git", repoURL: "https://GitHub.com/acme/goserver.git" } },
      "promotionTemplate.repoURL": "https://github.com/acme/goserver",
    },
    [
      'error goserver.warehouses.main.subscriptions.again: Two subscriptions of one Warehouse follow one repository; Kargo 1.11.2 accepts that and then makes no Freight (got "https://GitHub.com/acme/goserver.git", also of "git"). Put them in two Warehouses, or remove one. [doubled-subscription]',
    ],
  ],
  [
    "B25",
    "an image with a Git subscription's field",
    image({ branch: "main" }),
    [
      "error goserver.warehouses.main.subscriptions.base.branch: This key isn't known here (allowed kind, repoURL, imageSelectionStrategy, constraint, platform, cacheByTag, allowTagsRegexes, ignoreTagsRegexes, strictSemvers, discoveryLimit, insecureSkipTLSVerify). Remove it. [unknown-key]",
    ],
  ],
  [
    "B25",
    "an image beside the repository it is built from",
    { "warehouses.main.freightCreationCriteria": undefined },
    [
      `warning goserver.warehouses.main.git: The image seems to be built from this repository, so each commit makes Freight of its manifests and of the image before it (got "https://github.com/acme/goserver" beside "docker.io/acme/goserver"). Add freightCreationCriteria: sameCommit(…), or includePaths with the manifests' folder. [image-behind-commit]`,
    ],
  ],
  [
    "B24",
    "a point in time without its zone",
    { "warehouses.main.git.since": "2026-01-31" },
    [
      `error goserver.warehouses.main.git.since: This isn't a point in time (got "2026-01-31"; allowed date and time of RFC 3339, with a zone). Write for example "2026-01-31T00:00:00Z". [timestamp]`,
    ],
  ],
]);

badManifests("subscriptions in manifests", [
  [
    "B25",
    "two kinds in one entry",
    "apiVersion: kargo.akuity.io/v1alpha1\nkind: Warehouse\nmetadata: {name: main, namespace: demo}\nspec: {subscriptions: [{image: {repoURL: acme/app}, git: {repoURL: https://github.com/acme/app}}]}\n",
    [
      'f.yaml:4:24 error Warehouse/main spec.subscriptions[0]: A subscription has exactly one kind (got "image", "git"; allowed image, git, chart). Write one entry for each of them. [subscription-kind]',
    ],
  ],
]);
