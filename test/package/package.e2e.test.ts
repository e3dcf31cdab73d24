/** The package as others get it: packed, installed in an empty folder, and used there by every way that it offers. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { cleanPath } from "../../engine/clean-path.ts";
import { toolsFolder } from "../support/api-server.ts";
import { root } from "../support/command.ts";
import { languageHostIn } from "../support/language-host-in.ts";
import { copySample, installedProject, must, type Project } from "./installed.ts";

// TypeScript looks through every declaration of Pulumi's: half a minute on an idle machine.
vi.setConfig({ testTimeout: 900_000 });

let project: Project;
beforeAll(async () => {
  project = await installedProject();
  const definition = readFileSync(join(root, "apps/goserver/pipeline.ts"), "utf8");
  project.write({
    "apps/goserver/pipeline.ts": definition.replace("../../model/definition.ts", "slipway/definition"),
    "components/index.ts": program,
    "components/package.json": '{ "type": "module" }',
    "components/tsconfig.json": JSON.stringify({ compilerOptions, files: ["index.ts"] }),
    "components/Pulumi.yaml": "name: mine\nmain: index.ts\nruntime: { name: nodejs, options: { typescript: false } }\n",
  });
});
afterAll(() => project?.remove());

/** The strictest that a user may have set; `skipLibCheck: false` checks our declarations too. */
const compilerOptions = {
  target: "es2024",
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: false,
};

const program = `import * as k8s from "@pulumi/kubernetes";
import { compile, DeliveryPipeline, defaultSettings, PipelineEnvironment } from "slipway";
import { goserver } from "../apps/goserver/pipeline.ts";

const kubeconfig = JSON.stringify({
  "current-context": "none",
  contexts: [{ name: "none", context: { cluster: "none" } }],
  clusters: [{ name: "none", cluster: { server: "https://127.0.0.1:9" } }],
});
const providers = [new k8s.Provider("cluster", { kubeconfig })];
const compiled = compile(goserver, defaultSettings);
const delivery = new DeliveryPipeline("goserver", { compiled }, { providers });
for (const environment of compiled.environments) {
  new PipelineEnvironment(\`goserver-\${environment.name}\`, { app: "goserver", environment }, { providers });
}
export const digest: string = delivery.digest;
`;

describe("types", () => {
  test("a program that imports the components type-checks, strictly and with our declarations", async () => {
    expect(await project.run("tsc", ["-p", "components"])).toMatchObject({ code: 0, output: "" });
  });

  test("what is a compile error in the clone is one here", async () => {
    const good = readFileSync(join(project.folder, "apps/goserver/pipeline.ts"), "utf8");
    project.write({
      "bad/pipeline.ts": good.replace('from: "dev"', 'from: "dve"'),
      "bad/tsconfig.json": JSON.stringify({ compilerOptions, files: ["pipeline.ts"] }),
    });
    const { code, output } = await project.run("tsc", ["-p", "bad"]);
    expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining(`Type '"dve"' is not assignable`) });
  });
});

