import { describe, expect, test } from "vitest";
import { apiVersion, gvkOf, isPatch, parseUrn, standIn } from "../../provider/token.ts";

test("a URN gives the resource's own type and name", () => {
  expect(parseUrn("urn:pulumi:dev::slipway::slipway:pipeline:App$kubernetes:core/v1:Namespace::a::b")).toEqual({
    type: "kubernetes:core/v1:Namespace",
    name: "a::b",
  });
});

describe("type tokens", () => {
  test.each<[string, string, string]>([
    ["kubernetes:core/v1:Namespace", "Namespace", "v1"],
    ["kubernetes:apps/v1:Deployment", "Deployment", "apps/v1"],
    ["kubernetes:kargo.akuity.io/v1alpha1:Stage", "Stage", "kargo.akuity.io/v1alpha1"],
    ["kubernetes:example.com/v1:GitPatch", "GitPatch", "example.com/v1"],
    ["kubernetes:core/v1:ConfigMapPatch", "ConfigMap", "v1"],
    ["kubernetes:example.com/v1:WidgetPatch", "Widget", "example.com/v1"],
    ["kubernetes:example.com/v1:IPList", "IPList", "example.com/v1"],
  ])("%s is served as %s of %s", (token, kind, version) => {
    const gvk = gvkOf(token, kind);
    expect([gvk.kind, apiVersion(gvk)]).toEqual([kind, version]);
  });

  test.each<[string, string, boolean]>([
    ["kubernetes:core/v1:ConfigMapPatch", "ConfigMap", true],
    ["kubernetes:core/v1:ConfigMap", "ConfigMap", false],
    ["kubernetes:example.com/v1:GitPatch", "GitPatch", false],
    ["kubernetes:example.com/v1:GitPatchPatch", "GitPatch", true],
    ["kubernetes:example.com/v1:Patch", "", false],
  ])("%s of a %s is a patch: %s", (token, kind, expected) => {
    expect(isPatch(token, kind)).toBe(expected);
  });

  test.each<[string, string, string]>([
    ["kubernetes:helm.sh/v4:Chart", "", "of Helm, Release of helm.sh/v3 alone is served"],
    ["kubernetes:yaml/v2:ConfigFile", "", "YAML files are components of the real plugin"],
    ["kubernetes:yaml:ConfigFile", "", "YAML files are components of the real plugin"],
    ["kubernetes:kustomize/v2:Directory", "", "kustomize directories are components of the real plugin"],
    ["kubernetes:core/v1:ConfigMapList", "ConfigMapList", "lists cannot be created; use the underlying kind"],
    ["kubernetes:batch/v1:Job", "Job", "this kind of Kubernetes itself is not served"],
    ["kubernetes:index:Thing", "Thing", "the type is not of the form kubernetes:<group>/<version>:<Kind>"],
  ])("%s is refused", (token, kind, why) => {
    expect(() => gvkOf(token, kind)).toThrow(new Error(`${token} is not supported: ${why}; ${standIn}`));
  });
});
