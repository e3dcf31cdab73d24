import grpc from "@grpc/grpc-js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import { describe, expect, test } from "vitest";
import { formatStatus } from "../../../provider/kube/api-error.ts";
import { takeOver } from "../../../provider/kube/field-managers.ts";
import { keepIgnored } from "../../../provider/operations/ignored.ts";
import { ResourceNotReadyError } from "../../../provider/resource-error.ts";
import { type Fields, Secret } from "../../../provider/value.ts";
import { fromStruct, toServiceError } from "../../../provider/wire.ts";

describe("an error of the API server", () => {
  test.each<[string, number, Fields, string, string]>([
    [
      "gives message, reason and code",
      409,
      { message: 'widgets "a" already exists', reason: "AlreadyExists" },
      "",
      'widgets "a" already exists (AlreadyExists, HTTP 409)',
    ],
    [
      "adds the causes that its message leaves out",
      422,
      {
        message: "it is invalid: spec.a: Required value",
        reason: "Invalid",
        details: {
          causes: [
            { field: "spec.a", message: "Required value" },
            { field: "spec.b", message: "Too long" },
          ],
        },
      },
      "",
      "it is invalid: spec.a: Required value (Invalid, HTTP 422)\n  spec.b: Too long",
    ],
    ["of a proxy is its page", 502, {}, "<html>bad gateway</html>", "<html>bad gateway</html> (HTTP 502)"],
    ["may be empty", 500, {}, "", "the server gave no message (HTTP 500)"],
  ])("%s", (_, code, status, body, text) => {
    expect(formatStatus(code, status, body)).toBe(text);
  });
});

describe("the answer to the engine", () => {
  test("to a failure has the message without secrets and no details", () => {
    expect(toServiceError(new Error("bad hunter2"), { a: new Secret("hunter2") })).toEqual({
      code: grpc.status.UNKNOWN,
      details: "bad [secret]",
      message: "bad [secret]",
    });
  });

  test("about an object that is not ready brings its id and state", () => {
    const state = { spec: { a: new Secret("x") } };
    const answer = toServiceError(new ResourceNotReadyError("late", "ns/a", state));
    const [header] = answer.metadata?.get("grpc-status-details-bin") ?? [];
    const [any] = statusPb.Status.deserializeBinary(header as Buffer).getDetailsList();
    expect(any?.getTypeName()).toBe("pulumirpc.ErrorResourceInitFailed");
    const detail = pb.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
    expect([detail.getId(), detail.getReasonsList(), fromStruct(detail.getProperties())]).toEqual([
      "ns/a",
      ["late"],
      state,
    ]);
  });
});

describe("field managers", () => {
  const entry = (manager: string, operation: string, fieldsV1: Fields, subresource?: string): Fields => ({
    manager,
    operation,
    fieldsV1,
    ...(subresource === undefined ? {} : { subresource }),
  });
  const live = (...managedFields: Fields[]): Fields => ({ metadata: { managedFields } });

  test("an apply takes the fields of creation and of kubectl over, and nobody else's", () => {
    const others = [
      entry("argocd", "Update", { "f:operation": {} }),
      entry("kubectl", "Update", { "f:status": {} }, "status"),
    ];
    const before = live(
      entry("pulumi-kubernetes", "Update", { "f:spec": { "f:a": {} } }),
      entry("kubectl", "Update", { "f:spec": { "f:b": {} } }),
      entry("mine", "Apply", { "f:spec": { ".": {}, "f:c": {} } }),
      ...others,
    );
    expect(takeOver(before, "mine")).toEqual([
      entry("mine", "Apply", { "f:spec": { ".": {}, "f:a": {}, "f:b": {}, "f:c": {} } }),
      ...others,
    ]);
    expect(takeOver(live(...others), "mine")).toBeUndefined();
  });

  test("an ignored field is left out when only others own it, and sent as it is when it is ours", () => {
    const object = { spec: { a: 9, b: 8, c: [1] }, metadata: { annotations: { "x.y/z": "theirs" } } };
    const entries = [
      entry("scaler", "Update", { "f:spec": { "f:a": {} }, "f:metadata": { "f:annotations": { "f:x.y/z": {} } } }),
      entry("mine", "Apply", { "f:spec": { "f:b": {} } }),
    ];
    const body = { spec: { a: 1, b: 2, c: [5] }, metadata: { annotations: { "x.y/z": "mine", k: "v" } } };
    const ignored = ["spec.a", "spec.b", "spec.c[0]", 'metadata.annotations["x.y/z"]', "spec.none"];
    expect(keepIgnored(body, object, entries, "mine", ignored)).toEqual({
      spec: { b: 8, c: [5] },
      metadata: { annotations: { k: "v" } },
    });
  });
});
