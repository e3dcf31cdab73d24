/**
 * The preview workflow's own steps with the real engine, against a real API server and a server with GitHub's routes for
 * comments. What isn't real: the checkout (this repository as it stands), `npm ci` (its packages), the getting of Pulumi.
 */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cleanPath } from "../../../engine/clean-path.ts";
import { buildPolicyPack } from "../../../engine/policy-pack.ts";
import { previewWorkflow } from "../../../model/workflow/preview-workflow.ts";
import { startGithub } from "../../cli/report/github-server.ts";
import {
  hasPipelineCluster,
  type PipelineCluster,
  stackRun,
  standIn,
  startPipelineCluster,
} from "../../engine/pipeline-cluster.ts";
import { plainPulumi } from "../../engine/plain-pulumi.ts";
import { type Action, type JobRecord, runWorkflow } from "../../support/actions/run-workflow.ts";
import { nothing, programFolder } from "../../support/actions/stand-ins.ts";
import { root } from "../../support/command.ts";
import { languageHostIn } from "../../support/language-host-in.ts";
import { samplePreview } from "./samples.ts";

const stacks = ["delivery", "dev"];
const workflow = previewWorkflow({ ...samplePreview, stacks, verify: ["test -f package.json"] });
const token = "ghs_canary";

describe.skipIf(!hasPipelineCluster())("the preview workflow", () => {
  let cluster: PipelineCluster;
  let github: Awaited<ReturnType<typeof startGithub>>;
  let env: Readonly<Record<string, string>>;
  let tmp: string;

  beforeAll(async () => {
    [cluster, github] = await Promise.all([startPipelineCluster(), startGithub(token)]);
    await buildPolicyPack();
    const pulumi = plainPulumi(cluster);
    for (const stack of stacks) {
      await pulumi(["stack", "init", stack]);
      for (const [key, { value, secret }] of Object.entries(stackRun(cluster, stack).config)) {
        await pulumi(["config", "set", "--stack", stack, ...(secret ? ["--secret"] : []), key], value);
      }
    }
    tmp = join(cluster.folder, "runner");
    mkdirSync(tmp);
    const quiet = join(tmp, "npm.sh");
    writeFileSync(quiet, '#!/bin/sh\n[ "$1" = ci ]\n');
    chmodSync(quiet, 0o755);
    const programs = programFolder(tmp, { npm: quiet, node: process.execPath, pulumi: cluster.pulumi });
    languageHostIn(programs);
    const home = join(cluster.folder, "plain-home");
    env = {
      PATH: [programs, cleanPath(join(home, "path"), [standIn]), "/usr/bin", "/bin"].join(":"),
      HOME: home,
      PULUMI_HOME: home,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      LANG: "C.UTF-8",
    };
  });
  afterAll(async () => {
    await github?.stop();
    await cluster?.stop();
  });

  /** This repository, with the config of the test's stacks. */
  const checkout: Action = async ({ workspace }) => {
    for (const name of readdirSync(root)) {
      if (name !== "config" && name !== ".git") symlinkSync(join(root, name), join(workspace, name));
    }
    symlinkSync(join(cluster.folder, "project", "config"), join(workspace, "config"));
    return {};
  };

  async function run(event: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, JobRecord>>> {
    const artifact = join(mkdtempSync(join(tmp, "artifacts-")), "events");
    return runWorkflow(workflow, {
      tmp,
      env,
      github: { repository: "acme/shop", server_url: "https://github.com", api_url: github.api, token, ...event },
      vars: { "": { SLIPWAY_STACKS: "true", PULUMI_BACKEND_URL: `file://${join(cluster.folder, "plain-state")}` } },
      secrets: Object.fromEntries(
        ["preview", ...stacks].map((environment) => [environment, { PULUMI_CONFIG_PASSPHRASE: "test" }]),
      ),
      actions: {
        "actions/checkout": checkout,
        "actions/setup-node": nothing,
        "pulumi/actions": nothing,
        "actions/upload-artifact": async ({ inputs }) => {
          cpSync(inputs["path"] ?? "", artifact, { recursive: true });
          return {};
        },
        "actions/download-artifact": async ({ inputs }) => {
          cpSync(artifact, inputs["path"] ?? "", { recursive: true });
          return {};
        },
      },
    });
  }

  const pullRequest = (from: string) => ({
    event_name: "pull_request",
    ref: "refs/pull/7/merge",
    event: {
      number: 7,
      repository: { fork: false },
      pull_request: {
        number: 7,
        head: { sha: "a".repeat(40), repo: { full_name: from } },
        base: { sha: "b".repeat(40) },
      },
    },
  });
  const on = (event_name: string) => ({
    event_name,
    ref: "refs/heads/main",
    event: { repository: { fork: false } },
  });
  const results = (jobs: Readonly<Record<string, JobRecord>>) =>
    Object.fromEntries(Object.entries(jobs).map(([name, { result }]) => [name, result]));
  const skipped = {
    ...{ check: "skipped", preview: "skipped", comment: "skipped", drift: "skipped" },
    ...{ "up-delivery": "skipped", "up-dev": "skipped" },
  };
  const told = (jobs: Readonly<Record<string, JobRecord>>) =>
    Object.entries(jobs)
      .map(([name, { steps }]) => `${name}\n${steps.map((step) => `${step.name}: ${step.output}`).join("\n")}`)
      .join("\n");

  test("checks a fork's pull request and gives it nothing more", { timeout: 600_000 }, async () => {
    const jobs = await run(pullRequest("stranger/shop"));
    expect(results(jobs), told(jobs)).toEqual({ ...skipped, check: "success" });
    expect(github.calls).toEqual([]);
  });

  test("previews every stack of an own pull request in one comment, and updates it", { timeout: 900_000 }, async () => {
    const jobs = await run(pullRequest("acme/shop"));
    expect(results(jobs), told(jobs)).toEqual({
      ...skipped,
      ...{ check: "success", preview: "success", comment: "success" },
    });
    const [comment, ...others] = github.comments.map(({ body }) => body);
    expect(others).toEqual([]);
    expect(comment).toContain(`## Preview of \`${"a".repeat(12)}\``);
    expect(comment).toMatch(/^\| `delivery` \| \d+ \| .*\| kept \| done \|$/m);
    expect(comment).toMatch(/^\| `dev` \| \d+ \| .*\| kept \| done \|$/m);
    expect(comment).toContain("### Pipeline `goserver`");
    await run(pullRequest("acme/shop"));
    expect(github.comments).toHaveLength(1);
  });

  test("brings the stacks up in order on the branch; then nothing drifts, until a hand does", {
    timeout: 900_000,
  }, async () => {
    const jobs = await run(on("push"));
    expect(results(jobs), told(jobs)).toEqual({ ...skipped, "up-delivery": "success", "up-dev": "success" });
    const quiet = await run(on("schedule"));
    expect(results(quiet), told(quiet)).toEqual({ ...skipped, drift: "success" });
    await cluster.ask("DELETE", "/apis/kargo.akuity.io/v1alpha1/namespaces/goserver/stages/dev");
    const drifted = await run(on("workflow_dispatch"));
    expect(results(drifted), told(drifted)).toEqual({ ...skipped, drift: "failure" });
  });
});
