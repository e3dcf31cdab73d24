import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { processesOf, within } from "../../provider/engine-harness.ts";
import { toolsFolder } from "../../support/api-server.ts";
import { shownCanary } from "../../support/canaries.ts";
import { type DockerHub, startDockerHub } from "../../support/docker-hub.ts";
import type { HubRun } from "./hub-run.ts";

const token = "dckr_pat_Canary0123456789";
const script = join(import.meta.dirname, "hub-run.ts");
const nothing = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };

interface Ran {
  readonly changes?: object;
  readonly messages?: readonly string[];
  readonly outputs?: object;
  readonly error?: string;
  readonly notes?: readonly string[];
}

describe.skipIf(!existsSync(join(toolsFolder, "pulumi")))("Docker Hub's repositories in the real engine", () => {
  let server: DockerHub;
  let folder: string;
  let pulumi: string;
  /** All that the engine and its plugins wrote. */
  let printed: string;
  beforeEach(async () => {
    server = await startDockerHub({ accounts: { acme: token }, namespaces: ["acme"] });
    folder = mkdtempSync(join(tmpdir(), "slipway-docker-hub-"));
    pulumi = join(folder, "cli", "pulumi");
    mkdirSync(join(folder, "cli"));
    copyFileSync(join(toolsFolder, "pulumi"), pulumi);
    printed = "";
  });
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const args = () => ({ namespace: "acme", repository: "goserver", endpoint: server.url, immutableTags: ["^v"] });
  const run = async (more: Omit<HubRun, "pulumi" | "folder">): Promise<Ran> => {
    const child = spawn(process.execPath, [script, JSON.stringify({ token, ...more, pulumi, folder })]);
    let out = "";
    child.stdout.on("data", (text) => (out += text));
    child.stderr.on("data", (text) => (printed += text));
    await new Promise((resolve) => child.once("close", resolve));
    printed += out;
    return JSON.parse(out) as Ran;
  };
  /** Files of the engine, its state and its config among them, that hold any canary in the clear. */
  const leaks = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && each.name !== "pulumi")
      .map((each) => join(each.parentPath, each.name))
      .filter((file) => shownCanary(readFileSync(file, "latin1")) !== undefined);
  const changed = (counts: object) => ({ ...nothing, ...counts });
  const stored = () => server.repositories.get("acme/goserver");

  test("one is created, left alone, repaired after drift, changed and kept on destroy; the token is nowhere", async () => {
    const created = await run({ operation: "up", args: args() });
    const outputs = { description: "", isPrivate: false, immutableTags: ["^v"] };
    expect(created).toEqual({ changes: changed({ create: 2 }), messages: [], outputs });
    expect(await run({ operation: "up", args: args() })).toMatchObject({ changes: changed({ same: 2 }), outputs });

    Object.assign(stored() ?? {}, { immutable_tags_settings: { enabled: false, rules: [] } });
    expect(await run({ operation: "refresh", args: args() })).toMatchObject({
      changes: changed({ update: 1, same: 1 }),
    });
    expect(await run({ operation: "up", args: args() })).toMatchObject({ changes: changed({ update: 1, same: 1 }) });
    expect(stored()?.immutable_tags_settings).toEqual({ enabled: true, rules: ["^v"] });

    const other = { ...args(), description: "A server", isPrivate: true };
    expect(await run({ operation: "up", args: other })).toMatchObject({
      changes: changed({ update: 1, same: 1 }),
      outputs: { description: "A server", isPrivate: true },
    });
    expect(await run({ operation: "destroy" })).toMatchObject({ changes: changed({ delete: 2 }) });
    expect(stored()).toMatchObject({ description: "A server", is_private: true });

    expect(leaks()).toEqual([]);
    expect(printed).not.toContain("Canary");
  });

  test("an existing one is refused, adopted or imported, and deleted only when the arguments say so", async () => {
    const texts = { description: "theirs", full_description: "" };
    server.repositories.set("acme/goserver", {
      ...texts,
      is_private: true,
      immutable_tags_settings: { enabled: false, rules: [] },
    });
    expect((await run({ operation: "up", args: args() })).error).toBe(
      "stack source: up failed:\n  goserver (pulumi-nodejs:dynamic/registry:DockerHubRepository): Docker Hub has docker.io/acme/goserver already: to go on with it, run pulumi config set --path slipway:dockerHub.adopt true, or give the image another name",
    );
    expect(await run({ operation: "up", args: args(), import: "acme/goserver" })).toMatchObject({
      changes: changed({ create: 1, same: 1 }),
      outputs: { description: "theirs", isPrivate: true, immutableTags: ["^v"] },
    });
    const temporary = { ...args(), keepOnDestroy: false };
    await run({ operation: "up", args: temporary });
    await run({ operation: "destroy" });
    expect(server.repositories.size).toBe(0);
  });

  test("what fails after the creation is gone on with, by the environment's token as well; what is gone is made anew", async () => {
    server.fail("immutable tags", { status: 403, body: '{"message":"denied"}' });
    const environment = { environmentToken: token, token: undefined as never };
    expect((await run({ operation: "up", args: args(), ...environment })).error).toContain(
      'Docker Hub refused to change the immutable tags of docker.io/acme/goserver with 403 ("denied"): the token needs the permissions Read, Write, Delete, and its account has to be an admin of the repository',
    );
    expect(await run({ operation: "up", args: args(), ...environment })).toMatchObject({
      outputs: { immutableTags: ["^v"] },
    });
    server.repositories.clear();
    expect(await run({ operation: "refresh", args: args(), ...environment })).toMatchObject({
      changes: changed({ delete: 1, same: 1 }),
    });
    expect(await run({ operation: "up", args: args(), ...environment })).toMatchObject({
      changes: changed({ create: 1, same: 1 }),
    });
    expect(stored()).toMatchObject({ is_private: false });
  });

  test.runIf(process.platform === "linux")(
    "F02: one that was made when everything was killed is named with the command that takes it over, and never made twice",
    async () => {
      server.fail("create", "unanswered");
      const killed = run({ operation: "up", args: args() });
      await within(240_000, async () => server.repositories.size === 1);
      for (const { pid } of processesOf(join(folder, "home"))) process.kill(pid, "SIGKILL");
      await killed;
      const next = await run({ operation: "up", args: args() });
      expect(next.notes).toContain(
        "stack source: an interrupted run was creating pulumi-nodejs:dynamic/registry:DockerHubRepository goserver, " +
          "which may exist; it is tried again, and one that exists is refused, not made twice",
      );
      expect(next.error).toContain("to go on with it, run pulumi config set --path slipway:dockerHub.adopt true");
      const adopted = await run({ operation: "up", args: { ...args(), adopt: true } });
      expect(adopted).toMatchObject({ changes: changed({ create: 1, same: 1 }), outputs: { immutableTags: ["^v"] } });
      expect(server.requests.filter((each) => each === "POST /v2/namespaces/acme/repositories")).toHaveLength(1);
    },
  );

  test("without a token it says how to give one, and with a wrong one what is wrong", async () => {
    const none = await run({ operation: "up", args: args(), token: "" });
    expect(none.error).toContain(
      "there is no token for Docker Hub: run pulumi config set --secret slipway:dockerHubToken, or set SLIPWAY_DOCKERHUB_TOKEN",
    );
    const wrong = await run({ operation: "up", args: args(), token: "dckr_pat_Canary0123456789x" });
    expect(wrong.error).toContain("it doesn't accept the access token of acme: it may have expired or been revoked");
    expect(printed).not.toContain("Canary");
  });

  test("a whole source stack without GitHub comes up by the real program, and no token of its config is anywhere", async () => {
    const config = {
      "slipway:role": { value: "source" },
      "slipway:dockerHub": { value: JSON.stringify({ username: "acme", visibility: "private", endpoint: server.url }) },
      "slipway:dockerHubToken": { value: token, secret: true },
      "slipway:pushLogins": {
        value: JSON.stringify({ "docker.io": { username: "acme", password: `${token}ci` } }),
        secret: true,
      },
    };
    const up = await run({ operation: "up", config });
    expect(up).toEqual({
      changes: changed({ create: 2 }),
      messages: [],
      outputs: {
        repositories: ["https://hub.docker.com/r/acme/goserver"],
        firstImage: {
          goserver: "docker buildx build --push --tag docker.io/acme/goserver:$(git rev-parse HEAD) apps/goserver",
        },
        webhookSecrets: {},
        argocdWebhookSecret: "",
        dockerHubWebhooks: {},
      },
    });
    expect(stored()).toMatchObject({ is_private: true });
    const wrong = { ...config, "slipway:pushLogins": { value: `{"docker.io": "${token}"}`, secret: true } };
    expect((await run({ operation: "up", config: wrong })).error).toContain("slipway:pushLogins: This can't be read");
    server.fail("read", { status: 403, body: JSON.stringify({ message: `no ${token}` }) });
    expect((await run({ operation: "refresh", config })).error).toContain(
      "Docker Hub refused to read docker.io/acme/goserver with 403",
    );
    expect(leaks()).toEqual([]);
    expect(shownCanary(printed)).toBeUndefined();
  });
});
