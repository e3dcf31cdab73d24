import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StepRunner } from "../../../promotion/step.ts";
import { helmTemplate } from "../../../promotion/steps/helm-template.ts";
import { helmUpdateChart } from "../../../promotion/steps/helm-update-chart.ts";
import { ociDownload } from "../../../promotion/steps/oci-download.ts";
import { ociPush } from "../../../promotion/steps/oci-push.ts";
import { assembleImage, type OciImage } from "../../../sandbox/seed/oci-image.ts";
import { pushImage } from "../../../sandbox/seed/push-image.ts";
import { startRegistry } from "../../sandbox/seed/support.ts";
import { carryOut, type Tree } from "./step-row.ts";

// Follows pkg/promotion/runner/builtin/oci_downloader_test.go, oci_pusher_test.go and helm_chart_updater_test.go.
const tools = process.env["SLIPWAY_TEST_TOOLS"] ?? "";
const helm = join(tools, "helm");
const programs = { git: "/usr/bin/git", kustomize: async () => "", helm: async () => helm };
const folder = realpathSync(mkdtempSync(join(tmpdir(), "slipway-oci-")));
let registry: string;
let image: OciImage;

// biome-ignore lint/suspicious/noExplicitAny: each step has a config of its own
const run = (runner: StepRunner<any>, config: object, before: Tree = {}) =>
  carryOut({ runner }, { name: "", from: "", config, before }, { programs, http: { fetch } });

