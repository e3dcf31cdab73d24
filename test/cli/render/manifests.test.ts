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
const names = ["delivery.yaml", "dev.yaml", "staging.yaml", "prod.yaml"];
const textsOf = (path: string) => Object.fromEntries(render(path).manifests.map(({ file, text }) => [file, text]));
/** Without guards and what the policy pack is told. */
const texts = (path: string) =>
  Object.fromEntries(Object.entries(textsOf(path)).filter(([file]) => names.includes(file)));
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
  const { manifests } = render(path);
  expect(manifests.slice(0, 4).map(({ config }) => config)).toEqual([
    `${path}/config/Pulumi.delivery.yaml`,
    `${path}/config/Pulumi.dev.yaml`,
    undefined,
    `${path}/config/Pulumi.eu.yaml`,
  ]);
});

test("guards stand beside what they guard, and the policy pack is told what each stack's guards say", () => {
  const guards = (soak: string) => `  slipway:guards:\n    minimumSoak: ${soak}\n    levels: { G04: warn }\n`;
  const path = project("guarded", {
    "Pulumi.delivery.yaml": `${role("delivery")}${guards("1h")}`,
    "Pulumi.dev.yaml": `${role("environment")}${guards("1h")}`,
    "Pulumi.staging.yaml": `${role("environment")}${guards("1h")}`,
    "Pulumi.prod.yaml": `${role("environment")}${guards("24h")}`,
  });
  const { manifests } = render(path);
  expect(manifests.map(({ file }) => file)).toEqual([
    ...names,
    ...names.map((name) => name.replace(".yaml", "-guards.yaml")),
    "policy-config.json",
    "prod-policy-config.json",
  ]);
  const found = textsOf(path);
  expect(found["prod-guards.yaml"]).toContain("24h");
  expect(found["dev-guards.yaml"]).not.toContain("G04");
  const soaks = ["policy-config.json", "prod-policy-config.json"].map(
    (file) => JSON.parse(found[file] ?? "")["g04-minimum-soak"],
  );
  expect(soaks).toEqual([
    { enforcementLevel: "advisory", protectedStages: ["prod"], minimumSoak: "1h" },
    { enforcementLevel: "advisory", protectedStages: ["prod"], minimumSoak: "24h" },
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
