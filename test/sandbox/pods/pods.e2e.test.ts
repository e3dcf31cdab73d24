import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silent } from "../../../progress/progress.ts";
import { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { ensureBareRepository } from "../../../sandbox/git-repositories.ts";
import { startSandbox } from "../../../sandbox/start-sandbox.ts";
import { readSandboxFile, type SandboxFile } from "../../../sandbox/state.ts";
import { removeState, stopSandbox } from "../../../sandbox/stop-sandbox.ts";
import { markedProcesses } from "../../../sandbox/strays.ts";
import { testTools } from "../../support/tools.ts";
import { deploy, imageOf, publish } from "./releases.ts";
import {
  analysisRun,
  applicationObjects,
  appProcesses,
  type Conditions,
  deployment,
  get,
  healthy,
  phaseOf,
  pidOf,
  pod,
  requestsServed,
  until,
} from "./support.ts";

const app = join(import.meta.dirname, "../../../apps/goserver");
const state = mkdtempSync(join(tmpdir(), "slipway-pods-e2e-"));
const work = mkdtempSync(join(tmpdir(), "slipway-pods-work-"));
const start = () =>
  startSandbox({ state, toolchain: testTools(), progress: silent, signal: AbortSignal.timeout(600_000) });
const [first, second, bad] = ["1", "2", "3"].map((digit) => digit.repeat(40)) as [string, string, string];

let sandbox: SandboxFile;
let admin: ClusterClient;

beforeAll(async () => {
  sandbox = await start();
  admin = ClusterClient.fromKubeconfig(sandbox.kubeconfig);
  await publish(sandbox, work, first, readFileSync(join(app, "greeting.txt"), "utf8"));
  await publish(sandbox, work, second, "Hello again\n");
  // As apps/goserver/README.md describes a bad release.
  await publish(sandbox, work, bad, "\n");
  await ensureBareRepository(state, "acme/environments");
  for (const environment of ["dev", "staging"]) {
    await admin.create("/api/v1/namespaces", { metadata: { name: `goserver-${environment}` } });
    await deploy(sandbox, work, environment, first);
  }
  const url = `${sandbox.git.url}/acme/environments.git`;
  for (const [path, object] of applicationObjects(url, sandbox.git, ["dev", "staging"]))
    await admin.create(path, object);
});

afterAll(async () => {
  admin?.close();
  await removeState(state, silent);
  rmSync(work, { recursive: true, force: true });
});

describe("an app whose image is in the sandbox's registry", () => {
  test("answers in each environment with the commit that is deployed there", async () => {
    for (const environment of ["dev", "staging"]) await healthy(admin, environment, "Healthy");
    await expect.poll(versions, { timeout: 60_000 }).toEqual({ dev: first, staging: first });
    await deploy(sandbox, work, "dev", second);
    // The Pod that goes answers as well until it is gone, and Argo CD may still say what it saw before.
    await until("the second commit alone in dev", async () => {
      const images = (await podsOf("dev")).map(({ spec }) => spec.containers[0]?.image);
      return (images.length === 1 && images[0] === image(second)) || undefined;
    });
    await healthy(admin, "dev", "Healthy");
    await expect.poll(versions, { timeout: 60_000 }).toEqual({ dev: second, staging: first });
  });

  test("runs once per Pod, on loopback only, and its Service asks one Pod after the other", async () => {
    const pods = await podsOf("staging");
    expect(pods.map((pod) => pod.status.phase)).toEqual(["Running", "Running"]);
    const processes = pods.map((pod) => pod.status.containerStatuses[0]?.containerID);
    expect(processes).toEqual([expect.stringMatching(/^process:\/\/\d+$/), expect.stringMatching(/^process:\/\/\d+$/)]);
    const events = await admin.json<{ items: { reason: string }[] }>(
      "GET",
      "/api/v1/namespaces/goserver-staging/events",
    );
    expect(events.items.map(({ reason }) => reason)).not.toContain("ListensOnAllAddresses");
    const served = () => Promise.all(pods.map((pod) => requestsServed(state, pod.metadata.name)));
    const before = await served();
    for (let request = 0; request < 4; request += 1) await get(state, "goserver-staging/goserver", "/");
    const after = await served();
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([2, 2]);
  });

  test("is verified by Argo Rollouts' own controller, by the name of its Service", async () => {
    const url = "http://goserver.goserver-staging.svc/version";
    const web = (commit: string) => analysisRun({ web: { url, jsonPath: "{$.commit}" } }, `result == "${commit}"`);
    const path = "/apis/argoproj.io/v1alpha1/namespaces/goserver-staging/analysisruns";
    await admin.create(path, web(first)("right"));
    await admin.create(path, web(second)("wrong"));
    const container = { name: "verify", image: "docker.io/acme/smoke-test:1", command: ["false"] };
    const spec = { backoffLimit: 0, template: { spec: { restartPolicy: "Never", containers: [container] } } };
    await admin.create(path, analysisRun({ job: { spec } })("simulated"));
    const ended = (name: string) => until(`AnalysisRun ${name}`, () => phaseOf(admin, `${path}/${name}`));
    expect([await ended("right"), await ended("wrong")]).toEqual(["Successful", "Failed"]);
    // Its Pod's image is nowhere: kwok lets it succeed, whatever it would do.
    expect(await ended("simulated")).toBe("Successful");
  });

  test("whose readiness probe fails is not Ready and turns its Application Degraded, while the old one answers", async () => {
    await deploy(sandbox, work, "dev", bad);
    await healthy(admin, "dev", "Degraded");
    const pod = (await podsOf("dev")).find(({ spec }) => spec.containers[0]?.image.endsWith(bad));
    const condition = (type: string) => pod?.status.conditions.find((one) => one.type === type);
    expect([condition("Ready")?.status, condition("ContainersReady")?.reason]).toEqual(["False", "ContainersNotReady"]);
    expect(condition("Ready")?.message).toMatch(
      /^containers with unready status: \[goserver\]; goserver: readiness probe failed: HTTP probe failed with statuscode: 503 \(GET http:\/\/127\.0\.0\.1:\d+\/readyz: not ready: greeting\.txt is empty\)$/,
    );
    await expect.poll(async () => (await versions())["dev"], { timeout: 60_000 }).toBe(second);
    await deploy(sandbox, work, "dev", second);
    await healthy(admin, "dev", "Healthy");
  });

  test("is started anew when it dies, and its Service says when no Pod is Ready", async () => {
    const [pod] = await podsOf("dev");
    const restarts = pod?.status.containerStatuses[0]?.restartCount ?? 0;
    process.kill(pidOf(pod), "SIGKILL");
    await until("a restart", async () => {
      const [again] = await podsOf("dev");
      const status = again?.status.containerStatuses[0];
      return (status?.restartCount === restarts + 1 && status.ready) || undefined;
    });
    expect((await podsOf("dev"))[0]?.status.containerStatuses[0]?.lastState?.terminated?.exitCode).toBe(137);
    const deployments = "/apis/apps/v1/namespaces/default/deployments";
    const service = { metadata: { name: "unfit" }, spec: { selector: { app: "unfit" }, ports: [{ port: 80 }] } };
    await admin.create("/api/v1/namespaces/default/services", service);
    await admin.create(deployments, deployment("unfit", { image: image(bad), readinessProbe: readyz }));
    const refused = await until("the address of Service unfit", async () => {
      if (readSandboxFile(state)?.services["default/unfit"] === undefined) return undefined;
      return get(state, "default/unfit", "/");
    });
    expect(refused.status).toBe(503);
    expect(refused.text).toMatch(/^no Pod of Service default\/unfit is Ready \(unfit-\S+\)\n$/);
    await admin.delete(`${deployments}/unfit`);
  });
});

describe("a Pod that can't run", () => {
  test.each([
    [
      "its tag isn't in the registry",
      { image: "no-such-tag" },
      /^(ErrImagePull|ImagePullBackOff): http:.* is not in the registry$/,
    ],
    [
      "a Secret isn't there",
      { env: [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "none", key: "token" } } }] },
      /^CreateContainerConfigError: secret "none" not found$/,
    ],
    [
      "its command isn't in the image",
      { command: ["/bin/sh"] },
      /^CreateContainerError: image .* holds no program \/bin\/sh$/,
    ],
  ])("says so in its status: %s", async (_, change, reason) => {
    const container = { ...change, image: image("image" in change ? change.image : first) };
    await admin.create(
      "/api/v1/namespaces/default/pods",
      pod("broken", { containers: [{ name: "main", ...container }] }),
    );
    const waiting = await until("a reason", async () => {
      const live = await admin.get<Conditions>("/api/v1/namespaces/default/pods/broken");
      const found = live?.status.containerStatuses?.[0]?.state.waiting;
      return found?.message === undefined ? undefined : `${found.reason}: ${found.message}`;
    });
    expect(waiting).toMatch(reason);
    await admin.delete("/api/v1/namespaces/default/pods/broken");
    await until(
      "its end",
      async () => (await admin.get("/api/v1/namespaces/default/pods/broken")) === undefined || undefined,
    );
  });

  test("fails its Job for real, unlike one that is simulated", async () => {
    const failing = { name: "main", image: image(first), env: [{ name: "LOG_LEVEL", value: "loud" }] };
    const template = { spec: { restartPolicy: "Never", containers: [failing] } };
    const jobs = "/apis/batch/v1/namespaces/default/jobs";
    await admin.create(jobs, { metadata: { name: "failing" }, spec: { backoffLimit: 0, template } });
    await until("Job failing Failed", async () => {
      const live = await admin.get<Conditions>(`${jobs}/failing`);
      return live?.status.conditions?.some(({ type, status }) => type === "Failed" && status === "True") || undefined;
    });
  });
});

