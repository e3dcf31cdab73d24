import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { expect, test } from "vitest";
import { EventLog } from "../../engine/event-log.ts";
import { secretHider } from "../../engine/hide-secrets.ts";

const urn =
  "urn:pulumi:dev::slipway::slipway:pipeline:PipelineEnvironment$kubernetes:kargo.akuity.io/v1alpha1:Stage::goserver-dev-stage";
const stackUrn = "urn:pulumi:dev::slipway::pulumi:pulumi:Stack::slipway-dev";

function event(part: object): EngineEvent {
  return { sequence: 1, timestamp: 1, ...part } as EngineEvent;
}

test("diagnostics are kept once, without colours, secrets, noise and the SDK's own talk", () => {
  const log = new EventLog(
    (text) => text.replaceAll("hunter22", "[secret]"),
    () => undefined,
  );
  const say = (severity: string, message: string, about?: string) =>
    log.add(
      event({ diagnosticEvent: { severity, message, color: "raw", ...(about === undefined ? {} : { urn: about }) } }),
    );
  say("error", "<{%reset%}>the server said hunter22<{%reset%}>\n", urn);
  say("error", "the server said hunter22", urn);
  say("debug", "RegisterResource RPC prepared");
  say("warning", "using pulumi-resource-kubernetes from $PATH at /x", urn);
  say("error", "update failed", stackUrn);
  say("info#err", "a line on stderr", stackUrn);
  log.add(
    event({
      policyEvent: {
        resourceUrn: urn,
        message: "refused",
        color: "raw",
        policyName: "g01",
        enforcementLevel: "mandatory",
      },
    }),
  );
  const resource = { urn, name: "goserver-dev-stage", type: "kubernetes:kargo.akuity.io/v1alpha1:Stage" };
  expect(log.diagnostics).toEqual([
    { severity: "error", message: "the server said [secret]", resource },
    { severity: "info", message: "a line on stderr" },
    { severity: "error", message: "policy g01: refused", resource, byPolicy: true },
  ]);
});

test("what a policy says is told with its resource, so that one policy's words on two Stages are two messages", () => {
  const log = new EventLog(
    (text) => text,
    () => undefined,
  );
  const judge = (resourceUrn?: string) =>
    log.add(
      event({
        policyEvent: {
          ...(resourceUrn === undefined ? {} : { resourceUrn }),
          message: "spec: no verification",
          color: "raw",
          policyName: "g05",
          enforcementLevel: "advisory",
        },
      }),
    );
  judge(urn);
  judge(urn.replace("goserver-dev", "goserver-uat"));
  judge();
  log.add(event({ diagnosticEvent: { severity: "warning", message: "waiting for the webhook", color: "raw", urn } }));
  expect(log.messages).toEqual([
    "goserver-dev-stage (kubernetes:kargo.akuity.io/v1alpha1:Stage): policy g05: spec: no verification",
    "goserver-uat-stage (kubernetes:kargo.akuity.io/v1alpha1:Stage): policy g05: spec: no verification",
    "policy g05: spec: no verification",
    "waiting for the webhook",
  ]);
});

test("progress tells each finished resource, and the counts are the engine's own", () => {
  const said: string[] = [];
  const log = new EventLog(
    (text) => text,
    (text) => said.push(text),
  );
  log.add(event({ resOutputsEvent: { metadata: { op: "create", urn } } }));
  log.add(event({ resOutputsEvent: { metadata: { op: "same", urn: stackUrn } } }));
  log.add(event({ resOutputsEvent: { metadata: { op: "update", urn }, planning: true } }));
  log.add(event({ resOutputsEvent: { metadata: { op: "same", urn: stackUrn }, planning: true } }));
  expect(said).toEqual([
    "1 done, goserver-dev-stage created",
    "2 done, slipway-dev unchanged",
    "3 looked at, goserver-dev-stage to update",
    "4 looked at, slipway-dev unchanged",
  ]);
  expect(log.changes).toEqual({ create: 0, update: 0, replace: 0, delete: 0, same: 0 });
  log.add(event({ summaryEvent: { resourceChanges: { create: 3, same: 1, read: 1 } } }));
  expect(log.changes).toEqual({ create: 3, update: 0, replace: 0, delete: 0, same: 1 });
});

test("secrets are hidden whole and in parts, addresses and names are not", () => {
  const kubeconfig = `clusters: [{name: home, cluster: {server: "https://127.0.0.1:6443"}}]\nusers: [{name: admin, user: {token: very-hidden-token, client-key-data: a2V5IGRhdGE=}}]\n`;
  const hide = secretHider({
    "slipway:kubeconfig": { value: kubeconfig, secret: true },
    "slipway:gitCredentials": { value: '{"username":"slipway","password":"correct-horse"}', secret: true },
    "slipway:role": { value: "environment" },
  });
  expect(hide("very-hidden-token a2V5IGRhdGE= correct-horse https://127.0.0.1:6443 admin slipway environment")).toBe(
    "[secret] [secret] [secret] https://127.0.0.1:6443 admin slipway environment",
  );
  expect(hide(`it said: ${kubeconfig}`)).toBe("it said: [secret]");
});
