import { expect, test } from "vitest";
import { setKustomizeImage } from "../../../sandbox/seed/set-kustomize-image.ts";

const image = { name: "goserver", newName: "127.0.0.1:5000/acme/goserver", newTag: "abc" };

test("an image is added to a kustomization without any, and comments stay", () => {
  expect(setKustomizeImage("# ours\nkind: Kustomization\nresources:\n  - a.yaml\n", image)).toBe(
    `# ours
kind: Kustomization
resources:
  - a.yaml
images:
  - name: goserver
    newName: 127.0.0.1:5000/acme/goserver
    newTag: abc
`,
  );
});

test("an entry of the same name is replaced whole, others stay, and all are sorted by name", () => {
  const text = `images:
  - {name: zeta, newTag: "1"}
  - {name: goserver, newName: other, digest: "sha256:0"}
  - {name: alpha, newName: beta}
`;
  expect(setKustomizeImage(text, image)).toBe(`images:
  - name: alpha
    newName: beta
  - name: goserver
    newName: 127.0.0.1:5000/acme/goserver
    newTag: abc
  - name: zeta
    newTag: "1"
`);
});

test("a text that is no map is refused", () => {
  expect(() => setKustomizeImage("- a\n", image)).toThrow("the kustomization file isn't a YAML map");
});
