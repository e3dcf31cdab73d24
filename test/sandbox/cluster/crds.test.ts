import { expect, test } from "vitest";
import { crdFile } from "../../../sandbox/cluster/crds.ts";

const crd = (metadata: string) => `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
${metadata}spec:
  names:
    kind: Thing
`;

test.each([
  ["with nothing else in its metadata", "  name: things.example.com\n"],
  ["after annotations", "  annotations:\n    name: wrong\n  name: things.example.com\n"],
  ["before labels", "  name: things.example.com\n  labels:\n    name: wrong\n"],
])("the name of a CRD is found %s", (_, metadata) => {
  expect(crdFile(crd(metadata), "x.yaml").name).toBe("things.example.com");
});

test("a file that holds no CRD is refused by its path", () => {
  expect(() => crdFile("kind: Kustomization\n", "/m/x.yaml")).toThrow("/m/x.yaml holds no CustomResourceDefinition");
});
