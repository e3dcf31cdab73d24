import { badDefinitions, environment } from "./rows.ts";

/** B01–B07: names and how many there are. */
badDefinitions("names", [
  [
    "B01",
    "no environments",
    { stages: {} },
    [
      'error goserver.stages: There is nothing here (got an empty object; allowed an object with at least one environment). Write for example stages: { dev: { from: warehouse("main") } }. [wrong-type]',
      'warning goserver.warehouses.main: No Stage takes Freight from this Warehouse. Feed a Stage with from: warehouse("main"), or remove it. [unused-warehouse]',
    ],
  ],
  [
    "B01",
    "environments left out",
    { stages: undefined },
    [
      'error goserver.stages: This is missing. Add it, for example stages: { dev: { from: warehouse("main") } }. [missing]',
      'warning goserver.warehouses.main: No Stage takes Freight from this Warehouse. Feed a Stage with from: warehouse("main"), or remove it. [unused-warehouse]',
    ],
  ],
  [
    "B02",
    "two targets of one name",
    { "stages.prod.targets": ["eu", "eu"], "promotionTemplate.overlays.prod-eu": "k8s/prod" },
    [
      'error goserver.stages.prod: Two targets have one name (got "prod-eu", also made by "prod"). Rename one of them. [doubled-stage]',
    ],
  ],
  [
    "B02",
    "two environments of one name but for the case",
    environment("Prod"),
    [
      `error goserver.stages.Prod: This environment name can't be used in Kubernetes (got "Prod"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, but not to "prod": another environment has that name. [name]`,
    ],
  ],
  [
    "B02",
    "two environments of one name but for a blank",
    environment("prod "),
    [
      `error goserver.stages["prod "]: This environment name can't be used in Kubernetes (got "prod "; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, but not to "prod": another environment has that name. [name]`,
    ],
  ],
  [
    "B03",
    "a name with a capital letter",
    environment("Live"),
    [
      `error goserver.stages.Live: This environment name can't be used in Kubernetes (got "Live"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "live". [name]`,
    ],
  ],
  [
    "B03",
    "a name with an underscore",
    environment("live_eu"),
    [
      `error goserver.stages.live_eu: This environment name can't be used in Kubernetes (got "live_eu"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "live-eu". [name]`,
    ],
  ],
  [
    "B03",
    "a name that begins with a hyphen",
    environment("-live"),
    [
      `error goserver.stages.-live: This environment name can't be used in Kubernetes (got "-live"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "live". [name]`,
    ],
  ],
  [
    "B03",
    "a target with a dot",
    {
      "stages.prod.targets": ["eu.west"],
      "promotionTemplate.overlays": { dev: "a", staging: "b", "prod-eu.west": "c" },
    },
    [
      `error goserver.stages.prod.targets[0]: This target name can't be used in Kubernetes (got "eu.west"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "eu-west". [name]`,
    ],
  ],
  [
    "B04",
    "a name of 64 letters",
    environment("a".repeat(64)),
    [
      `error goserver.stages.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: This environment name can't be used in Kubernetes (got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 64 characters; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa". [name]`,
    ],
  ],
  [
    "B04",
    "a namespace of 64 letters, made of two names",
    { [`stages.${"a".repeat(55)}`]: { from: "staging" }, [`promotionTemplate.overlays.${"a".repeat(55)}`]: "k8s/a" },
    [
      `error goserver.stages.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: The namespace and Application made of app and Stage would have too long a name (got "goserver-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 64 characters; allowed at most 63 characters). Shorten the app's, the environment's or the target's name. [name-too-long]`,
    ],
  ],
  [
    "B04",
    "a Warehouse's name of 64 letters",
    {
      [`warehouses.${"w".repeat(64)}`]: { image: { kind: "image", repoURL: "docker.io/acme/base" } },
      "stages.more": { from: { ["w".repeat(64)]: { direct: true } }, controlFlow: true },
    },
    [
      `error goserver.warehouses.wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww: This Warehouse name can't be used in Kubernetes (got "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww", 64 characters; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww". [name]`,
    ],
  ],
  [
    "B04",
    "an AnalysisTemplate's name that can't be one",
    {
      "stages.staging.verification": [
        { kind: "web", name: "Is it up", url: "http://web/healthz", successCondition: "result.ok" },
      ],
    },
    [
      `error goserver.stages.staging.verification[0].name: This metric name can't be used in Kubernetes (got "Is it up"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "is-it-up". [name]`,
    ],
  ],
  [
    "B04",
    "a shard that can't be a label's value",
    { "stages.prod.shard": "eu west" },
    [
      `error goserver.stages.prod.shard: Kargo writes the shard into a label, and this can't be a label's value (got "eu west"; allowed at most 63 letters, digits, -, _ and ., with a letter or digit at both ends). Write the name that the shard's controller was given. [name]`,
    ],
  ],
  [
    "B05",
    "the namespace default",
    { app: "default" },
    [
      `error default.app: The app's name is also its namespace's, and that namespace is taken (got "default"). Choose another name. [reserved-name]`,
    ],
  ],
  [
    "B05",
    "the namespace of Argo CD",
    { app: "argocd" },
    [
      `error argocd.app: The app's name is also its namespace's, and that namespace is taken (got "argocd"). Choose another name. [reserved-name]`,
    ],
  ],
  [
    "B05",
    "Kargo's own namespace",
    { app: "kargo" },
    [
      `error kargo.app: The app's name is also its namespace's, and that namespace is taken (got "kargo"). Choose another name. [reserved-name]`,
    ],
  ],
  [
    "B05",
    "a namespace of Kargo's",
    { app: "kargo-shared-resources" },
    [
      `error kargo-shared-resources.app: The app's name is also its namespace's, and that namespace is taken (got "kargo-shared-resources"). Choose another name. [reserved-name]`,
    ],
  ],
  [
    "B05",
    "another namespace of Kargo's",
    { app: "kargo-system-resources" },
    [
      `error kargo-system-resources.app: The app's name is also its namespace's, and that namespace is taken (got "kargo-system-resources"). Choose another name. [reserved-name]`,
    ],
  ],
  [
    "B05",
    "a namespace of Kubernetes",
    { app: "kube-system" },
    [
      `error kube-system.app: The app's name is also its namespace's, and that namespace is taken (got "kube-system"). Choose another name. [reserved-name]`,
    ],
  ],
  [
    "B05",
    "the environment all",
    environment("all"),
    [
      `error goserver.stages.all: An environment's name is also its stack's, and this name has another meaning there (got "all"). Choose another name. [reserved-name]`,
    ],
  ],
  [
    "B05",
    "a namespace made of app and Stage that is taken",
    { app: "cert", "stages.manager": { from: "staging" }, "promotionTemplate.overlays.manager": "k8s/m" },
    [
      'error cert.stages.manager: The namespace made of app and Stage is taken (got "cert-manager"). Choose another name. [reserved-name]',
    ],
  ],
  [
    "B05",
    "the environment *",
    environment("*"),
    [
      `error goserver.stages["*"]: This environment name can't be used in Kubernetes (got "*"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it. [name]`,
    ],
  ],
  ["B07", "a name that is true in YAML is only a name", environment("on"), []],
  [
    "B07",
    "a name that is a number in YAML",
    environment("1e3"),
    [
      `error goserver.stages.1e3: This environment name can't be used in Kubernetes (got "1e3"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Put a letter in front, or rename it. [name]`,
    ],
  ],
  [
    "B07",
    "a name that is a number with a leading zero",
    environment("0123"),
    [
      `error goserver.stages.0123: This environment name can't be used in Kubernetes (got "0123"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Put a letter in front, or rename it. [name]`,
    ],
  ],
  [
    "B07",
    "a target that is a number",
    { "stages.prod.targets": [1] },
    [
      "error goserver.stages.prod.targets[0]: This has the wrong type (got 1; allowed a text). Put quotes around it. [wrong-type]",
    ],
  ],
]);
