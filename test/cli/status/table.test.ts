import { expect, test } from "vitest";
import { projectStatus } from "../../../cli/status/rows.ts";
import type { Snapshot } from "../../../cli/status/snapshot.ts";
import { statusText } from "../../../cli/status/table.ts";
import { ago, application, freight, hash, healthy, holding, now, promotion, snapshot, stage } from "./sample.ts";

const printed = (parts: Partial<Snapshot>) => `${statusText(projectStatus(snapshot(parts), now), now)}\n`;

const newer = freight("jolly-otter", "2", 12, {
  currentlyIn: { dev: { since: ago(10) }, staging: { since: ago(2) } },
  verifiedIn: { dev: { verifiedAt: ago(9) }, staging: { verifiedAt: ago(2) } },
});
const older = freight("quiet-moose", "1", 5 * 24 * 60, {
  currentlyIn: { prod: { since: ago(3 * 24 * 60) } },
  verifiedIn: { dev: {}, staging: {}, prod: {} },
});
const applications = ["dev", "staging", "prod"].map((name) => application(name, healthy));

test("a commit on its way: Freight in two Stages is told once, and prod says how long it still soaks", () => {
  expect(
    printed({
      stages: [
        stage("prod", ["staging"], { soak: "1h0m0s" }, holding(older)),
        stage("dev", [], {}, holding(newer, { autoPromotionEnabled: true })),
        stage("staging", ["dev"], {}, holding(newer, { autoPromotionEnabled: true })),
      ],
      freight: [older, newer],
      promotions: [
        promotion("dev", newer, 11),
        promotion("staging", newer, 3),
        promotion("prod", older, 4321, { actor: "email:jane@acme.example" }),
      ],
      applications,
      warehouses: [
        {
          metadata: { name: "main" },
          status: { discoveredArtifacts: { git: [{ commits: [{ id: hash("2"), creatorDate: ago(14) }] }] } },
        },
      ],
    }),
  ).toBe(`\
STAGE    FREIGHT      VERSION  SINCE  BY                 VERIFIED  SYNC    HEALTH   NEXT
dev      jolly-otter  0.2.0    10m    automatic          yes       Synced  Healthy
staging  jolly-otter  0.2.0    2m     automatic          yes       Synced  Healthy
prod     quiet-moose  0.1.0    3d     jane@acme.example  yes       Synced  Healthy  jolly-otter in 58m

FREIGHT      ARTIFACT                                 COMMIT                             AGE
jolly-otter  acme/goserver:222222222222@222222222222  222222222222 Release 0.2.0 (main)  14m
quiet-moose  acme/goserver:111111111111@111111111111  111111111111 Release 0.1.0 (main)  5d
`);
});

test("everything wrong is told once, below the table, each with its Stage", () => {
  const drifted = application(
    "prod",
    {
      ...healthy,
      sync: { status: "OutOfSync", revision: hash("a") },
      resources: [
        { kind: "Deployment", name: "goserver", status: "OutOfSync" },
        { kind: "Service", name: "goserver", status: "Synced" },
      ],
    },
    false,
  );
  const degraded = application("staging", {
    ...healthy,
    health: { status: "Degraded", message: "Deployment goserver exceeded its progress deadline" },
  });
  expect(
    printed({
      stages: [
        stage("dev", [], {}, holding(newer)),
        stage(
          "staging",
          ["dev"],
          {},
          holding(older, {
            freightHistory: [
              {
                items: { "Warehouse/main": { name: older.metadata.name } },
                verificationHistory: [{ phase: "Failed", analysisRun: { name: "staging.01k.1111111" } }],
              },
            ],
            health: { status: "Unhealthy", issues: ["Argo CD Application goserver-staging is Degraded"] },
          }),
        ),
        stage(
          "prod",
          ["staging"],
          {},
          {
            ...holding(older),
            autoPromotionEnabled: true,
            effectiveAutoPromotionHolds: {
              "Warehouse/main": { freightName: older.metadata.name, actor: "kubernetes:jane", createdAt: ago(180) },
            },
          },
        ),
      ],
      freight: [older, newer],
      promotions: [
        promotion("staging", newer, 1, {
          phase: "Errored",
          currentStep: 1,
          message: "step execution failed: push was refused\nsecond line",
          stepExecutionMetadata: [{ status: "Succeeded" }, { status: "Errored" }],
        }),
      ],
      analysisRuns: [
        {
          metadata: { name: "staging.01k.1111111" },
          status: {
            metricResults: [
              { name: "web", phase: "Failed", measurements: [{ value: "503" }] },
              { name: "job", phase: "Successful" },
            ],
          },
        },
      ],
      applications: [application("dev", healthy), degraded, drifted],
      warehouses: [
        {
          metadata: { name: "main" },
          status: { conditions: [{ type: "Healthy", status: "False", message: "no route to docker.io" }] },
        },
      ],
    }),
  ).toBe(`\
STAGE    FREIGHT      VERSION  SINCE  BY  VERIFIED  SYNC       HEALTH    NEXT
dev      jolly-otter  0.2.0    10m    -   yes       Synced     Healthy
staging  quiet-moose  0.1.0    -      -   failed    Synced     Degraded  jolly-otter errored
prod     quiet-moose  0.1.0    3d     -   yes       OutOfSync  Healthy   jolly-otter held

FREIGHT      ARTIFACT                                 COMMIT                             AGE
jolly-otter  acme/goserver:222222222222@222222222222  222222222222 Release 0.2.0 (main)  12m
quiet-moose  acme/goserver:111111111111@111111111111  111111111111 Release 0.1.0 (main)  5d

✗ staging: the promotion of jolly-otter failed in step 2 (git-push): step execution failed: push was refused second line [staging.01k9999.2222222]
✗ staging: verification in staging ended Failed: metric web Failed: measured 503 [AnalysisRun staging.01k.1111111]
✗ staging: Application goserver-staging: Deployment goserver exceeded its progress deadline
✗ prod: Application goserver-prod: Deployment/goserver differs from Git at aaaaaaaaaaaa; Argo CD doesn't put it back by itself (no selfHeal): sync it, or change Git
✗ prod: auto-promotion of Warehouse/main is held at quiet-moose by jane since 2026-11-21 09:00 UTC; it goes on once the newest Freight is promoted by hand: slipway promote goserver --stage prod
! Warehouse main: no route to docker.io
`);
});

