import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { renderManifests } from "../../../cli/render/manifests.ts";
import { readStackFiles } from "../../../cli/render/stack-files.ts";
import type { Pipeline } from "../../../model/definition.ts";
import { root } from "../../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-render-"));
afterAll(() => rmSync(folder, { recursive: true }));
const golden = (name: string) => readFileSync(join(root, "test/golden", name), "utf8");

/** A project's folder; its config is in `config/`. */
function project(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(join(path, "config"), { recursive: true });
  const all = { "../Pulumi.yaml": "name: slipway\nstackConfigDir: config\n", ...files };
  for (const [file, text] of Object.entries(all)) writeFileSync(join(path, "config", file), text);
  return path;
}
const render = (path: string, pipeline: Pipeline = goserver) =>
  renderManifests("goserver", pipeline, readStackFiles(path, []));
const texts = (path: string) => Object.fromEntries(render(path).manifests.map(({ file, text }) => [file, text]));
const names = ["delivery.yaml", "dev.yaml", "staging.yaml", "prod.yaml"];
const role = (name: string) => `config:\n  slipway:role: ${name}\n`;

test("the sample renders to its golden files, with this clone's config and with none", () => {
  const expected = Object.fromEntries(names.map((name) => [name, golden(`goserver/${name}`)]));
  expect(texts(root)).toEqual(expected);
  expect(texts(project("empty", {}))).toEqual(expected);
});

test("each part is compiled with the config of its own stack, over the project's values", () => {
  const mirrors = {
    "docker.io/": "127.0.0.1:5000/",
    "https://github.com/": "http://127.0.0.1:3000/",
    "https://github.com/acme/goserver": "http://127.0.0.1:3000/acme/goserver.git",
  };
  const path = project("own", {
    "../Pulumi.yaml": `name: slipway\nstackConfigDir: config\nconfig:\n  gitProvider:\n    value: gitea\n  mirrors:\n    value: ${JSON.stringify(mirrors)}\n`,
    "Pulumi.delivery.yaml": role("delivery"),
    "Pulumi.dev.yaml": role("environment"),
    "Pulumi.eu.yaml": `${role("environment")}  slipway:environment: prod\n  slipway:cluster:\n    name: eu\n  slipway:kubeconfig:\n    secure: AAAA\n`,
    "Pulumi.other.yaml": `${role("environment")}  slipway:environment: prod\n  slipway:pipelines: [till]\n`,
  });
  const { "prod.yaml": prod, ...others } = texts(path);
  expect(others).toEqual(
    Object.fromEntries(names.slice(0, 3).map((name) => [name, golden(`goserver-mirrored/${name}`)])),
  );
  expect(prod).toBe(
    golden("goserver-mirrored/prod.yaml").replaceAll("server: https://kubernetes.default.svc", "name: eu"),
  );
  expect(render(path).manifests.map(({ config }) => config)).toEqual([
    `${path}/config/Pulumi.delivery.yaml`,
    `${path}/config/Pulumi.dev.yaml`,
    undefined,
    `${path}/config/Pulumi.eu.yaml`,
  ]);
});

test("problems of the definition are told all at once, each once for all stacks", () => {
  const stages = { ...goserver.stages, staging: { from: "dve" }, prod: { from: "staging", requiredSoakTime: "1 h" } };
  const broken = { ...goserver, stages } as unknown as Pipeline;
  expect(() => render(root, broken)).toThrow(
    /^pipeline "goserver": 2 errors\n.*requiredSoakTime.*\n.*staging\.from.*$/,
  );
});

test.each([
  [
    "a stack whose mirrors differ from the delivery stack's",
    {
      "Pulumi.delivery.yaml": role("delivery"),
      "Pulumi.dev.yaml": `${role("environment")}  slipway:mirrors: {docker.io/: r.example.com/}\n`,
    },
    (path: string) =>
      `stacks of "goserver": 1 error\n  error dev: with this stack's config the part shared by all stacks comes out differently, and pulumi up would refuse it (got ${path}/config/Pulumi.dev.yaml against ${path}/config/Pulumi.delivery.yaml). Give both stacks the same mirrors. [stacks-differ]`,
  ],
  [
    "two stacks for one environment",
    {
      "Pulumi.dev.yaml": role("environment"),
      "Pulumi.dev2.yaml": `${role("environment")}  slipway:environment: dev\n`,
    },
    (path: string) =>
      `config: 1 error\n  error dev: several stacks stand for this, and one file can only hold what one of them applies (got ${path}/config/Pulumi.dev.yaml, ${path}/config/Pulumi.dev2.yaml). Name the files to go by: --config FILE, once for each stack. [several-stacks]`,
  ],
  [
    "wrong keys and encrypted values of several stacks",
    {
      "Pulumi.dev.yaml": `${role("environment")}  slipway:mirrors: {secure: AAAA}\n`,
      "Pulumi.prod.yaml": `${role("environment")}  slipway:mirrros: {}\n`,
    },
    (path: string) =>
      [
        "config: 2 errors",
        `  error ${path}/config/Pulumi.dev.yaml: slipway:mirrors: this value is encrypted, and only Pulumi could decrypt it. Set it in the clear: pulumi config set --stack dev slipway:mirrors '{"docker.io/": "registry.example.com/"}'. [config-encrypted]`,
        `  error ${path}/config/Pulumi.prod.yaml: slipway:mirrros: there is no such key; did you mean slipway:mirrors`,
      ].join("\n"),
  ],
  [
    "a file that isn't YAML",
    { "Pulumi.dev.yaml": "config:\n  a: {\n" },
    (path: string) => `${path}/config/Pulumi.dev.yaml:`,
  ],
])("%s is refused", (name, files, message) => {
  const path = project(name, files);
  expect(() => render(path)).toThrow(message(path));
});
