/**
 * What `slipway up`, `preview` and `down` promise over a user's own project: the order, that what is protected goes only by
 * name, and that whatever ends a run early leaves protection as it was.
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasPipelineCluster, type PipelineCluster, startPipelineCluster } from "../../engine/pipeline-cluster.ts";
import { shownCanary } from "../../support/canaries.ts";
import { root } from "../../support/command.ts";
import { type UserProject, userProject } from "./user-project.ts";

const slipway = `node ${root}/cli/slipway.ts`;
const prodStage = "/apis/kargo.akuity.io/v1alpha1/namespaces/goserver/stages/prod";

describe.skipIf(!hasPipelineCluster())("a user's own stacks", { timeout: 1_500_000 }, () => {
  let cluster: PipelineCluster;
  let project: UserProject;
  let running = true;
  beforeAll(async () => {
    cluster = await startPipelineCluster();
    project = userProject(cluster, ["delivery", "dev", "prod"]);
  });
  afterAll(async () => {
    if (running) await cluster?.stop();
    project?.remove();
  });

  test("are previewed before any of them exists, and nothing is left of it", async () => {
    const config = project.config("dev");
    const { code, output } = await project.slipway("preview");
    expect(code, output).toBe(0);
    expect(lines(output, /^✓/)).toEqual([
      "✓ preview delivery: N create (N s)",
      "✓ preview dev: N create (N s)",
      "✓ preview prod: N create (N s)",
    ]);
    expect(output).toMatch(/^ {2}\+ goserver-prod-stage +Stage$/m);
    expect(output).toContain("stack delivery comes first and doesn't exist yet");
    expect(await cluster.names()).toEqual([]);
    expect(JSON.parse((await project.pulumi("stack", "ls", "--json")).output)).toEqual([]);
    expect(project.config("dev")).toBe(config);
  });

  test("come up in order, and a second time nothing changes", async () => {
    const first = await project.slipway("up");
    expect(first.code, first.output).toBe(0);
    expect(lines(first.output, /^(✓ up|stack)/)).toEqual(
      ["delivery", "dev", "prod"].flatMap((name) => [
        `stack ${name}: made, since the backend had none of this name`,
        `✓ up ${name}: N create (N s)`,
      ]),
    );
    const second = await project.slipway("up");
    expect(lines(second.output, /^✓/)).toEqual([
      "✓ doctor: nothing keeps these stacks from coming up (N s)",
      ...["delivery", "dev", "prod"].map((name) => `✓ up ${name}: N same (N s)`),
    ]);
  });

  test("aren't destroyed without the name of what is protected, and not before what stands on them", async () => {
    const before = await cluster.names();
    const { code, output } = await project.slipway("down", "--yes");
    expect({
      code,
      output: output
        .replaceAll(/^ {2}(\w+) +(\w+ \S+) +(\S+)$/gm, "$1, $2, $3")
        .split("\n")
        .sort(),
    }).toEqual({
      code: 1,
      output: [
        "",
        "Nothing was destroyed. To destroy these too, with all Freight, history and workloads in them: " +
          `${slipway} down --unprotect prod --unprotect delivery`,
        "delivery, Namespace goserver, goserver-namespace",
        "delivery, Project goserver, goserver-project",
        "prod, AppProject argocd/goserver-prod, goserver-prod-app-project",
        "prod, Application argocd/goserver-prod, goserver-prod-application",
        "prod, Namespace goserver-prod, goserver-prod-namespace",
        "prod, Stage goserver/prod, goserver-prod-stage",
        "protected from deletion (stack, object, resource):",
      ],
    });
    expect((await project.slipway("down", "delivery", "--unprotect", "delivery", "--yes")).output).toBe(
      "stack delivery holds the Kargo Project goserver, and Stages still stand in it: prod, dev. Nothing was destroyed. " +
        `First: ${slipway} down prod dev, or without any name to destroy all of them in order\n`,
    );
    const unconfirmed = await project.slipway("down", "prod", "--unprotect", "prod");
    expect(unconfirmed.output.replace(/\d+ resources/, "N resources")).toBe(
      "To destroy, in this order:\n  prod  N resources, 4 of them protected until now\n" +
        "there is no terminal to ask on, so nothing was destroyed: say --yes\n",
    );
    expect(await cluster.names()).toEqual(before);
    expect(await protectedOnes(project)).toBe(4);
  });

  test("keep their protection when a destroy is stopped in the middle", async () => {
    await hold(cluster, true);
    const { child, ended } = project.start("down", "prod", "--unprotect", "prod", "--yes");
    await deletionBegan(cluster, ended);
    child.kill("SIGINT");
    const { code, output } = await ended;
    expect({ code, output }).toEqual({
      code: 130,
      output: expect.stringMatching(/^stack prod: protected again: .*Stage goserver\/prod/m),
    });
    expect(output).toMatch(/^stack prod: destroy was stopped; run it again to go on$/m);
    expect(await protectedOnes(project)).toBeGreaterThan(0);
    await hold(cluster, false);
    await bringBack(project, cluster);
  });

  test("are as protected as before when a destroy is killed in the middle", async () => {
    await hold(cluster, true);
    const { child, ended } = project.start("down", "prod", "--unprotect", "prod", "--yes");
    await deletionBegan(cluster, ended);
    const engines = childrenOf(child.pid ?? 0);
    child.kill("SIGKILL");
    for (const pid of engines) {
      try {
        process.kill(-pid, "SIGKILL");
      } catch {
        // It ended with the program that had started it.
      }
    }
    await ended;
    await hold(cluster, false);
    expect(await protectedOnes(project)).toBe(0);
    const refused = await project.slipway("down", "--yes");
    expect(refused.output).toMatch(/^stack prod: an interrupted run had taken the protection off .*; it is back$/m);
    expect(refused.output).toContain("Nothing was destroyed.");
    expect(await protectedOnes(project)).toBeGreaterThan(0);
    await bringBack(project, cluster);
  });

  test("go in the reverse order once all that is protected is named", async () => {
    const { code, output } = await project.slipway("down", "--unprotect", "prod", "--unprotect", "delivery", "--yes");
    expect(code, output).toBe(0);
    expect(lines(output, /^✓/)).toEqual(["prod", "dev", "delivery"].map((name) => `✓ destroy ${name}: N delete (N s)`));
    expect(await cluster.names()).toEqual([]);
    expect((await project.slipway("down")).output).toBe("Nothing to destroy in prod, dev, delivery.\n");
  });

  test("are let go when the cluster no longer exists, and not a moment before", async () => {
    expect(await project.slipway("up", "delivery", "prod")).toMatchObject({ code: 0 });
    const gone = ["down", "--cluster-gone", "--unprotect", "prod", "--unprotect", "delivery", "--yes"];
    expect((await project.slipway(...gone)).output).toBe(
      `--cluster-gone: the cluster of stack prod answers at ${cluster.server}, and what is in it would stay behind. ` +
        "Nothing was destroyed. Leave the option out\n",
    );
    await cluster.stop();
    running = false;
    await f06(project, cluster.server);
    const failed = await project.slipway("down", "prod", "--unprotect", "prod", "--yes");
    expect(failed).toMatchObject({
      code: 1,
      output:
        `context test, the cluster of stack prod, doesn't answer at ${cluster.server}: nothing listens there. Nothing was destroyed. ` +
        `Start it, or if the cluster no longer exists: ${slipway} down prod --unprotect prod --cluster-gone\n`,
    });
    expect(await protectedOnes(project)).toBe(4);
    expect((await project.slipway("down", "--cluster-gone", "--yes")).output).toContain(
      `${slipway} down --unprotect prod --unprotect delivery --cluster-gone\n`,
    );
    const { code, output } = await project.slipway(...gone);
    expect(code, output).toBe(0);
    expect((await project.slipway("down")).output).toBe("Nothing to destroy in prod, dev, delivery.\n");
  });

  test("F29: in all of that no token, passphrase or login is told, nor written into the state", () => {
    const told = project.told();
    expect(told).toContain("✓ doctor");
    expect(shownCanary(told)).toBeUndefined();
    const [, token = ""] = /token: (\w{32})/.exec(cluster.kubeconfig) ?? [];
    expect(token).not.toBe("");
    expect(told.includes(token)).toBe(false);
  });
});

/** F06: the cluster is stopped. It and what to do are named, and the state stays as it was. */
async function f06(project: UserProject, server: string): Promise<void> {
  const state = async (stack: string) => (await project.pulumi("stack", "export", "--stack", stack)).output;
  const before = await state("prod");
  const answer =
    `✗ context test of ${project.folder}/kubeconfig, the cluster of stacks delivery, prod, doesn't answer: nothing listens there [cluster-unreachable]\n` +
    `    Start it, and see that this machine reaches it. If it no longer exists: ${slipway} down --cluster-gone. For another: pulumi config set --stack delivery slipway:context NAME`;
  const up = await project.slipway("up", "delivery", "prod");
  expect(up.code, up.output).toBe(1);
  expect(up.output, server).toContain(answer);
  expect(up.output).toContain("\n\nNothing was changed: one error keeps these stacks from coming up. ");
  expect(up.output).not.toContain("✓ up");
  const preview = await project.slipway("preview", "prod");
  expect(preview).toMatchObject({ code: 1, output: expect.stringContaining("doesn't answer: nothing listens there") });
  expect(await state("prod")).toBe(before);
}