describe("slipway", () => {
  test("render writes what the clone writes", async () => {
    must(await project.run("slipway", ["render", "goserver", "--out", "rendered"]));
    const golden = join(root, "test/golden/goserver");
    for (const name of readdirSync(golden)) {
      expect(readFileSync(join(project.folder, "rendered", name), "utf8"), name).toBe(
        readFileSync(join(golden, name), "utf8"),
      );
    }
  });

  test("render of an app that isn't there names those that are", async () => {
    const { code, output } = await project.run("slipway", ["render", "goservr", "--out", "rendered"]);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('got "goservr"; allowed goserver)') });
  });

  test("check takes good manifests and names what is wrong in bad ones", async () => {
    const stage = readFileSync(join(root, "test/golden/goserver/dev.yaml"), "utf8");
    project.write({ "good/dev.yaml": stage, "bad/dev.yaml": stage.replace("uses: git-clone", "uses: git-clon") });
    expect(await project.run("slipway", ["check", "good"])).toMatchObject({ code: 0 });
    expect(await project.run("slipway", ["check", "bad/dev.yaml"])).toMatchObject({
      code: 1,
      output: expect.stringContaining("git-clon"),
    });
  });

  test("demo tells its story, with the sample that the package holds", async () => {
    const { code, output } = await project.run("slipway", ["demo"]);
    expect({ code, end: output.trimEnd().split("\n").at(-1) }).toEqual({
      code: 0,
      end: "Refused before anything was registered. Next: npx slipway sandbox",
    });
  });

  test("every command's code is there: each answers for itself to an option that none knows", async () => {
    const help = must(await project.run("slipway", ["help"]));
    const commands = [...help.matchAll(/^ {2}(\w+) /gm)].map(([, name = ""]) => name);
    expect(commands.length).toBeGreaterThan(6);
    const asked = commands.filter((name) => name !== "pulumi" && name !== "demo");
    const answers = await Promise.all(asked.map((name) => project.run("slipway", [name, "--no-such-option"])));
    for (const { output } of answers) expect(output).toMatch(/^Unknown option '--no-such-option'/);
    // Started by their path: no import leads to them.
    expect(existsSync(join(project.folder, "node_modules/slipway/dist/sandbox/git-server.js"))).toBe(true);
  });

  test("new takes what a folder has and writes the rest, which type-checks and renders", async () => {
    copySample(join(project.folder, "../hello"));
    const args = ["new", "hello", "--from", "../hello", "--git", "https://github.com/acme/hello"];
    must(await project.run("slipway", args));
    project.write({ "hello.json": JSON.stringify({ compilerOptions, files: ["apps/hello/pipeline.ts"] }) });
    expect(await project.run("tsc", ["-p", "hello.json"])).toMatchObject({ code: 0, output: "" });
    must(await project.run("slipway", ["render", "hello", "--out", "rendered-hello"]));
    expect(await project.run("slipway", ["check", "rendered-hello", "../hello/k8s"])).toMatchObject({ code: 0 });
    const again = await project.run("slipway", args);
    expect(again).toMatchObject({ code: 1, output: expect.stringContaining("hello/pipeline.ts") });
  });
});

describe.skipIf(!existsSync(join(toolsFolder, "pulumi")))("pulumi", () => {
  const pulumi = async (...args: string[]) => {
    const home = join(project.folder, "home");
    mkdirSync(join(home, "state"), { recursive: true });
    // The provider that the package brings: what the preview shows has gone through it.
    const provider = join(project.folder, "node_modules/slipway/dist/provider/bin");
    const env = {
      PATH: cleanPath(join(home, "path"), [provider, languageHostIn(join(home, "host"))]),
      HOME: home,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${join(home, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    return must(await project.run(join(toolsFolder, "pulumi"), [...args, "--non-interactive"], { env }));
  };

  test("a program of components previews", async () => {
    const stack = ["--stack", "all", "--cwd", join(project.folder, "components")];
    await pulumi("stack", "init", ...stack);
    const output = await pulumi("preview", "--json", ...stack);
    const steps: { newState: { type: string } }[] = JSON.parse(output).steps;
    const counts = Map.groupBy(steps, ({ newState }) => newState.type);
    expect(Object.fromEntries([...counts].map(([type, all]) => [type, all.length]))).toEqual({
      "pulumi:pulumi:Stack": 1,
      "pulumi:providers:kubernetes": 1,
      "slipway:pipeline:DeliveryPipeline": 1,
      "slipway:pipeline:PipelineEnvironment": 3,
      ...goldenCounts(),
    });
  });

  test("the stack program, as new writes it, previews", async () => {
    must(await project.run("slipway", ["new", "shop", "--git", "https://github.com/acme/shop"]));
    const stack = ["--stack", "delivery"];
    await pulumi("stack", "init", ...stack);
    await pulumi("config", "set", "slipway:pipelines", '["shop"]', ...stack);
    await pulumi("config", "set", "slipway:context", "none", ...stack);
    expect(await pulumi("preview", ...stack)).toMatch(/project: \{\s+shop: "shop"\s+\}\s+Resources:\s+\+ 30 to create/);
  });
});

/** How many objects of each Pulumi type the sample's golden files hold. */
function goldenCounts(): Record<string, number> {
  const folder = join(root, "test/golden/goserver");
  const objects = readdirSync(folder).flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), "utf8")));
  const types = objects.map((document) => {
    const { apiVersion, kind } = document.toJS() as { apiVersion: string; kind: string };
    return `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`;
  });
  return Object.fromEntries([...Map.groupBy(types, (type) => type)].map(([type, all]) => [type, all.length]));
}
