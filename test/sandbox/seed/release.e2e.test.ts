import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";
import { beforeAll, expect, test } from "vitest";
import { silent } from "../../../progress/progress.ts";
import { publishCommit, type Release } from "../../../sandbox/seed/publish-commit.ts";
import { releaseVersion } from "../../../sandbox/seed/release.ts";
import { seedRepository } from "../../../sandbox/seed/seed-repository.ts";
import { freePort } from "../../support/processes.ts";
import { bareRepository, git, installedGo, start, startRegistry, temporaryFolder } from "./support.ts";

const root = temporaryFolder();
const tmp = join(root, "tmp");
mkdirSync(tmp);
const remote = bareRepository(root, "goserver");
const app = "apps/goserver";
const clone = join(import.meta.dirname, "../../..");
const repository = "acme/goserver";
let common: Parameters<typeof publishCommit>[0];
let first: Release;

beforeAll(async () => {
  const registry = await startRegistry(root);
  await seedRepository({ remote, clone, app, tmp });
  common = { remote, app, registry, repository, go: await installedGo(), progress: silent, tmp };
  first = await publishCommit(common);
});

/** The config of an image, and its server as a file. */
async function pulled({ image, digest, commit }: Release) {
  const base = `http://${common.registry}/v2/${repository}`;
  const headers = { accept: "application/vnd.oci.image.manifest.v1+json" };
  const answer = await fetch(`${base}/manifests/${commit}`, { headers });
  expect([image, answer.headers.get("docker-content-digest")]).toEqual([
    `${common.registry}/${repository}:${commit}`,
    digest,
  ]);
  const manifest = (await answer.json()) as { config: { digest: string }; layers: { digest: string }[] };
  const config = await (await fetch(`${base}/blobs/${manifest.config.digest}`)).json();
  const layer = await (await fetch(`${base}/blobs/${manifest.layers[0]?.digest}`)).arrayBuffer();
  const reader = extract();
  reader.end(gunzipSync(new Uint8Array(layer)));
  const server = join(root, `goserver-${commit}`);
  for await (const entry of reader) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(chunk as Uint8Array);
    writeFileSync(server, Buffer.concat(chunks), { mode: entry.header.mode ?? 0 });
  }
  return { config, server };
}

async function run(server: string, delay = "0s") {
  const url = `http://127.0.0.1:${await freePort()}`;
  const started = await start(server, [], { PORT: new URL(url).port, SHUTDOWN_DELAY: delay }, `${url}/healthz`);
  return { ...started, get: async (path: string) => (await fetch(`${url}${path}`)).text() };
}

test("the first commit's image holds a server that answers with that commit, and stops on SIGTERM", async () => {
  expect(first.commit).toBe(git(remote.url, "rev-parse", "main"));
  const { config, server } = await pulled(first);
  expect(config).toMatchObject({
    created: new Date(git(remote.url, "show", "-s", "--format=%cI", "main")).toISOString(),
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    config: {
      Labels: {
        "org.opencontainers.image.revision": first.commit,
        "org.opencontainers.image.version": "0.1.0",
      },
    },
  });
  const running = await run(server);
  expect(JSON.parse(await running.get("/version"))).toEqual({ version: "0.1.0", commit: first.commit });
  expect(await running.get("/")).toBe("Hello from goserver\n");
  running.kill("SIGTERM");
  expect(await running.ended).toBe(0);
  const messages = running
    .output()
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(messages).toEqual(["listening", "request", "request", "stopping", "stopped"]);
});

test("one commit gives one image, whenever and wherever it is built", async () => {
  expect(await publishCommit({ ...common, commit: first.commit })).toEqual(first);
});

test("a release is one commit by that message and an image whose server greets anew", async () => {
  const release = { ...common, version: "0.2.0", greeting: "Hello again", message: "Greet again\n" };
  const second = await releaseVersion(release);
  expect(git(remote.url, "log", "--format=%H %s", "main").split("\n")).toEqual([
    `${second.commit} Greet again`,
    `${first.commit} Add goserver`,
  ]);
  const running = await run((await pulled(second)).server);
  expect(JSON.parse(await running.get("/version"))).toEqual({ version: "0.2.0", commit: second.commit });
  expect(await running.get("/")).toBe("Hello again\n");
  // Stopped between commit and image, the same call goes on from there.
  expect(await releaseVersion(release)).toEqual(second);
});

test("a version that the linker would misread is refused before anything is committed", async () => {
  const release = { ...common, version: "1 -X main.commit=x", greeting: "Hello", message: "No\n" };
  await expect(releaseVersion(release)).rejects.toThrow(
    `version can't be used (got "1 -X main.commit=x"; allowed letters, digits and . + -, as in 0.2.0)`,
  );
});

test("a server that doesn't compile is told with the compiler's words", async () => {
  const work = join(root, "work");
  git(root, "clone", "--quiet", remote.url, work);
  writeFileSync(join(work, app, "broken.go"), "package main\n\nfunc broken() { nothing() }\n");
  git(work, "add", "--all");
  git(work, "commit", "--quiet", "-m", "Break it");
  git(work, "push", "--quiet", "origin", "HEAD:refs/heads/main");
  await expect(publishCommit(common)).rejects.toThrow("./broken.go:3:17: undefined: nothing");
});