describe("what goes wrong", () => {
  test("a pod-runner killed by SIGKILL is back after the next start, with one process per Pod and no stray", async () => {
    const before = readSandboxFile(state)?.services;
    process.kill(sandbox.processes["pod-runner"]?.pid ?? 0, "SIGKILL");
    sandbox = await start();
    await until(
      "all Pods Ready again",
      async () => ((await appProcesses(state)).length === 3 && (await allReady())) || undefined,
    );
    await expect.poll(versions, { timeout: 60_000 }).toEqual({ dev: second, staging: first });
    await expect.poll(() => readSandboxFile(state)?.services, { timeout: 60_000 }).toEqual(before);
    const pods = [...(await podsOf("dev")), ...(await podsOf("staging"))].map(pidOf).sort();
    expect((await appProcesses(state)).sort()).toEqual(pods);
  });

  test("a stop ends every app, and the next start has each Service at its old address", async () => {
    const before = sandbox.services;
    await stopSandbox(state, silent);
    expect(markedProcesses(state)).toEqual([]);
    expect(readdirSync(join(state, "pods/processes"))).toEqual([]);
    sandbox = await start();
    await until("all Pods Ready again", async () => (await allReady()) || undefined);
    await expect.poll(() => readSandboxFile(state)?.services, { timeout: 60_000 }).toEqual(before);
    await expect.poll(versions, { timeout: 60_000 }).toEqual({ dev: second, staging: first });
  });

  test("a Pod's end is its process's, its homes' and its logs'", async () => {
    const [gone] = await podsOf("dev");
    const folder = join(state, "pods/run", gone?.metadata.uid ?? "");
    expect(existsSync(folder)).toBe(true);
    await admin.delete(`/api/v1/namespaces/goserver-dev/pods/${gone?.metadata.name}`);
    // One folder after the other, once its process has ended.
    const folders = [folder, join(state, "logs/pods", `goserver-dev_${gone?.metadata.name}`)];
    await until("its end", async () => (folders.some((each) => existsSync(each)) ? undefined : true));
    expect(await appProcesses(state)).not.toContain(pidOf(gone));
  });
});

const readyz = { httpGet: { path: "/readyz", port: 8080 }, periodSeconds: 1, failureThreshold: 1 };
const image = (tag: string) => imageOf(sandbox, tag);

async function versions(): Promise<Record<string, string>> {
  const answers = ["dev", "staging"].map(async (environment) => {
    const { text } = await get(state, `goserver-${environment}/goserver`, "/version");
    return [environment, (JSON.parse(text) as { commit: string }).commit];
  });
  return Object.fromEntries(await Promise.all(answers));
}

async function podsOf(environment: string) {
  const list = await admin.json<{ items: Conditions[] }>("GET", `/api/v1/namespaces/goserver-${environment}/pods`);
  return list.items.filter(
    ({ metadata, spec }) => !metadata.deletionTimestamp && spec.containers[0]?.name === "goserver",
  );
}

async function allReady(): Promise<boolean> {
  const pods = [...(await podsOf("dev")), ...(await podsOf("staging"))];
  return pods.length === 3 && pods.every(({ status }) => status.containerStatuses[0]?.ready);
}
