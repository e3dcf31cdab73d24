import { RunError } from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { EventLog } from "../../engine/event-log.ts";
import { failureOf } from "../../engine/failure.ts";
import { CliError } from "../../engine/pulumi-cli.ts";
import { UserError } from "../../model/problem.ts";

const run = {
  name: "dev",
  config: { "slipway:pw": { value: "correct-horse", secret: true } },
  program: async () => ({}),
};

function failure(parts: { thrown?: unknown; error?: unknown; aborted?: boolean; message?: string }): Error {
  const log = new EventLog(
    (text) => text,
    () => undefined,
  );
  const urn = "urn:pulumi:dev::slipway::kubernetes:core/v1:Namespace::goserver-dev-namespace";
  const { message, thrown, error, aborted = false } = parts;
  if (message !== undefined)
    log.add({ sequence: 1, timestamp: 1, diagnosticEvent: { severity: "error", message, urn, color: "raw" } });
  return failureOf({ operation: "up", run, log, error, thrown, aborted });
}

test("a user's mistake is told in its own words", () => {
  const wanted = "stack dev: up failed: there is no such pipeline";
  expect(failure({ thrown: new RunError("there is no such pipeline") })).toEqual(new UserError(wanted));
  expect(failure({ thrown: new UserError("there is no such pipeline"), message: "noise" })).toEqual(
    new UserError(wanted),
  );
});

test("what the cluster said is told whole, with the resource it is about", () => {
  expect(failure({ message: "first line\nsecond line", error: new Error("code 255") })).toEqual(
    new UserError(
      "stack dev: up failed:\n  goserver-dev-namespace (kubernetes:core/v1:Namespace): first line\n    second line",
    ),
  );
});

test("a state that couldn't be written is told with what is there nevertheless", () => {
  const message = "post-step event returned an error: failed to save snapshot: no space left on device";
  expect(failure({ message })).toEqual(
    new UserError(
      `stack dev: up failed:\n  goserver-dev-namespace (kubernetes:core/v1:Namespace): ${message}\n` +
        "  The backend didn't take the state: the last of what was done isn't written down, and is there all the same. " +
        "Mend the backend and run the same command again, which goes on from what was written",
    ),
  );
});

test("B06: a namespace that was there before is told with the ways out", () => {
  const message =
    'resource "goserver" was not successfully created by the Kubernetes API server: namespaces "goserver" already exists';
  expect(failure({ message })).toEqual(
    new UserError(
      `stack dev: up failed:\n  goserver-dev-namespace (kubernetes:core/v1:Namespace): ${message}\n` +
        "  Namespace goserver is there already, and this stack didn't make it. See what is in it (kubectl get all --namespace goserver): " +
        "delete it if nobody needs it, else give the app another name",
    ),
  );
});

test("a defect keeps its stack trace", () => {
  const defect = new TypeError("x is undefined");
  expect(failure({ thrown: defect, message: "Unhandled exception" })).toBe(defect);
});

test("a refusal of the CLI itself is told by its last words, without secrets", () => {
  const error = new CliError(["up"], { stdout: "", stderr: "error: bad correct-horse", code: 255 });
  expect(failure({ error })).toEqual(new UserError("stack dev: up failed: bad [secret]"));
});

test("a run that was stopped says so, whatever fell over on the way", () => {
  expect(failure({ aborted: true, message: "canceled" })).toEqual(
    new UserError("stack dev: up was stopped; run it again to go on"),
  );
});
