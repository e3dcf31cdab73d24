/** The sample as a Rollout in staging: Argo Rollouts' controller, Argo CD and Kargo about a good version and a bad one. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Context } from "../../../cli/context.ts";
import { bringUp, type RunningSandbox } from "../../../cli/sandbox/bring-up.ts";
import { refreshWarehouses } from "../../../cli/sandbox/refresh-warehouses.ts";
import { silent } from "../../../progress/progress.ts";
import { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { commitToBranch } from "../../../sandbox/seed/commit-to-branch.ts";
import { slipway } from "../../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-canary-"));
const state = join(folder, "state");
const repository = join(folder, "repository");
const app = join(repository, "apps/goserver");
const argo = "/apis/argoproj.io/v1alpha1/namespaces";
const context = new Context([], silent, new AbortController().signal);

/** As docs/verification.md has it. */
const canary = `components:
  - ../canary
patches:
  - target:
      kind: Rollout
      name: goserver
    patch: |-
      - op: replace
        path: /spec/replicas
        value: 2
`;

let sandbox: RunningSandbox;
let admin: ClusterClient;

beforeAll(async () => {
  cpSync(join(import.meta.dirname, "../../../apps/goserver"), app, { recursive: true });
  const overlay = join(app, "k8s/staging/kustomization.yaml");
  const [kept = ""] = readFileSync(overlay, "utf8").split("replicas:");
  writeFileSync(overlay, `${kept}${canary}`);
  execFileSync("git", ["init", "--quiet", repository]);
  sandbox = await bringUp(context, state, { app: "goserver", source: app });
  admin = ClusterClient.fromKubeconfig(sandbox.file.kubeconfig);
});
afterAll(async () => {
  admin?.close();
  await slipway("sandbox", "down", "--state", state).ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Live {
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly template?: { readonly spec: { readonly containers: readonly { image: string }[] } } };
  readonly status?: Readonly<Record<string, unknown>>;
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 900_000;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not after 900 s; ${JSON.stringify(await seen())}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Where staging stands, as its own objects say. */
async function seen() {
  const [rollout, application, runs] = await Promise.all([
    admin.get<Live>(`${argo}/goserver-staging/rollouts/goserver`),
    admin.get<Live>(`${argo}/argocd/applications/goserver-staging`),
    admin.json<{ items: Live[] }>("GET", `${argo}/goserver-staging/analysisruns`),
  ]);
  const health = application?.status?.health as { status: string; message?: string } | undefined;
  return {
    commit: rollout?.spec?.template?.spec.containers[0]?.image.replace(/^.*:/, ""),
    phase: rollout?.status?.phase,
    message: rollout?.status?.message,
    step: rollout?.status?.currentStepIndex,
    health,
    runs: runs.items.map(({ status }) => status?.phase).sort(),
  };
}

/** The commits that the Pods of staging run. */
async function images(): Promise<string[]> {
  const { items } = await admin.json<{ items: { spec: { containers: { image: string }[] } }[] }>(
    "GET",
    "/api/v1/namespaces/goserver-staging/pods",
  );
  return items.map(({ spec }) => spec.containers[0]?.image.replace(/^.*:/, "") ?? "");
}

async function verified(commit: string, stage: string): Promise<boolean> {
  const { items } = await admin.json<{
    items: { commits?: { id: string }[]; status?: { verifiedIn?: Record<string, unknown> } }[];
  }>("GET", "/apis/kargo.akuity.io/v1alpha1/namespaces/goserver/freights");
  const found = items.find(({ commits }) => commits?.some(({ id }) => id === commit));
  return found?.status?.verifiedIn?.[stage] !== undefined;
}

describe("an app that is a Rollout in staging", () => {
  let good: string;

  test("is there at once when it is new: its first version has nothing to be compared with", async () => {
    const { commit } = sandbox.newest;
    await until("the first version in staging", async () => ((await verified(commit, "staging")) ? true : undefined));
    expect(await seen()).toMatchObject({ commit, phase: "Healthy", health: { status: "Healthy" }, runs: [] });
  }, 1_200_000);

  test("gets a good version Pod by Pod, once the first of them has said which commit it is", async () => {
    const release = await sandbox.source.release("0.2.0", "Hello from a canary");
    good = release.commit;
    await refreshWarehouses(sandbox);
    await until("the second version in staging", async () => ((await verified(good, "staging")) ? true : undefined));
    expect(await seen()).toMatchObject({
      commit: good,
      phase: "Healthy",
      health: { status: "Healthy" },
      runs: ["Successful"],
    });
  }, 1_200_000);

  test("doesn't get a bad one: its canary is taken back, and nobody further on gets it", async () => {
    const { commit } = await commitToBranch({
      remote: sandbox.source.remote,
      branch: "main",
      tmp: folder,
      change: async (clone) => {
        const file = join(clone, "apps/goserver/handler.go");
        const text = readFileSync(file, "utf8");
        writeFileSync(file, text.replace("Encode(built)", "Encode(build{Version: built.Version})"));
        return "Forget the commit in /version";
      },
    });
    await sandbox.source.publish();
    await refreshWarehouses(sandbox);
    const aborting =
      "RolloutAborted: Rollout aborted update to revision 3: Step-based analysis phase error/failed: " +
      'Metric "commit" assessed Failed due to failed (1) > failureLimit (0)';
    const aborted = await until("the canary taken back", async () => {
      const now = await seen();
      return now.commit === commit && now.phase === "Degraded" && now.health?.status === "Degraded" ? now : undefined;
    });
    expect(aborted).toMatchObject({ runs: ["Failed", "Successful"], message: aborting });
    await until("two Pods of the version before", async () =>
      (await images()).join() === `${good},${good}` ? true : undefined,
    );
    expect(await verified(commit, "dev")).toBe(true);
    expect(await verified(commit, "staging")).toBe(false);
  }, 1_200_000);
});
