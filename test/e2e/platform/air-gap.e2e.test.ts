import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as k8s from "@pulumi/kubernetes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { platformRelease } from "../../../components/platform/platform-release.ts";
import { Engine } from "../../../engine/engine.ts";
import type { StackRun } from "../../../engine/stack-run.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { silent } from "../../../progress/progress.ts";
import { ensureCertificates } from "../../../sandbox/certificates.ts";
import { hasPipelineCluster } from "../../engine/pipeline-cluster.ts";
import { within } from "../../provider/engine-harness.ts";
import { freePort, startProcess, type TestProcess } from "../../support/processes.ts";
import { testTools } from "../../support/tools.ts";
import { packCharts } from "./charts-folder.ts";
import { noWayOut, plugins } from "./release-engine.ts";

/** Previews, which look every chart up, where nothing beyond loopback can be reached; no cluster is needed for them. */
describe.skipIf(!hasPipelineCluster())("in an air gap, the real chart of Kargo", () => {
  let folder: string;
  let registry: TestProcess;
  let engine: Engine;
  let mirror: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-air-gap-"));
    const charts = join(folder, "charts");
    mkdirSync(charts);
    const [helm, pulumi, program] = await Promise.all([
      packCharts(charts),
      testTools().get("pulumi"),
      testTools().get("registry"),
    ]);
    const pki = await ensureCertificates(join(folder, "pki"));
    const port = await freePort();
    const config = join(folder, "registry.json");
    const tls = { certificate: pki.server.certificate, key: pki.server.key };
    const storage = { filesystem: { rootdirectory: join(folder, "images") } };
    writeFileSync(config, JSON.stringify({ version: 0.1, storage, http: { addr: `127.0.0.1:${port}`, tls } }));
    const env = { HOME: folder, PATH: "/usr/bin:/bin", OTEL_TRACES_EXPORTER: "none", SSL_CERT_FILE: pki.ca };
    registry = startProcess({ name: "registry", command: program, args: ["serve", config], env, folder });
    mirror = `oci://127.0.0.1:${port}/charts`;
    const push = () => promisify(execFile)(helm, ["push", join(charts, "kargo-1.11.2.tgz"), mirror], { env });
    await within(300_000, () =>
      push().then(
        () => true,
        () => false,
      ),
    );
    engine = new Engine({
      ...{ pulumi, home: join(folder, "home"), backend: `file://${join(folder, "state")}` },
      ...{ workDir: join(folder, "work"), passphrase: "test", plugins, progress: silent },
      env: { SLIPWAY_HELM: helm, SSL_CERT_FILE: pki.ca, ...noWayOut },
    });
  });
  afterAll(async () => {
    await registry?.end();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const run = (name: string, airGap: object, version = "1.11.2"): StackRun => ({
    name,
    config: {},
    program: async () => {
      const { platform } = platformOf({ airGap, parts: { kargo: { version } } });
      if (platform === undefined) throw new Error("no platform");
      const provider = new k8s.Provider("cluster", { kubeconfig: "{}" });
      platformRelease("kargo", { part: "kargo", platform, namespace: "kargo" }, { provider });
    },
  });

  test("comes out of a folder, and a version that isn't there is told by its file", async () => {
    // Seen from the folder of the project's Pulumi.yaml.
    const charts = "../charts";
    expect((await engine.preview(run("folder", { charts }))).changes).toMatchObject({ create: 3 });
    await expect(engine.preview(run("folder", { charts }, "1.99.0"))).rejects.toThrow(
      /chart \.\.\/charts\/kargo-1\.99\.0\.tgz: .*check the chart name and repository configuration/,
    );
  });

  test("comes out of a registry that mirrors it, and a version that isn't mirrored is told by its address", async () => {
    expect((await engine.preview(run("registry", { charts: mirror }))).changes).toMatchObject({ create: 3 });
    await expect(engine.preview(run("registry", { charts: mirror }, "1.99.0"))).rejects.toThrow(
      new RegExp(`chart ${mirror}/kargo: .*not found`),
    );
  });

  test("would be seen to come from elsewhere", async () => {
    await expect(engine.preview(run("outside", {}))).rejects.toThrow(/oci:\/\/ghcr\.io.*127\.0\.0\.1:1/);
  });
});
