import { badDefinitions } from "./rows.ts";

const from = (stage: string, value: unknown) => ({ [`stages.${stage}.from`]: value });

/** B08–B15: where Freight comes from, and when. */
badDefinitions("the way of Freight", [
  [
    "B08",
    "a misspelt upstream",
    from("prod", "stging"),
    [
      'error goserver.stages.prod.from: There is no environment of this name (got "stging"; allowed dev, staging). Perhaps "staging" is meant. [unknown-upstream]',
    ],
  ],
  [
    "B08",
    "a misspelt upstream among others",
    from("prod", ["stging", "dev"]),
    [
      'error goserver.stages.prod.from: There is no environment of this name (got "stging"; allowed dev, staging). Perhaps "staging" is meant. [unknown-upstream]',
    ],
  ],
  [
    "B08",
    "a misspelt Warehouse",
    from("dev", { kind: "Warehouse", name: "mian" }),
    [
      'error goserver.stages.dev.from: There is no Warehouse of this name (got "mian"; allowed main). Perhaps "main" is meant. [unknown-warehouse]',
      'warning goserver.warehouses.main: No Stage takes Freight from this Warehouse. Feed a Stage with from: warehouse("main"), or remove it. [unused-warehouse]',
    ],
  ],
  [
    "B09",
    "its own upstream",
    from("prod", "prod"),
    [
      `error goserver.stages.prod.from: An environment can't be its own upstream (got "prod"). Name the environment before it, or feed it from a Warehouse: from: warehouse("…"). [self-upstream]`,
    ],
  ],
  [
    "B09",
    "a circle of two",
    from("staging", ["dev", "prod"]),
    [
      'error goserver.stages.prod.from: These environments feed each other in a circle (got "prod" takes from "staging" takes from "prod"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]',
      'error goserver.stages.staging.from: These environments feed each other in a circle (got "staging" takes from "prod" takes from "staging"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]',
    ],
  ],
  [
    "B10",
    "no entry",
    from("dev", { main: { stages: "prod" } }),
    [
      'error goserver.stages: No environment takes Freight from a Warehouse, so none will ever get any. Feed the first one with from: warehouse("main"). [no-entry]',
      'error goserver.stages.dev.from: These environments feed each other in a circle (got "dev" takes from "prod" takes from "staging" takes from "dev"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]',
      'error goserver.stages.prod.from: These environments feed each other in a circle (got "prod" takes from "staging" takes from "dev" takes from "prod"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]',
      'error goserver.stages.staging.from: These environments feed each other in a circle (got "staging" takes from "dev" takes from "prod" takes from "staging"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]',
      'warning goserver.warehouses.main: No Stage takes Freight from this Warehouse. Feed a Stage with from: warehouse("main"), or remove it. [unused-warehouse]',
    ],
  ],
  [
    "B10",
    "an environment that no Freight can reach",
    { ...from("staging", "staging") },
    [
      'error goserver.stages.prod.from: No Freight can reach this environment: its upstreams form a circle (got "staging" takes from "staging"). Feed one of them from a Warehouse: from: warehouse("…"). [unreachable]',
      `error goserver.stages.staging.from: An environment can't be its own upstream (got "staging"). Name the environment before it, or feed it from a Warehouse: from: warehouse("…"). [self-upstream]`,
    ],
  ],
  [
    "B10",
    "a Warehouse nobody takes from",
    { "warehouses.more": { image: { kind: "image", repoURL: "docker.io/acme/base" } } },
    [
      'warning goserver.warehouses.more: No Stage takes Freight from this Warehouse. Feed a Stage with from: warehouse("more"), or remove it. [unused-warehouse]',
    ],
  ],
  [
    "B10",
    "Freight that an upstream never has",
    {
      "warehouses.more": { image: { kind: "image", repoURL: "docker.io/acme/base" } },
      "stages.dev.from": { main: { direct: true }, more: { direct: true } },
      "stages.staging.from": { main: { stages: "dev" } },
      "stages.prod.from": { main: { stages: "staging" }, more: { stages: "staging" } },
      "stages.prod.requiredSoakTime": undefined,
    },
    [
      'error goserver.stages.prod.from.more: An upstream environment takes no Freight of this Warehouse, so it never hands any on (got "more" of "staging"; allowed Freight of main). Let that environment take it too, or take it from another one or straight from the Warehouse. [upstream-without-freight]',
    ],
  ],
  [
    "B11",
    "neither direct nor stages",
    from("staging", { main: {} }),
    [
      'error goserver.stages.staging.from.main: Kargo accepts a request without a source, and the Stage then never gets Freight (got "main"; allowed { direct: true } or { stages }). Write { direct: true }, or { stages: "…" }. [no-source]',
    ],
  ],
  [
    "B12",
    "direct beside stages on a protected environment",
    from("prod", { main: { direct: true, stages: "staging" } }),
    [
      `error goserver.stages.prod.from: A protected Stage takes Freight straight from a Warehouse (got warehouse("main"); allowed the name of an upstream environment). Feed it from an upstream Stage instead, or don't protect it. [G01]`,
      "error goserver.stages.prod.from.main: Kargo lets all Freight of the Warehouse in when direct is true, so the upstream Stages would gate nothing (got direct and stages: staging). Remove one of them. [direct-with-upstreams]",
    ],
  ],
  [
    "B12",
    "a protected environment straight from a Warehouse",
    { ...from("prod", { kind: "Warehouse", name: "main" }), "stages.prod.requiredSoakTime": undefined },
    [
      `error goserver.stages.prod.from: A protected Stage takes Freight straight from a Warehouse (got warehouse("main"); allowed the name of an upstream environment). Feed it from an upstream Stage instead, or don't protect it. [G01]`,
    ],
  ],
  [
    "B13",
    "MatchUpstream with two upstreams",
    { ...from("prod", ["dev", "staging"]), "stages.prod.selectionPolicy": "MatchUpstream" },
    [
      "error goserver.stages.prod.selectionPolicy: MatchUpstream takes what the one upstream Stage has now, so there must be exactly one (got dev, staging). Take from a single Stage, or remove it. [match-upstream]",
    ],
  ],
  [
    "B13",
    "MatchUpstream straight from a Warehouse",
    from("staging", { main: { direct: true, selectionPolicy: "MatchUpstream" } }),
    [
      "error goserver.stages.staging.from.main.selectionPolicy: MatchUpstream takes what the one upstream Stage has now, so there must be exactly one (got a Warehouse). Take from a single Stage, or remove it. [match-upstream]",
    ],
  ],
  [
    "B13",
    "MatchUpstream after an environment of two targets",
    {
      "stages.staging.targets": ["a", "b"],
      "promotionTemplate.overlays.staging-a": "k8s/staging",
      "promotionTemplate.overlays.staging-b": "k8s/staging",
      "stages.prod.selectionPolicy": "MatchUpstream",
    },
    [
      "error goserver.stages.prod.selectionPolicy: MatchUpstream takes what the one upstream Stage has now, so there must be exactly one (got staging-a, staging-b). Take from a single Stage, or remove it. [match-upstream]",
    ],
  ],
  [
    "B14",
    "a soak time of a day",
    { "stages.prod.requiredSoakTime": "1d" },
    [
      `error goserver.stages.prod.requiredSoakTime: This isn't a duration Kargo takes (got "1d"; allowed whole seconds in all, written with s, m and h: 30s, 90m, 1h30m). Write "24h". [duration]`,
    ],
  ],
  [
    "B14",
    "a soak time of a week",
    { "stages.prod.requiredSoakTime": "1w" },
    [
      `error goserver.stages.prod.requiredSoakTime: This isn't a duration Kargo takes (got "1w"; allowed whole seconds in all, written with s, m and h: 30s, 90m, 1h30m). Write "168h". [duration]`,
    ],
  ],
  [
    "B14",
    "a soak time without a unit",
    { "stages.prod.requiredSoakTime": "24" },
    [
      `error goserver.stages.prod.requiredSoakTime: This isn't a duration Kargo takes (got "24"; allowed whole seconds in all, written with s, m and h: 30s, 90m, 1h30m). Add a unit, for example "24m". [duration]`,
    ],
  ],
  [
    "B14",
    "a soak time below nothing",
    { "stages.prod.requiredSoakTime": "-1h" },
    [
      `error goserver.stages.prod.requiredSoakTime: This isn't a duration Kargo takes (got "-1h"; allowed whole seconds in all, written with s, m and h: 30s, 90m, 1h30m). Write for example "1h". [duration]`,
    ],
  ],
  [
    "B14",
    "a soak time with a blank",
    { "stages.prod.requiredSoakTime": "1h 30m" },
    [
      `error goserver.stages.prod.requiredSoakTime: This isn't a duration Kargo takes (got "1h 30m"; allowed whole seconds in all, written with s, m and h: 30s, 90m, 1h30m). Write "1h30m". [duration]`,
    ],
  ],
  [
    "B14",
    "a soak time longer than Kargo keeps Freight",
    { "stages.prod.requiredSoakTime": "400h" },
    [
      `warning goserver.stages.prod.requiredSoakTime: Kargo's garbage collector removes Freight after two weeks, once no Stage has it and twenty newer ones are there, perhaps before this wait ends (got "400h"; allowed at most 336h, unless your installation keeps Freight longer). Shorten it, or raise garbageCollector.minFreightDeletionAge in Kargo's chart values. [soak-longer-than-retention]`,
    ],
  ],
  [
    "B15",
    "a soak time straight from a Warehouse",
    from("staging", { main: { direct: true, requiredSoakTime: "1h" } }),
    [
      'error goserver.stages.staging.from.main.requiredSoakTime: Freight straight from a Warehouse has soaked nowhere, so Kargo ignores this (got "1h"). Remove it, or take Freight from an upstream Stage. [soak-without-upstream]',
    ],
  ],
]);