test("before Kargo promotes anything, the table tells what Argo CD deploys", () => {
  const image = `127.0.0.1:5000/acme/goserver:${hash("3")}`;
  expect(
    printed({
      stages: [stage("dev", []), stage("staging", ["dev"])],
      applications: [
        application("dev", { ...healthy, summary: { images: [image] } }),
        application("staging", {
          sync: { status: "Unknown", revision: "refs/heads/stage/staging" },
          health: { status: "Healthy" },
          conditions: [{ type: "ComparisonError", message: "unable to resolve 'refs/heads/stage/staging'" }],
        }),
      ],
      versions: new Map([[image, "0.3.0"]]),
    }),
  ).toBe(`\
STAGE    FREIGHT         VERSION  SINCE  BY  VERIFIED  SYNC     HEALTH
dev      (not Freight)   0.3.0    5m     -   -         Synced   Healthy
staging  never promoted  -        -      -   -         Unknown  Healthy

FREIGHT  ARTIFACT                    COMMIT
(dev)    acme/goserver:333333333333  333333333333

! No Kargo controller has looked at these Stages: what Argo CD deploys is all there is to tell.
`);
});

test("a pipeline that Slipway didn't make stands in the order of its upstreams, and no line of the tables is wider than 120", () => {
  const long = freight(`${"very-".repeat(12)}long-alias`, "4", 1);
  const passing = {
    ...stage("gate", ["a-first"]),
    spec: { requestedFreight: stage("gate", ["a-first"]).spec.requestedFreight },
  };
  const text = printed({
    stages: [
      stage("z-last", ["gate"], {}, holding(long)),
      passing as ReturnType<typeof stage>,
      stage("a-first", [], {}, { ...holding(long), autoPromotionEnabled: true }),
      stage("one-that-waits-for-another", ["another-that-waits"]),
      stage("another-that-waits", ["one-that-waits-for-another"]),
    ],
    freight: [
      { ...long, commits: [{ id: hash("4"), message: `über ${"wörtlich ".repeat(30)}\u001b[31m📦`, branch: "main" }] },
      freight("next-one", "5", 0),
    ],
    promotions: [promotion("a-first", freight("next-one", "5", 0), 0, { phase: "Running", currentStep: 1 })],
  });
  expect(text.split("\n").filter((line) => [...line].length > 120)).toEqual([]);
  expect(text).not.toContain("\u001b");
  expect(text).toBe(`\
STAGE                      FREIGHT                   VERSION  SINCE  BY  VERIFIED  SYNC  HEALTH   NEXT
a-first                    very-very-very-very-ver…  0.4.0    -      -   not yet   -     Healthy  promoting next-one 2/3
gate                       (passes through)          -        -      -   -         -     -
z-last                     very-very-very-very-ver…  0.4.0    -      -   not yet   -     Healthy
another-that-waits         never promoted            -        -      -   -         -     -
one-that-waits-for-anoth…  never promoted            -        -      -   -         -     -

FREIGHT                                ARTIFACT                               COMMIT                                 AGE
very-very-very-very-very-very-very-v…  acme/goserver:444444444444@444444444…  444444444444 über wörtlich wörtlich …  1m
`);
});
