/** `slipway doctor` and the clusters of `slipway:clusters`, by the real CLI's outputs and states and a real API server. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../../cli/doctor/finding.ts";
import { type ApiServer, hasApiServer, startApiServer, toolsFolder } from "../../support/api-server.ts";
import { root } from "../../support/command.ts";

describe.skipIf(!hasApiServer())("slipway doctor", { timeout: 600_000 }, () => {
  let api: ApiServer;
  let folder: string;
  beforeAll(async () => {
    api = await startApiServer();
    folder = mkdtempSync(join(tmpdir(), "slipway-targets-"));
    for (const each of ["bin", "state", "own/config", "clusters"]) mkdirSync(join(folder, each), { recursive: true });
    symlinkSync(join(toolsFolder, "pulumi"), join(folder, "bin", "pulumi"));
    writeFileSync(join(folder, "own/Pulumi.yaml"), "name: slipway\nruntime: nodejs\nstackConfigDir: config\n");
    writeFileSync(join(folder, "clusters/Pulumi.yaml"), "name: clusters\nruntime: nodejs\n");
  }, 600_000);
  afterAll(async () => {
    await api?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const command = (program: string, project: string, args: readonly string[], input = "") => {
    const env = {
      PATH: `${dirname(process.execPath)}:${join(folder, "bin")}:/usr/bin:/bin`,
      HOME: folder,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "of a test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    return new Promise<{ code: number; output: string; said: string }>((settle) => {
      const child = execFile(program, args, { cwd: join(folder, project), env }, (error, output, said) =>
        settle({ code: Number(error?.code ?? 0), output, said }),
      );
      child.stdin?.end(input);
    });
  };
  const pulumi = async (project: string, args: readonly string[], input = "") => {
    const ended = await command(join(folder, "bin", "pulumi"), project, [...args, "--non-interactive"], input);
    expect(ended.code, ended.said).toBe(0);
  };
  /** A stack whose state holds these resources, and whose outputs are these. */
  async function stack(project: string, name: string, outputs: object, resources: readonly object[] = []) {
    const type = "pulumi:pulumi:Stack";
    const own = { urn: `urn:pulumi:${name}::${project}::${type}::${project}-${name}`, custom: false, type, outputs };
    const text = JSON.stringify({ version: 3, deployment: { manifest: {}, resources: [own, ...resources] } });
    await pulumi(project === "slipway" ? "own" : project, ["stack", "import", "--stack", name], text);
  }
  const platformWith = (uid: string) => {
    const urn = "urn:pulumi:platform::slipway::pulumi:providers:kubernetes::cluster-prod-us";
    const identifier = "organization/clusters/us";
    const metadata = { name: "slipway-agents", uid };
    const provider = {
      urn,
      custom: true,
      type: "pulumi:providers:kubernetes",
      id: "id",
      inputs: { clusterIdentifier: identifier },
    };
    const type = "kubernetes:core/v1:Namespace";
    const namespace = {
      urn: `urn:pulumi:platform::slipway::${type}::agents`,
      custom: true,
      type,
      id: "slipway-agents",
    };
    return stack("slipway", "platform", {}, [
      provider,
      { ...namespace, provider: `${urn}::id`, outputs: { metadata } },
    ]);
  };
  const targets = async () => {
    const { output } = await command(process.execPath, "own", [join(root, "cli/slipway.ts"), "doctor", "--json"]);
    const { findings } = JSON.parse(output) as { findings: Finding[] };
    return findings.flatMap(({ message }) => (/^cluster prod-/.test(message) ? [message] : []));
  };

  test("names each cluster of slipway:clusters, and the one that was made anew under its stack's name", async () => {
    const clusters = [
      { name: "prod-us", stack: "organization/clusters/us", namespaces: ["shop-prod-us"] },
      { name: "prod-eu", stack: "organization/clusters/eu", namespaces: ["shop-prod-eu"] },
    ];
    writeFileSync(
      join(folder, "own/config/Pulumi.platform.yaml"),
      `config:\n  slipway:role: platform\n  slipway:context: test\n  slipway:clusters: ${JSON.stringify(clusters)}\n`,
    );
    await pulumi("clusters", ["stack", "init", "--no-select", "us"]);
    await pulumi("own", ["stack", "init", "--no-select", "platform"]);
    await stack("clusters", "us", { kubeconfig: api.kubeconfig });
    const { body } = await api.ask("POST", "/api/v1/namespaces", { metadata: { name: "slipway-agents" } });
    await platformWith(body["metadata"].uid);
    const well = [
      `cluster prod-us of stack organization/clusters/us answers at ${api.server}`,
      expect.stringMatching(/^cluster prod-us: Kubernetes 1\./),
      "cluster prod-us: Its clock and this machine's agree",
    ];
    const unseen = expect.stringMatching(
      /^cluster prod-eu of stack organization\/clusters\/eu can't be looked at: no stack named '\S+' found/,
    );
    expect(await targets()).toEqual([...well, unseen]);
    await platformWith("00000000-0000-4000-8000-000000000000");
    const anew =
      "cluster prod-us was made anew by stack organization/clusters/us: it isn't the one that stack platform made slipway-agents in, " +
      "and Argo CD has a login of the old one";
    expect(await targets()).toEqual([...well, anew, unseen]);
  });
});