beforeAll(async () => {
  registry = await startRegistry(folder);
  image = await assembleImage({
    server: new TextEncoder().encode("bytes"),
    architecture: "amd64",
    version: "0.1.0",
    commit: "0".repeat(40),
    created: "2026-01-02T03:04:05.000Z",
  });
  await pushImage({ registry, repository: "acme/app", tag: "one", image });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("oci-download", () => {
  test("gets the first layer, by tag and by digest", async () => {
    const [layer] = image.layers;
    for (const imageRef of [`${registry}/acme/app:one`, `${registry}/acme/app@${image.manifest.digest}`]) {
      const { status, error, after } = await run(ociDownload, { imageRef, outPath: "out/layer.tgz" });
      expect({ status, error, after }).toEqual({
        status: "Succeeded",
        after: {
          out: { dir: true, mode: 0o700 },
          "out/layer.tgz": { content: Buffer.from(layer?.bytes ?? []).toString("latin1"), mode: 0o600 },
        },
      });
    }
  });

  test("says which layer or image isn't there", async () => {
    const imageRef = `${registry}/acme/app:one`;
    expect((await run(ociDownload, { imageRef, outPath: "x", mediaType: "text/x" })).error).toBe(
      'failed to find target layer: no layer found with media type "text/x"',
    );
    expect((await run(ociDownload, { imageRef: `${registry}/acme/app:no`, outPath: "x" })).error).toBe(
      `failed to resolve image "${registry}/acme/app:no": manifest no of ${registry}/acme/app: the registry answered 404`,
    );
  });
});

describe("oci-push", () => {
  const read = async (route: string) => {
    const answer = await fetch(`http://${registry}/v2/${route}`, { headers: { accept: image.manifest.mediaType } });
    return Buffer.from(await answer.arrayBuffer());
  };

  test("copies an image to another repository, byte for byte", async () => {
    const { status, output, error } = await run(ociPush, {
      srcRef: `${registry}/acme/app:one`,
      destRef: `${registry}/acme/copy:two`,
    });
    expect({ status, output, error }).toEqual({
      status: "Succeeded",
      output: { image: `${registry}/acme/copy:two`, digest: image.manifest.digest, tag: "two" },
    });
    expect(await read("acme/copy/manifests/two")).toEqual(Buffer.from(image.manifest.bytes));
    for (const layer of image.layers) {
      expect(await read(`acme/copy/blobs/${layer.digest}`)).toEqual(Buffer.from(layer.bytes));
    }
  });

  test("annotates the image", async () => {
    const { output } = await run(ociPush, {
      srcRef: `${registry}/acme/app:one`,
      destRef: `${registry}/acme/app:three`,
      annotations: { "manifest:a": "1", b: "2", "index:c": "3" },
    });
    const bytes = await read("acme/app/manifests/three");
    expect(JSON.parse(bytes.toString()).annotations).toMatchObject({ a: "1", b: "2" });
    expect(output).toEqual({
      image: `${registry}/acme/app:three`,
      digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
      tag: "three",
    });
  });

  test("fails for good on what is no reference", async () => {
    const { error, terminal } = await run(ociPush, { srcRef: "A B", destRef: "x" });
    expect([error, terminal]).toEqual([
      'failed to parse source reference "A B": invalid image reference "A B": could not parse reference',
      true,
    ]);
  });
});

describe("helm's dependencies", () => {
  const packages = join(folder, "packages");
  const chart = (version: string, repository: string) =>
    `apiVersion: v2\nname: app # ours\nversion: 1.0.0\ndependencies:\n- name: lib\n  version: ${version}\n  repository: ${repository}\n`;
  const command = (...args: string[]) =>
    execFileSync(helm, args, { stdio: "pipe", env: { PATH: "/usr/bin:/bin", HOME: join(folder, "home") } });

  beforeAll(() => {
    mkdirSync(join(folder, "lib", "templates"), { recursive: true });
    for (const version of ["1.0.0", "1.2.0"]) {
      writeFileSync(join(folder, "lib", "Chart.yaml"), `apiVersion: v2\nname: lib\nversion: ${version}\n`);
      writeFileSync(join(folder, "lib", "templates", "x.yaml"), `kind: Lib\nversion: ${version}\n`);
      command("package", join(folder, "lib"), "-d", packages);
      command("push", "--plain-http", join(packages, `lib-${version}.tgz`), `oci://${registry}/charts`);
    }
  });

  const repositories = [
    ["oci", async () => ({ url: `oci://${registry}/charts`, close: () => undefined })],
    [
      "http",
      async () => {
        command("repo", "index", packages);
        const server = createServer((request, response) => {
          const name = basename(request.url ?? "");
          response.end(readFileSync(join(packages, name)));
        }).listen(0, "127.0.0.1");
        await once(server, "listening");
        const address = server.address() as { readonly port: number };
        return { url: `http://127.0.0.1:${address.port}/charts`, close: () => server.close() };
      },
    ],
  ] as const;

  test.each(repositories)(
    "are updated from a repository over %s, and stay as they are the second time",
    async (_kind, open) => {
      const { url, close } = await open();
      try {
        const before = {
          "app/Chart.yaml": chart("1.0.0", url),
          "app/Chart.lock": `dependencies:\n- name: lib\n  repository: ${url}\n  version: 1.0.0\ndigest: sha256:x\ngenerated: "2026-01-01T00:00:00Z"\n`,
        };
        const config = { path: "app", charts: [{ repository: url, name: "lib", version: "1.2.0" }] };
        const first = await run(helmUpdateChart, config, before);
        expect({ status: first.status, error: first.error, output: first.output }).toEqual({
          status: "Succeeded",
          output: { commitMessage: "Updated chart dependencies for app\n\n- lib: 1.0.0 -> 1.2.0" },
        });
        expect(Object.keys(first.after).sort()).toEqual([
          "app",
          "app/Chart.lock",
          "app/Chart.yaml",
          "app/charts",
          "app/charts/lib-1.2.0.tgz",
        ]);
        expect(first.after["app/Chart.yaml"]).toMatchObject({ content: chart("1.2.0", url) });

        const lock = first.after["app/Chart.lock"] ?? "";
        const again = await run(helmUpdateChart, config, {
          "app/Chart.yaml": chart("1.2.0", url),
          "app/Chart.lock": lock,
        });
        expect({ status: again.status, output: again.output, lock: again.after["app/Chart.lock"] }).toEqual({
          status: "Succeeded",
          lock,
        });

        const rendered = await run(
          helmTemplate,
          { path: "app", outPath: "out.yaml", releaseName: "demo", buildDependencies: true },
          { "app/Chart.yaml": chart("1.2.0", url), "app/Chart.lock": lock },
        );
        expect(rendered.error).toBeUndefined();
        expect(rendered.after["out.yaml"]).toMatchObject({
          content: "---\n# Source: app/charts/lib/templates/x.yaml\nkind: Lib\nversion: 1.2.0\n",
        });
      } finally {
        close();
      }
    },
  );
});