/** The lines that begin so, with `N` for every number: how many guards there are and how long it took is for others. */
function lines(output: string, beginning: RegExp): string[] {
  return output
    .split("\n")
    .filter((line) => beginning.test(line))
    .map((line) => line.replaceAll(/\d+(\.\d+)?/g, "N").replace("(N min N s)", "(N s)"));
}

/** How many resources of prod's state are marked as protected. */
async function protectedOnes(project: UserProject): Promise<number> {
  const { output } = await project.pulumi("stack", "export", "--stack", "prod");
  const { deployment } = JSON.parse(output) as { deployment: { resources?: { protect?: boolean }[] } };
  return (deployment.resources ?? []).filter(({ protect }) => protect).length;
}

/** What a person does who thinks better of a destroy that was stopped. */
async function bringBack(project: UserProject, cluster: PipelineCluster): Promise<void> {
  expect(await project.pulumi("refresh", "--stack", "prod", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  const again = await project.slipway("up", "prod");
  expect(again.code, again.output).toBe(0);
  expect(await protectedOnes(project)).toBe(4);
  expect(await cluster.ask("GET", prodStage)).toMatchObject({ code: 200 });
}

/** A finalizer that nobody takes off keeps the engine waiting for prod's Stage to be gone. */
async function hold(cluster: PipelineCluster, on: boolean): Promise<void> {
  const patch = { metadata: { finalizers: on ? ["slipway.dev/test"] : null } };
  const { code } = await cluster.ask("PATCH", prodStage, patch, "application/merge-patch+json");
  expect(on ? [200] : [200, 404]).toContain(code);
}

async function deletionBegan(cluster: PipelineCluster, ended: Promise<{ output: string }>): Promise<void> {
  let output: string | undefined;
  void ended.then((end) => {
    output = end.output;
  });
  for (;;) {
    const { body } = await cluster.ask("GET", prodStage);
    if (body["metadata"]?.deletionTimestamp !== undefined) return;
    if (output !== undefined) throw new Error(`it ended before anything was deleted:\n${output}`);
    await sleep(50);
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .filter((pid) => {
      try {
        const text = readFileSync(`/proc/${pid}/stat`, "utf8");
        return text.slice(text.lastIndexOf(")") + 2).split(" ")[1] === String(parent);
      } catch {
        return false; // It ended in the meantime.
      }
    });
}
