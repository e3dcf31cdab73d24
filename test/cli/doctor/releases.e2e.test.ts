import { type ChildProcess, execFile, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judgeReleases, releaseFacts } from "../../../cli/doctor/releases.ts";
import { clusterAt } from "../../../kube/access.ts";
import { type ApiServer, hasApiServer, type JsonObject, startApiServer } from "../../support/api-server.ts";
import { writeChart } from "../../support/tiny-chart.ts";
import { testTools } from "../../support/tools.ts";

/** Releases at which the real helm was killed, and the named command carried out by it. */
describe.skipIf(!hasApiServer())("a Helm release that is stuck", () => {
  let api: ApiServer;
  let helm: string;
  let charts: readonly [string, string];
  beforeAll(async () => {
    [api, helm] = await Promise.all([startApiServer(), testTools().get("helm")]);
    charts = [writeChart(api.folder, "1.0.0"), writeChart(api.folder, "2.0.0")];
    writeFileSync(join(api.folder, "config"), api.kubeconfig, { mode: 0o600 });
    await api.ask("POST", "/api/v1/namespaces", { metadata: { name: "kargo" } });
  });
  afterAll(() => api?.stop());

  const env = () => ({ HOME: api.folder, PATH: "/usr/bin:/bin", KUBECONFIG: join(api.folder, "config") });
  const run = async (args: readonly string[]) =>
    (await promisify(execFile)(helm, [...args, "--namespace", "kargo"], { env: env() })).stdout;
  const why = (args: readonly string[]) =>
    run(args).then(
      () => "",
      (error: { stderr: string }) => error.stderr,
    );

  /** Kills helm when the newest revision of `kargo` has this status; it waits for Pods that nobody runs. */
  async function killedAt(status: string, args: readonly string[]): Promise<void> {
    const child: ChildProcess = spawn(helm, [...args, "--namespace", "kargo", "--wait"], {
      env: env(),
      stdio: "ignore",
    });
    const ended = new Promise((done) => child.once("exit", done));
    const deadline = Date.now() + 120_000;
    try {
      while ((await newest()) !== status) {
        expect(Date.now(), `waited two minutes for ${status}`).toBeLessThan(deadline);
        await sleep(100);
      }
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
  }
  async function newest(): Promise<string | undefined> {
    const { body } = await api.ask("GET", "/api/v1/namespaces/kargo/secrets?labelSelector=owner%3Dhelm");
    const labels = (body.items as JsonObject[]).map(({ metadata }) => metadata.labels);
    return labels.sort((a, b) => Number(b.version) - Number(a.version))[0]?.status;
  }

  /** What doctor says, as whoever has this kubeconfig. */
  async function said(kubeconfig = api.kubeconfig) {
    const cluster = await clusterAt({ kubeconfig }, "the test's", {}, AbortSignal.timeout(60_000));
    const findings = judgeReleases(await releaseFacts(cluster, ["kargo", "argocd"]), Date.now());
    return findings.map(({ state, message, fix = "" }) => {
      const [, status] =
        /^Helm release kargo\/kargo has been (\S+) for \d+ min \(revision \d+, since /.exec(message) ?? [];
      return [
        state,
        status ?? message,
        /(helm|kubectl) [a-z]+ [^,(]*[^,( ]/.exec(fix.split(" there: ").at(-1) ?? "")?.[0],
      ];
    });
  }
  const waits = ["--set", "waits=true"];

  test("is named at each stage with a command that the real helm and API server take", async () => {
    expect(await said()).toEqual([]);

    await killedAt("pending-install", ["install", "kargo", charts[0], ...waits]);
    const secret = "kubectl delete secret sh.helm.release.v1.kargo.v1 -n kargo";
    expect(await said()).toEqual([["warning", "pending-install", secret]]);
    expect(await why(["install", "kargo", charts[0]])).toContain("cannot re-use a name that is still in use");
    expect(await why(["upgrade", "kargo", charts[0]])).toContain(
      "another operation (install/upgrade/rollback) is in progress",
    );
    const uid = async () => (await api.ask("GET", "/api/v1/namespaces/kargo/configmaps/kargo")).body.metadata?.uid;
    const before = await uid();
    await api.ask("DELETE", "/api/v1/namespaces/kargo/secrets/sh.helm.release.v1.kargo.v1");
    await run(["install", "kargo", charts[0]]);
    expect(await uid()).toBe(before);
    expect(await said()).toEqual([["ok", "No Helm release of the platform's is stuck", undefined]]);

    await killedAt("pending-upgrade", ["upgrade", "kargo", charts[1], ...waits]);
    expect(await said()).toEqual([["warning", "pending-upgrade", "helm rollback kargo 1 -n kargo"]]);
    expect(await why(["upgrade", "kargo", charts[1]])).toContain(
      "another operation (install/upgrade/rollback) is in progress",
    );
    await run(["rollback", "kargo", "1"]);
    expect((await said())[0]?.[0]).toBe("ok");

    // Revision 4 waits for nobody's Pods and is there as failed; going back to it waits for them again.
    expect(await why(["upgrade", "kargo", charts[1], ...waits, "--wait", "--timeout", "1s"])).not.toBe("");
    await killedAt("pending-rollback", ["rollback", "kargo", "4"]);
    expect(await said()).toEqual([["warning", "pending-rollback", "helm rollback kargo 3 -n kargo"]]);
    await run(["rollback", "kargo", "3"]);
    expect((await said())[0]?.[0]).toBe("ok");

    const finalizers = { metadata: { finalizers: ["example.com/held"] } };
    const path = "/api/v1/namespaces/kargo/configmaps/kargo";
    await api.ask("PATCH", path, finalizers, "application/merge-patch+json");
    await killedAt("uninstalling", ["uninstall", "kargo"]);
    expect(await said()).toEqual([["warning", "uninstalling", "helm uninstall kargo -n kargo"]]);
    expect(await why(["upgrade", "kargo", charts[1]])).toContain("has no deployed releases");
    expect(await why(["install", "kargo", charts[1]])).toContain("cannot re-use a name that is still in use");
    await api.ask("PATCH", path, { metadata: { finalizers: null } }, "application/merge-patch+json");
    await run(["uninstall", "kargo"]);
    expect(await said()).toEqual([]);

    expect(await said(api.powerlessKubeconfig)).toEqual([
      ["ok", "Secrets of argocd, kargo may not be listed, nor Helm's releases there", undefined],
    ]);
  }, 1_200_000);
});
