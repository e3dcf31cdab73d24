import type { Freight, Image } from "../../../../promotion/freight.ts";
import { kustomizeSetImage } from "../../../../promotion/steps/kustomize-set-image.ts";
import type { StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/kustomize_image_setter_test.go";
const source = "pkg/promotion/runner/builtin/kustomize_image_setter.go";
const digest = `sha256:${"a".repeat(64)}`;

const freight = (warehouse: string, ...images: Image[]): Freight => ({
  name: `freight-${warehouse}`,
  origin: { kind: "Warehouse", name: warehouse },
  commits: [],
  images,
  charts: [],
});

export const table: StepTable = {
  runner: kustomizeSetImage,
  rows: [
    {
      name: "sets the image it is told",
      from: `${test}, "successfully sets image"`,
      config: { path: "./src/base", images: [{ image: "nginx", tag: "1.21.0" }] },
      before: {
        "src/base/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - deployment.yaml\n",
      },
      after: {
        "src/base/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- deployment.yaml\nimages:\n- name: nginx\n  newTag: 1.21.0\n",
      },
      output: { commitMessage: "Updated ./src/base to use new image\n\n- nginx:1.21.0" },
    },
    {
      name: "takes all images of the Freight when it is told none, tag and digest",
      from: `${test}, "automatically sets image"`,
      config: { path: "." },
      before: { "kustomization.yml": "resources: []\n" },
      freight: [
        freight("one", { repoURL: "docker.io/acme/b", tag: "v1.0.0", digest }),
        freight("two", { repoURL: "docker.io/acme/a", tag: "v2.0.0" }),
      ],
      after: {
        "kustomization.yml": `resources: []\nimages:\n- name: docker.io/acme/a\n  newTag: v2.0.0\n- name: docker.io/acme/b\n  newTag: v1.0.0\n  digest: ${digest}\n`,
      },
      output: {
        commitMessage: `Updated . to use new images\n\n- docker.io/acme/a:v2.0.0\n- docker.io/acme/b:v1.0.0@${digest}`,
      },
    },
    {
      name: "can't choose between two Freights with one image",
      from: `${test}, "ambiguous image match"`,
      config: { path: "." },
      before: { Kustomization: "resources: []\n" },
      freight: [freight("one", { repoURL: "nginx", tag: "1" }), freight("two", { repoURL: "nginx", tag: "2" })],
      error:
        "manual configuration required due to ambiguous result: multiple requested Freight could potentially provide a container image from repository nginx",
    },
    {
      name: "replaces an entry, keeps and lists the others, sorted, and keeps comments",
      from: `${source}, mergeImages`,
      config: {
        path: ".",
        images: [{ image: "docker.io/acme/app", name: "app", newName: "docker.io/acme/app", tag: "1.10" }],
      },
      before: {
        "kustomization.yaml":
          "# what it is\n\nnamespace: dev # here\n\nimages: # pinned\n# first\n- name: redis # cache\n  newTag: '7'\n- name: app\n  newName: old\n  digest: sha256:0 # old\n\n# then\nresources:\n  # the base\n  - ../base\n  - extra.yaml\n",
      },
      after: {
        "kustomization.yaml":
          '# what it is\n\nnamespace: dev # here\nimages: # pinned\n# first\n- name: app # cache\n  newName: docker.io/acme/app\n  newTag: "1.10"\n- name: redis\n  newTag: "7"\n# then\nresources:\n# the base\n- ../base\n- extra.yaml\n',
      },
      output: { commitMessage: "Updated . to use new images\n\n- docker.io/acme/app:1.10\n- redis:7" },
    },
    {
      name: "sets a digest",
      from: `${source}, buildTargetImagesFromConfig`,
      config: { path: ".", images: [{ image: "nginx", digest }] },
      before: { "kustomization.yaml": "resources: []\n" },
      after: { "kustomization.yaml": `resources: []\nimages:\n- name: nginx\n  digest: ${digest}\n` },
      output: { commitMessage: `Updated . to use new image\n\n- nginx@${digest}` },
    },
    {
      name: "keeps what the file says where it is told *",
      from: `${test}, "preserve"`,
      config: {
        path: ".",
        images: [
          { image: "nginx", newName: "*", tag: "2" },
          { image: "other", newName: "*", tag: "*" },
        ],
      },
      before: { "kustomization.yaml": 'images:\n- name: nginx\n  newName: mirror/nginx\n  newTag: "1"\n' },
      after: {
        "kustomization.yaml": 'images:\n- name: nginx\n  newName: mirror/nginx\n  newTag: "2"\n- name: other\n',
      },
      output: { commitMessage: "Updated . to use new images\n\n- mirror/nginx:2\n- *:*" },
    },
    ...[
      "1e5",
      "0x10",
      "true",
      "yes",
      "null",
      "2026-01-02",
      "1:30",
      "v1",
      "1.2.3",
      "abc",
      "0123",
      "@x",
      "a: b",
      "12e",
      "1_0",
      ".5",
      "~",
      "- x",
      "#x",
      "é",
    ].map((tag) => ({
      name: `writes the tag ${tag} so that it stays a text`,
      from: "go.yaml.in/yaml v3.0.4, encode.go, stringv",
      config: { path: ".", images: [{ image: "nginx", tag }] },
      before: { "kustomization.yaml": "kind: Kustomization\n" },
      after: { "kustomization.yaml": `kind: Kustomization\nimages:\n- name: nginx\n  newTag: ${written(tag)}\n` },
      output: { commitMessage: `Updated . to use new image\n\n- nginx:${tag}` },
    })),
    {
      name: "keeps how the rest is written",
      from: "go.yaml.in/yaml v3.0.4, emitterc.go",
      config: { path: ".", images: [{ image: "nginx", tag: "v1" }] },
      before: {
        "kustomization.yaml":
          '---\nkind: Kustomization\nnamespace:   dev\nempty:\nflag: yes\nnumber: 0x10\nquoted: "a"\nsingle: \'b\'\nlabels: {a: b,  c: "d"}\nlist: [a,b]\npatches:\n- patch: |-\n    - op: replace\n      path: /x\n  target:\n      kind: Deployment\nlong: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccccccccccccccc\n',
      },
      after: {
        "kustomization.yaml":
          'kind: Kustomization\nnamespace: dev\nempty:\nflag: yes\nnumber: 0x10\nquoted: "a"\nsingle: \'b\'\nlabels: {a: b, c: "d"}\nlist: [a, b]\npatches:\n- patch: |-\n    - op: replace\n      path: /x\n  target:\n    kind: Deployment\nlong: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccccccccccccccc\nimages:\n- name: nginx\n  newTag: v1\n',
      },
      output: { commitMessage: "Updated . to use new image\n\n- nginx:v1" },
    },
    {
      name: "fails without a kustomization",
      from: `${test}, "Kustomization file not found"`,
      config: { path: "nope", images: [{ image: "nginx", tag: "v1" }] },
      error: 'could not discover kustomization file: could not find any Kustomization files in "nope"',
    },
    {
      name: "fails with two of them",
      from: `${test}, "multiple Kustomization files"`,
      config: { path: ".", images: [{ image: "nginx", tag: "v1" }] },
      before: { "kustomization.yaml": "", Kustomization: "" },
      error:
        'could not discover kustomization file: ambiguous result: found multiple Kustomization files in ".": [kustomization.yaml Kustomization]',
    },
  ],
};

function written(tag: string): string {
  if (["v1", "1.2.3", "abc", "12e", "é"].includes(tag)) return tag;
  return ["@x", "a: b", "- x", "#x"].includes(tag) ? `'${tag}'` : `"${tag}"`;
}
