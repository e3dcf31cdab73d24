import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { isAbsolute, join, posix } from "node:path";
import { whyNotRunnable } from "./elf.ts";
import { findInLayers } from "./image-files.ts";
import { imageReference } from "./image-reference.ts";
import { extractFile, layerEntries } from "./layer.ts";
import {
  goArchitecture,
  type ImageConfig,
  type Manifest,
  RegistryClient,
  type RegistryOptions,
} from "./registry-client.ts";

/** An image whose config has been read. */
export interface PulledImage {
  /** `127.0.0.1:PORT/acme/goserver@sha256:…` */
  readonly id: string;
  readonly repository: string;
  readonly manifest: Manifest;
  readonly config: ImageConfig;
}

/** Where a program is looked for when an image says nothing: what container runtimes take. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Programs out of the registry's images, each kept under the digest of what it came from. */
export class ImageStore {
  readonly #folder: string;
  readonly #registry: string;
  readonly #client: RegistryClient;
  readonly #programs = new Map<string, Promise<string>>();

  /**
   * @param folder the store's own; made when it doesn't exist
   * @param registry `127.0.0.1:PORT`
   */
  constructor(folder: string, registry: string, options: RegistryOptions = {}) {
    this.#folder = folder;
    this.#registry = registry;
    this.#client = new RegistryClient(registry, options);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A killed runner leaves what it was downloading.
    for (const name of readdirSync(folder)) {
      if (name.startsWith("tmp-")) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  /** @throws Error in the words of the registry, or when the image isn't for this machine */
  async pull(image: string): Promise<PulledImage> {
    const reference = imageReference(image, this.#registry);
    const manifest = await this.#client.manifest(reference);
    const config = await this.#client.config(reference.repository, manifest.config);
    const { os = "linux", architecture = goArchitecture() } = config;
    if (os !== "linux" || architecture !== goArchitecture()) {
      throw new Error(`image ${image} is for ${os}/${architecture}, this machine is linux/${goArchitecture()}`);
    }
    const id = `${this.#registry}/${reference.repository}@${manifest.digest}`;
    return { id, repository: reference.repository, manifest, config };
  }

  /**
   * A program of an image, unpacked once.
   *
   * @param program as a command names it: absolute, relative to the image's folder, or to be found on the image's PATH
   * @returns its absolute path on this machine
   * @throws Error when the image doesn't hold it, or it can't be run by itself
   */
  program(image: PulledImage, program: string): Promise<string> {
    const key = createHash("sha256")
      .update(JSON.stringify([image.manifest.digest, program]))
      .digest("hex");
    const known = this.#programs.get(key);
    if (known) return known;
    const unpacked = this.#unpack(image, program, join(this.#folder, key));
    this.#programs.set(key, unpacked);
    // A registry that was away is asked again the next time.
    unpacked.catch(() => this.#programs.delete(key));
    return unpacked;
  }

  async #unpack(image: PulledImage, program: string, folder: string): Promise<string> {
    const path = join(folder, posix.basename(program) || "program");
    if (existsSync(path)) return path;
    const work = mkdtempSync(join(this.#folder, "tmp-"));
    try {
      const { layers } = image.manifest;
      for (const [index, layer] of layers.entries()) {
        await this.#client.download(image.repository, layer, join(work, `layer-${index}`));
      }
      const entries = await Promise.all(layers.map((_, index) => layerEntries(join(work, `layer-${index}`))));
      const found = candidates(program, image.config)
        .map((candidate) => findInLayers(entries, candidate))
        .find((file) => file !== undefined);
      if (!found) throw new Error(`image ${image.id} holds no program ${program}`);
      const file = join(work, "program");
      await extractFile(join(work, `layer-${found.layer}`), found.name, file);
      const why = whyNotRunnable(await head(file), goArchitecture());
      if (why !== undefined) throw new Error(`program ${program} of image ${image.id} ${why}`);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await rename(file, path);
      return path;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
}

/** Where a program may stand in an image, in the order in which a container runtime looks. */
export function candidates(program: string, { config }: ImageConfig): string[] {
  const folder = config?.WorkingDir || "/";
  if (program.includes("/")) return [isAbsolute(program) ? program : posix.join(folder, program)];
  const path = (config?.Env ?? []).find((entry) => entry.startsWith("PATH="))?.slice("PATH=".length) ?? defaultPath;
  return path.split(":").map((entry) => posix.join(isAbsolute(entry) ? entry : posix.join(folder, entry), program));
}

async function head(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
