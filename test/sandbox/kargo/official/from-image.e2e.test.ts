import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { programsOfImage } from "../../../../sandbox/kargo/official/from-image.ts";
import { goArchitecture } from "../../../../sandbox/pods/registry-client.ts";
import { assembleImage, type OciImage } from "../../../../sandbox/seed/oci-image.ts";
import { pushImage } from "../../../../sandbox/seed/push-image.ts";
import { startRegistry } from "../../seed/support.ts";

const folder = mkdtempSync(join(tmpdir(), "kargo-image-"));
const tools = process.env["SLIPWAY_TEST_TOOLS"] ?? "";
const signal = new AbortController().signal;
const token = "given-to-anybody";
let guarded: Server;
let image: string;

/** Two static programs at the places where Kargo's image has its own, one layer each. */
async function kargoLike(): Promise<OciImage> {
  const of = (name: string, program: string) =>
    assembleImage({
      ...{ name, server: readFileSync(join(tools, program)), architecture: goArchitecture() },
      ...{ version: "1.0.0", commit: "0".repeat(40), created: "2026-01-01T00:00:00Z" },
    });
  const [kargo, helper] = await Promise.all([
    of("usr/local/bin/kargo", "kustomize"),
    of("usr/local/bin/credential-helper", "etcd"),
  ]);
  const layers = [...kargo.layers, ...helper.layers];
  const named = ({ mediaType, digest, size }: OciImage["config"]) => ({ mediaType, digest, size });
  const { mediaType } = kargo.manifest;
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType, config: named(kargo.config), layers: layers.map(named) }),
  );
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  return {
    manifest: { mediaType, digest, size: bytes.length, bytes: new Uint8Array(bytes) },
    config: kargo.config,
    layers,
  };
}

/** The real registry behind a door that asks for a token, as public registries have it. */
function door(to: string): Server {
  const [host = "", port = ""] = to.split(":");
  return createServer((incoming, outgoing) => {
    const own = `http://${incoming.headers.host}`;
    if (incoming.url?.startsWith("/token?service=door&scope=repository%3Akargo%3Apull")) {
      outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ token }));
    } else if (incoming.headers.authorization !== `Bearer ${token}`) {
      const challenge = `Bearer realm="${own}/token",service="door",scope="repository:kargo:pull"`;
      outgoing.writeHead(401, { "www-authenticate": challenge }).end();
    } else {
      const { authorization: _, ...headers } = incoming.headers;
      const ask = request({ host, port, path: incoming.url, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      ask.end();
    }
  });
}

beforeAll(async () => {
  const registry = await startRegistry(folder);
  await pushImage({ registry, repository: "kargo", tag: "v1", image: await kargoLike() });
  guarded = door(registry);
  await new Promise<void>((listening) => guarded.listen(0, "127.0.0.1", listening));
  image = `127.0.0.1:${(guarded.address() as AddressInfo).port}/kargo:v1`;
});

afterAll(() => {
  guarded?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("Kargo's programs come out of the image whole, with a token that anybody gets, and nothing else is left", async () => {
  const into = join(folder, "cache", "bin", "kargo");
  expect(await programsOfImage(image, into, signal)).toEqual({
    program: join(into, "kargo-controlplane"),
    credentialHelper: join(into, "credential-helper"),
  });
  expect(readFileSync(join(into, "kargo-controlplane")).equals(readFileSync(join(tools, "kustomize")))).toBe(true);
  expect(readFileSync(join(into, "credential-helper")).equals(readFileSync(join(tools, "etcd")))).toBe(true);
  expect(readdirSync(join(folder, "cache", "bin"))).toEqual(["kargo"]);
});

test("an image that isn't there is told, and what was there before stays", async () => {
  const into = join(folder, "cache", "bin", "kargo");
  await expect(programsOfImage(image.replace(":v1", ":v2"), into, signal)).rejects.toThrow(
    /\/v2\/kargo\/manifests\/v2 is not in the registry$/,
  );
  expect(readdirSync(into).sort()).toEqual(["credential-helper", "kargo-controlplane"]);
  expect(readdirSync(join(folder, "cache", "bin"))).toEqual(["kargo"]);
});

test("a registry that isn't there is told by its address", async () => {
  await expect(programsOfImage("127.0.0.1:1/kargo:v1", join(folder, "none"), signal)).rejects.toThrow(
    /^http:\/\/127\.0\.0\.1:1\/v2\/ doesn't answer/,
  );
});
