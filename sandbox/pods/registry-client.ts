import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { imageTypes, indexTypes } from "../../promotion/oci/media-types.ts";
import { tokenChallenge, tokenOf } from "../../promotion/oci/token.ts";
import type { ImageReference } from "./image-reference.ts";

/** Of a manifest or an index (https://github.com/opencontainers/image-spec, descriptor.md). */
export interface Descriptor {
  readonly mediaType?: string;
  readonly digest: string;
  readonly size?: number;
  readonly platform?: { readonly os?: string; readonly architecture?: string };
}

export interface Manifest {
  /** Digest of the manifest itself: the image's. */
  readonly digest: string;
  readonly config: Descriptor;
  /** Lowest first. */
  readonly layers: readonly Descriptor[];
}

/** The part of an image's config that a container starts with (config.md). */
export interface ImageConfig {
  readonly architecture?: string;
  readonly os?: string;
  readonly config?: {
    readonly Env?: readonly string[] | null;
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly WorkingDir?: string;
  };
}

/** For one request; a registry on loopback answers in milliseconds. */
const timeoutMs = 60_000;
/** More than any manifest or config holds. */
const mostJson = 8_000_000;
/** Of one layer, compressed. */
const mostLayer = 2_000_000_000;

/** How a registry other than the sandbox's own is spoken to. */
export interface RegistryOptions {
  /** Default: `http`. With `https`, an anonymous token is fetched where the registry asks for one. */
  readonly scheme?: "http" | "https";
  /** Ends everything. Default: never; each request has a bound of its own. */
  readonly signal?: AbortSignal;
}

/** Reads images from a registry. Everything that is named by a digest is checked against it. */
export class RegistryClient {
  readonly #base: string;
  readonly #options: RegistryOptions;
  #token: string | undefined;

  /** @param registry `127.0.0.1:PORT` */
  constructor(registry: string, options: RegistryOptions = {}) {
    this.#base = `${options.scheme ?? "http"}://${registry}/v2`;
    this.#options = options;
  }

  /**
   * The manifest of an image for this machine.
   *
   * @throws Error when there is none
   */
  async manifest({ repository, reference }: ImageReference): Promise<Manifest> {
    const bytes = await this.#bytes(`/${repository}/manifests/${reference}`, {
      accept: [...imageTypes, ...indexTypes].join(", "),
    });
    const digest = digestOf(bytes);
    if (reference.startsWith("sha256:") && digest !== reference) throw new Error(other(reference, digest));
    const answer = JSON.parse(bytes.toString()) as Partial<Manifest> & { manifests?: readonly Descriptor[] };
    if (answer.manifests) {
      const architecture = goArchitecture();
      const mine = answer.manifests.find(
        ({ platform }) => platform?.os === "linux" && platform.architecture === architecture,
      );
      if (!mine) throw new Error(`${repository}:${reference} has no image for linux/${architecture}`);
      return this.manifest({ repository, reference: mine.digest });
    }
    if (!answer.config || !answer.layers) throw new Error(`${repository}:${reference} is not an image`);
    return { digest, config: answer.config, layers: answer.layers };
  }

  /** A config. */
  async config(repository: string, { digest }: Descriptor): Promise<ImageConfig> {
    const bytes = await this.#bytes(`/${repository}/blobs/${digest}`, {});
    if (digestOf(bytes) !== digest) throw new Error(other(digest, digestOf(bytes)));
    return JSON.parse(bytes.toString()) as ImageConfig;
  }

  /** Writes a layer to a file, as it is stored. */
  async download(repository: string, { digest }: Descriptor, to: string): Promise<void> {
    const answer = await this.#get(`/${repository}/blobs/${digest}`, {});
    const hash = createHash("sha256");
    const body = Readable.fromWeb(answer.body as ReadableStream);
    await pipeline(bounded(body, mostLayer), measured(hash), createWriteStream(to, { mode: 0o600 }));
    const got = `sha256:${hash.digest("hex")}`;
    if (got !== digest) throw new Error(other(digest, got));
  }

  async #bytes(route: string, headers: Record<string, string>): Promise<Buffer> {
    const answer = await this.#get(route, headers);
    const chunks: Buffer[] = [];
    for await (const chunk of bounded(Readable.fromWeb(answer.body as ReadableStream), mostJson)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async #get(route: string, headers: Record<string, string>): Promise<Response> {
    const url = `${this.#base}${route}`;
    const answer = await this.#fetch(url, headers);
    if (answer.status === 200 && answer.body) return answer;
    await answer.body?.cancel();
    const challenge = answer.headers.get("www-authenticate");
    if (answer.status === 401 && challenge !== null && this.#token === undefined) {
      this.#token = await this.#anonymous(challenge);
      return this.#get(route, headers);
    }
    throw new Error(answer.status === 404 ? `${url} is not in the registry` : `GET ${url}: status ${answer.status}`);
  }

  async #fetch(url: string, headers: Record<string, string>): Promise<Response> {
    const bound = AbortSignal.timeout(timeoutMs);
    const { scheme, signal } = this.#options;
    try {
      return await fetch(url, {
        headers: this.#token === undefined ? headers : { ...headers, authorization: `Bearer ${this.#token}` },
        // Big registries keep blobs elsewhere; fetch leaves the token out on the way there.
        redirect: scheme === "https" ? "follow" : "error",
        signal: signal ? AbortSignal.any([signal, bound]) : bound,
      });
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      throw new Error(`GET ${url}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }

  /** A token for who has no account (https://distribution.github.io/distribution/spec/auth/token/). */
  async #anonymous(challenge: string): Promise<string> {
    const asked = tokenChallenge(challenge);
    if (asked === undefined) throw new Error(`${this.#base} wants a log-in that an anonymous reader hasn't got`);
    const { url, scope } = asked;
    if (scope !== undefined) url.searchParams.set("scope", scope);
    const answer = await this.#fetch(url.href, {});
    const given = await tokenOf(answer);
    if (given === undefined)
      throw new Error(`${url.origin} gives anonymous readers no token (status ${answer.status})`);
    return given;
  }
}

/** This machine's architecture in Go's words, which are OCI's too. */
export function goArchitecture(): string {
  return process.arch === "x64" ? "amd64" : process.arch;
}

async function* bounded(stream: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of stream) {
    total += chunk.byteLength;
    if (total > most) throw new Error(`the registry sends more than ${most} bytes`);
    yield Buffer.from(chunk);
  }
}

function measured(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(undefined, chunk);
    },
  });
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function other(wanted: string, got: string): string {
  return `the registry sent other bytes than those of ${wanted} (their digest is ${got})`;
}
