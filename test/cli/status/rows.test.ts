import { expect, test } from "vitest";
import { changes } from "../../../cli/status/changes.ts";
import { projectStatus } from "../../../cli/status/rows.ts";
import {
  ago,
  application,
  freight,
  hash,
  healthy,
  holding,
  now,
  promotion,
  reference,
  snapshot,
  stage,
} from "./sample.ts";

const held = freight("quiet-moose", "1", 60, {
  currentlyIn: { prod: { since: ago(30) } },
  verifiedIn: { prod: { verifiedAt: ago(29) } },
});

test("a row holds every fact of its Stage, and nothing that isn't known", () => {
  const watched = {
    name: "prod.x",
    status: {
      healthChecks: [
        {
          uses: "argocd-update",
          config: { apps: [{ name: "goserver-prod", namespace: "argocd", desiredRevisions: [hash("b")] }] },
        },
      ],
    },
  };
  const { stages } = projectStatus(
    snapshot({
      stages: [stage("prod", ["staging"], {}, { ...holding(held), lastPromotion: watched })],
      freight: [held],
      promotions: [promotion("prod", held, 31, { actor: "kubernetes:system:serviceaccount:ci:robot" })],
      applications: [application("prod", healthy)],
    }),
    now,
  );
  expect(stages).toEqual([
    {
      project: "goserver",
      stage: "prod",
      environment: "prod",
      controlFlow: false,
      upstreams: ["staging"],
      freight: [
        {
          name: hash("1"),
          alias: "quiet-moose",
          origin: "Warehouse/main",
          images: [{ repoURL: "docker.io/acme/goserver", tag: hash("1"), digest: `sha256:${"1".repeat(64)}` }],
          commits: [
            {
              repoURL: "https://github.com/acme/goserver",
              id: hash("1"),
              branch: "main",
              message: "Release 0.1.0",
              author: "Jane",
            },
          ],
          charts: [],
          version: "0.1.0",
          discoveredAt: ago(60),
        },
      ],
      neverPromoted: false,
      since: ago(30),
      by: {
        promotion: `prod.01k9969.${"1".repeat(7)}`,
        actor: "kubernetes:system:serviceaccount:ci:robot",
        automatic: false,
      },
      verification: { state: "verified" },
      sync: "Synced",
      health: "Healthy",
      applications: [
        {
          namespace: "argocd",
          name: "goserver-prod",
          sync: "Synced",
          health: "Healthy",
          revision: hash("a"),
          desiredRevision: hash("b"),
          drifted: [],
        },
      ],
      autoPromotion: { enabled: false, holds: [] },
      next: [],
      problems: [`Application goserver-prod is at aaaaaaaaaaaa; the last promotion wants bbbbbbbbbbbb`],
    },
  ]);
});

test("where Argo CD can't be read, Kargo's own report of the Applications is told", () => {
  const output = [
    {
      applicationStatuses: [
        {
          Name: "goserver-prod",
          Namespace: "argocd",
          health: { status: "Degraded" },
          sync: { status: "OutOfSync", revision: hash("a") },
        },
      ],
    },
  ];
  const [row] = projectStatus(
    snapshot({
      stages: [stage("prod", ["staging"], {}, holding(held, { health: { status: "Unhealthy", output } }))],
      freight: [held],
      applications: undefined,
    }),
    now,
  ).stages;
  expect([row?.sync, row?.health]).toEqual(["OutOfSync", "Degraded"]);
});

test("Freight whose object was cleaned away is still told from the Stage's own copy", () => {
  const [row] = projectStatus(snapshot({ stages: [stage("prod", ["staging"], {}, holding(held))] }), now).stages;
  expect(row?.freight).toMatchObject([{ name: hash("1"), version: "0.1.0", images: [{ tag: hash("1") }] }]);
  expect(row?.verification).toEqual({ state: "waiting" });
});

test.each([
  ["an automatic promotion carries no actor", undefined, { automatic: true }],
  ["a controller's is automatic too", "controller:promoter", { automatic: true, actor: "controller:promoter" }],
  ["a person's is not", "email:jane@acme.example", { automatic: false, actor: "email:jane@acme.example" }],
])("%s", (_, actor, expected) => {
  const promotions = [promotion("prod", held, 31, actor === undefined ? {} : { actor })];
  const [row] = projectStatus(
    snapshot({ stages: [stage("prod", [], {}, holding(held))], freight: [held], promotions }),
    now,
  ).stages;
  expect(row?.by).toEqual({ promotion: promotions[0]?.metadata.name, ...expected });
});

test("what comes next: the newest that may come, and a newer one with what it lacks", () => {
  const ready = freight("ready-one", "2", 50, { verifiedIn: { staging: { longestSoak: "1h0m1s" } } });
  const soaking = freight("soaking-one", "3", 40, {
    currentlyIn: { staging: { since: ago(20) } },
    verifiedIn: { staging: { verifiedAt: ago(19) } },
  });
  const farOff = freight("far-off", "4", 30, { currentlyIn: { dev: { since: ago(1) } } });
  const [row] = projectStatus(
    snapshot({
      stages: [stage("prod", ["staging"], { soak: "1h0m0s" }, holding(held))],
      freight: [ready, held, farOff, soaking],
    }),
    now,
  ).stages;
  expect(row?.next).toEqual([
    { origin: "Warehouse/main", freight: "ready-one", available: true, missing: [] },
    {
      origin: "Warehouse/main",
      freight: "soaking-one",
      available: false,
      availableIn: 2400,
      missing: ["it must be in staging for 1h; 40m left"],
    },
  ]);
});

test("a log of changes tells what became different, and nothing else", () => {
  const newer = freight("jolly-otter", "2", 1, { currentlyIn: { prod: { since: ago(0) } } });
  const applications = [application("prod", healthy)];
  const before = projectStatus(
    snapshot({ stages: [stage("prod", [], {}, holding(held))], freight: [held], applications }),
    now,
  );
  const after = projectStatus(
    snapshot({
      stages: [stage("prod", [], {}, { freightHistory: [{ items: { "Warehouse/main": reference(newer) } }] })],
      freight: [held, newer],
      applications: [application("prod", { ...healthy, health: { status: "Progressing" } })],
    }),
    now,
  );
  expect(changes([before], [before])).toEqual([]);
  expect(changes([before], [after])).toEqual([
    "prod: Freight quiet-moose → jolly-otter",
    "prod: health Healthy → Progressing",
    "prod: verified verified → waiting",
  ]);
});
