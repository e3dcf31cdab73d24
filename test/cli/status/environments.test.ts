import { describe, expect, test } from "vitest";
import { type Application, environmentRow, environmentTable } from "../../../cli/status/environments.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const image = `127.0.0.1:5000/acme/goserver:${commit}`;

function application(stage: string, status: NonNullable<Application["status"]>): Application {
  return {
    metadata: {
      name: `goserver-${stage}`,
      labels: { "slipway.dev/app": "goserver" },
      annotations: { "kargo.akuity.io/authorized-stage": `goserver:${stage}` },
    },
    status,
  };
}

const healthy = application("dev", {
  sync: { status: "Synced", revision: "a".repeat(40) },
  health: { status: "Healthy" },
  history: [{ revision: "a".repeat(40), deployedAt: "2026-11-21T10:00:00Z" }],
  summary: { images: [image] },
});

describe("an environment's row", () => {
  test("names the commit that the image's tag carries and the version its registry knows", () => {
    expect(environmentRow(healthy, () => "0.2.0")).toEqual({
      app: "goserver",
      environment: "dev",
      commit,
      version: "0.2.0",
      image,
      sync: "Synced",
      health: "Healthy",
      since: "2026-11-21T10:00:00Z",
      message: undefined,
      neverPromoted: false,
    });
  });

  test.each([undefined, "", "refs/heads/stage/prod"])(
    "is never promoted at revision %s, whatever error that gives",
    (revision) => {
      const row = environmentRow(
        application("prod", {
          sync: { status: "Unknown", ...(revision === undefined ? {} : { revision }) },
          health: { status: "Healthy" },
          conditions: [
            { type: "ComparisonError", message: "unable to resolve 'refs/heads/stage/prod' to a commit SHA" },
          ],
        }),
        () => undefined,
      );
      expect(row).toMatchObject({ neverPromoted: true, message: undefined, commit: undefined });
    },
  );

  test("gives Argo CD's own words when a deployed environment fails", () => {
    const row = environmentRow(
      application("dev", { ...healthy.status, conditions: [{ type: "SyncError", message: "one object failed" }] }),
      () => undefined,
    );
    expect(row.message).toBe("one object failed");
  });

  test("claims no commit for a tag that is not one", () => {
    const row = environmentRow(
      application("dev", { ...healthy.status, summary: { images: ["docker.io/acme/goserver:v1.2.3"] } }),
      () => undefined,
    );
    expect(row.commit).toBeUndefined();
  });
});

test("the table stands in promotion order and says never promoted where nothing has been", () => {
  const never = environmentRow(
    application("prod", { sync: { status: "Unknown", revision: "" }, health: { status: "Missing" } }),
    () => undefined,
  );
  const table = environmentTable([never, environmentRow(healthy, () => "0.2.0")], ["dev", "staging", "prod"]);
  expect(table).toBe(
    [
      "environment  commit          version  image                                       sync     health   since",
      "dev          0123456789ab    0.2.0    127.0.0.1:5000/acme/goserver:0123456789ab…  Synced   Healthy  2026-11-21T10:00:00Z",
      "prod         never promoted  -        -                                           Unknown  Missing  -",
    ].join("\n"),
  );
});
