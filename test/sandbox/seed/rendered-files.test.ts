import { expect, test } from "vitest";
import { renderedFiles } from "../../../sandbox/seed/rendered-files.ts";

test("each object is a file with Kargo's name for it, its keys sorted and its strings still strings", () => {
  const built = `apiVersion: v1
kind: Service
metadata:
  name: goserver
spec:
  ports:
  - port: 80
    name: http
  clusterIP: None
---
apiVersion: v1
kind: ConfigMap
metadata:
  namespace: Team
  name: goserver
data:
  port: "8080"
  answer: "yes"
  empty: ""
`;
  expect([...renderedFiles(built)]).toEqual([
    [
      "service-goserver.yaml",
      `apiVersion: v1
kind: Service
metadata:
  name: goserver
spec:
  clusterIP: None
  ports:
  - name: http
    port: 80
`,
    ],
    [
      "team-configmap-goserver.yaml",
      `apiVersion: v1
data:
  answer: "yes"
  empty: ""
  port: "8080"
kind: ConfigMap
metadata:
  name: goserver
  namespace: Team
`,
    ],
  ]);
});

test("nothing rendered is no file", () => {
  expect([...renderedFiles("")]).toEqual([]);
});

test("two objects that would share a file are refused, not lost", () => {
  const object = (apiVersion: string) => `apiVersion: ${apiVersion}\nkind: Thing\nmetadata:\n  name: a\n`;
  expect(() => renderedFiles(`${object("one/v1")}---\n${object("two/v1")}`)).toThrow(
    "two objects would be written to thing-a.yaml: rename one",
  );
});

test("a name that would leave the folder is refused", () => {
  expect(() => renderedFiles("kind: Thing\nmetadata:\n  name: ../../x\n")).toThrow(
    "Thing ../../x has a name that can't be a file's: thing-../../x.yaml",
  );
});
