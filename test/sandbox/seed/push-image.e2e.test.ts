import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assembleImage, type OciImage } from "../../../sandbox/seed/oci-image.ts";
import { pushImage } from "../../../sandbox/seed/push-image.ts";
import { freePort } from "../../support/processes.ts";
import { startRegistry, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
let registry: string;
let image: OciImage;

beforeAll(async () => {
  registry = await startRegistry(folder);
  image = await assembleImage({
    server: new TextEncoder().encode("bytes"),
    architecture: "amd64",
    version: "0.1.0",
    commit: "0".repeat(40),
    created: "2026-01-02T03:04:05.000Z",
  });
});

const read = async (route: string) => {
  const answer = await fetch(`http://${registry}/v2/acme/goserver/${route}`, {
    headers: { accept: image.manifest.mediaType },
  });
  return new Uint8Array(await answer.arrayBuffer());
};

describe("with a real registry", () => {
  test("what was pushed is read back byte for byte, by its tag and by its digests", async () => {
    expect(await pushImage({ registry, repository: "acme/goserver", tag: "one", image })).toEqual({
      image: `${registry}/acme/goserver:one`,
      digest: image.manifest.digest,
      changed: true,
    });
    for (const route of ["one", image.manifest.digest]) {
      expect(await read(`manifests/${route}`)).toEqual(image.manifest.bytes);
    }
    for (const blob of [image.config, ...image.layers]) expect(await read(`blobs/${blob.digest}`)).toEqual(blob.bytes);
  });

  test("a second push of the same image changes nothing, one under another tag does", async () => {
    await pushImage({ registry, repository: "acme/goserver", tag: "two", image });
    const again = await pushImage({ registry, repository: "acme/goserver", tag: "two", image });
    const other = await pushImage({ registry, repository: "acme/goserver", tag: "three", image });
    expect([again.changed, other.changed]).toEqual([false, true]);
  });

  test("a tag that the registry refuses is told with method, route, status and its words", async () => {
    await expect(pushImage({ registry, repository: "acme/goserver", tag: "-x", image })).rejects.toThrow(
      `PUT http://${registry}/v2/acme/goserver/manifests/-x: status 404, expected 201: 404 page not found`,
    );
  });
});

describe("with a registry in trouble", () => {
  const servers: ReturnType<typeof createServer>[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });
  const answering = async (listener: RequestListener) => {
    const server = createServer(listener).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `127.0.0.1:${address.port}`;
  };
  const push = (registry: string) => pushImage({ registry, repository: "acme/goserver", tag: "one", image });

  test("an upload that fails names its route without the registry's own state", async () => {
    const broken = await answering((request, response) => {
      if (request.method === "HEAD") return response.writeHead(404).end();
      if (request.method === "POST") return response.writeHead(202, { location: "/upload/1?_state=secret" }).end();
      return response.writeHead(507).end("disk full");
    });
    await expect(push(broken)).rejects.toThrow(`PUT http://${broken}/upload/1: status 507, expected 201: disk full`);
  });

  test("an answer that stands for other bytes than those sent is refused", async () => {
    const lying = await answering((request, response) => {
      const status = request.method === "PUT" ? 201 : 200;
      return response.writeHead(status, { "docker-content-digest": "sha256:other" }).end();
    });
    await expect(push(lying)).rejects.toThrow(
      `PUT http://${lying}/v2/acme/goserver/manifests/one: the registry stored sha256:other, sent was ${image.manifest.digest}`,
    );
  });

  test("a registry that isn't there is told with the system's words", async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    await expect(push(nobody)).rejects.toThrow(
      `HEAD http://${nobody}/v2/acme/goserver/manifests/one: connect ECONNREFUSED ${nobody}`,
    );
  });

  test("a registry that isn't on loopback is refused before anything is sent", async () => {
    await expect(push("registry.example:5000")).rejects.toThrow(
      "registry is not on loopback (got registry.example:5000; allowed 127.0.0.1:PORT, localhost:PORT, [::1]:PORT). " +
        "Images are sent over plain http: use the sandbox's own registry",
    );
  });
});
