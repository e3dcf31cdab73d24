import { versions } from "../../../model/versions.ts";
import type { DeliverySettings } from "../../../model/workflow/delivery-settings.ts";
import type { PreviewSettings } from "../../../model/workflow/preview-settings.ts";

/** What `slipway workflow goserver` finds for the sample. */
export const sample: DeliverySettings = {
  app: "goserver",
  repository: "acme/goserver",
  branch: "main",
  folder: "apps/goserver",
  image: "docker.io/acme/goserver",
  go: true,
  test: [],
  platforms: ["linux/amd64"],
  emulate: false,
  paths: [],
  environment: "release",
  attest: true,
  manifests: "kargo",
};

export const samplePreview: PreviewSettings = {
  apps: ["goserver"],
  stacks: ["platform", "source", "delivery", "dev", "staging", "prod"],
  branch: "main",
  folder: ".",
  slipway: "node cli/slipway.ts",
  verify: ["npm run verify", "npm run test:fast"],
  versions: { node: "24", pulumi: versions.pulumi },
};

/** One delivery workflow for each option, by the name of its golden file. */
export const deliveries: Readonly<Record<string, DeliverySettings>> = {
  monorepo: {
    ...sample,
    app: "shop",
    repository: "acme/apps",
    branch: "release/1.x",
    folder: "apps/shop",
    image: "ghcr.io/acme/shop",
    go: false,
    test: ["npm ci", "npm test"],
    platforms: ["linux/amd64", "linux/arm64"],
    emulate: true,
    paths: ["apps/shop", "libraries/prices"],
  },
  manifests: {
    ...sample,
    image: "acme/goserver",
    manifests: {
      folder: "apps/goserver/k8s/base",
      placeholder: "goserver",
      protectedBranch: false,
      appToken: false,
    },
  },
  "manifests-app": {
    ...sample,
    folder: ".",
    image: "registry.example.com:5000/acme/goserver",
    paths: ["."],
    environment: "ship it",
    attest: false,
    manifests: { folder: "k8s/base", placeholder: "goserver", protectedBranch: true, appToken: true },
  },
};

export const previews: Readonly<Record<string, PreviewSettings>> = {
  preview: {
    ...samplePreview,
    apps: ["cart", "shop"],
    stacks: ["source", "delivery", "dev", "prod"],
    folder: "infra",
    slipway: "npx slipway",
    verify: ["npm test --if-present"],
  },
};
