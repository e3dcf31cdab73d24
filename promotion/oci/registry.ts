import { createHash } from "node:crypto";
import { readBody } from "../files/http-request.ts";
import type { Credentials, Outside } from "../outside.ts";
import { imageTypes, indexTypes } from "./media-types.ts";
import type { Reference } from "./reference.ts";
import { tokenChallenge, tokenOf } from "./token.ts";

/** A manifest or an index, with its bytes as they were sent. */
export interface Manifest {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Buffer;
  readonly content: ManifestContent;
}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os?: string; readonly architecture?: string };
}

export interface ManifestContent {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

const maxManifest = 8 << 20;
const waitMs = 5 * 60_000;

export const isImage = ({ mediaType }: Pick<Manifest, "mediaType">): boolean => isOneOf(imageTypes, mediaType);
export const isIndex = ({ mediaType }: Pick<Manifest, "mediaType">): boolean => isOneOf(indexTypes, mediaType);

function isOneOf(types: readonly string[], type: string): boolean {
  return types.includes(type);
}

/** One repository of a registry, over the routes of the OCI distribution specification. */
export class Registry {
  readonly #reference: Reference;
  readonly #http: NonNullable<Outside["http"]>;
  readonly #credentials: Credentials | undefined;
  readonly #signal: AbortSignal;
  #authorization: string | undefined;

  private constructor(
    reference: Reference,
    outside: Outside,
    credentials: Credentials | undefined,
    signal: AbortSignal,
  ) {
    this.#reference = reference;
    this.#http = outside.http as NonNullable<Outside["http"]>;
    this.#credentials = credentials;
    this.#signal = signal;
  }

  static async open(reference: Reference, outside: Outside, signal: AbortSignal): Promise<Registry> {
    const name = reference.isChart ? `oci://${reference.fullName}` : reference.fullName;
    return new Registry(
      reference,
      outside,
      await outside.credentials(reference.isChart ? "helm" : "image", name),
      signal,
    );
  }

  async manifest(of: string): Promise<Manifest> {
    const accept = [...imageTypes, ...indexTypes].join(", ");
    const response = await this.#ask("GET", `manifests/${of}`, { headers: { accept } }, "pull");
    await this.#check(response, `manifest ${of}`);
    const bytes = await readBody(response, maxManifest, () => new Error("manifest is too large"));
    const digest = digestOf(bytes);
    if (of.startsWith("sha256:") && of !== digest) throw new Error(`manifest digest ${digest} isn't the asked ${of}`);
    const content = JSON.parse(bytes.toString("utf8")) as ManifestContent & { readonly mediaType?: string };
    const type = content.mediaType ?? (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
    return { mediaType: type, digest, bytes, content };
  }

  async blob({ digest }: Descriptor, limit: number): Promise<Buffer> {
    const response = await this.#ask("GET", `blobs/${digest}`, {}, "pull");
    await this.#check(response, `blob ${digest}`);
    const tooLarge = () => new Error(`content exceeds limit of ${limit} bytes`);
    const bytes = await readBody(response, limit, tooLarge);
    if (digestOf(bytes) !== digest) throw new Error(`blob has another digest than ${digest}`);
    return bytes;
  }

  async has({ digest }: Descriptor): Promise<boolean> {
    return (await this.#ask("HEAD", `blobs/${digest}`, {}, "pull,push")).ok;
  }

  async putBlob({ digest }: Descriptor, bytes: Buffer): Promise<void> {
    const begun = await this.#ask("POST", "blobs/uploads/", {}, "pull,push");
    await this.#check(begun, "upload");
    const location = new URL(begun.headers.get("location") ?? "", this.#url(""));
    location.searchParams.set("digest", digest);
    const headers = { "content-type": "application/octet-stream" };
    const response = await this.#ask("PUT", location.href, { headers, body: new Uint8Array(bytes) }, "pull,push");
    await this.#check(response, `blob ${digest}`);
  }

  async putManifest(as: string, { mediaType, bytes }: Pick<Manifest, "mediaType" | "bytes">): Promise<void> {
    const init = { headers: { "content-type": mediaType }, body: new Uint8Array(bytes) };
    await this.#check(await this.#ask("PUT", `manifests/${as}`, init, "pull,push"), `manifest ${as}`);
  }

  async #ask(method: string, path: string, init: RequestInit, scope: string): Promise<Response> {
    const url = path.startsWith("http") ? path : this.#url(path);
    const send = () => {
      const headers = new Headers(init.headers);
      // An upload may go on elsewhere, which gets no password.
      const own = new URL(url).host === this.#reference.host;
      if (this.#authorization !== undefined && own) headers.set("authorization", this.#authorization);
      const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(waitMs)]);
      return this.#http.fetch(url, { ...init, method, headers, signal });
    };
    const response = await send();
    if (response.status !== 401 || !(await this.#logIn(response, scope))) return response;
    return send();
  }

  async #logIn(response: Response, scope: string): Promise<boolean> {
    const challenge = response.headers.get("www-authenticate") ?? "";
    const credentials = this.#credentials;
    const basic =
      credentials === undefined
        ? undefined
        : `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
    if (/^basic/i.test(challenge)) {
      if (basic === undefined || this.#authorization === basic) return false;
      this.#authorization = basic;
      return true;
    }
    const url = tokenChallenge(challenge)?.url;
    if (url === undefined) return false;
    url.searchParams.set("scope", `repository:${this.#reference.repository}:${scope}`);
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(30_000)]);
    const answer = await this.#http.fetch(url.href, {
      signal,
      ...(basic ? { headers: { authorization: basic } } : {}),
    });
    if (!answer.ok) return false;
    this.#authorization = `Bearer ${(await tokenOf(answer)) ?? ""}`;
    return true;
  }

  async #check(response: Response, what: string): Promise<void> {
    if (response.ok) return;
    throw new Error(`${what} of ${this.#reference.fullName}: the registry answered ${response.status}`);
  }

  #url(path: string): string {
    const { scheme, host, repository } = this.#reference;
    return `${scheme}://${host}/v2/${repository}/${path}`;
  }
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
