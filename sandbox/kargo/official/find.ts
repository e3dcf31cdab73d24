import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { versions } from "../../../model/versions.ts";
import { cacheFolders } from "../../toolchain/cache.ts";
import { type Environment, isExecutable, onPath } from "../../toolchain/environment.ts";
import { type ImagePrograms, programsOfImage } from "./from-image.ts";

/** Kargo's own programs. One program is all of its components; the other gives git its credentials. */
export interface OfficialKargo {
  /** Absolute path of `kargo-controlplane` (`kargo` in the image). */
  readonly program: string;
  /** Absolute path of `credential-helper`. */
  readonly credentialHelper: string;
  /** Where they were found, for the output: `on PATH`, `in the cache`, `taken out of ghcr.io/akuity/kargo:v1.11.2`. */
  readonly found: string;
}

export interface FindArgs {
  /** Folder of the programs' cache. */
  readonly cache: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** How an image's programs are had. Default: from its registry, within 20 s until the first byte and 5 min in all. */
  readonly fromImage?: (image: string, folder: string, signal: AbortSignal) => Promise<ImagePrograms>;
}

const run = promisify(execFile);
const askTimeout = 10_000;
export const controlplane = "kargo-controlplane";
const helper = "credential-helper";
/** Names another image with the same content: a mirror that this machine reaches. */
export const imageVariable = "SLIPWAY_KARGO_IMAGE";

/** The image whose programs run when there are none on this machine. */
export function officialImage(env: Environment): string {
  return env[imageVariable] || `ghcr.io/akuity/kargo:v${versions.kargo}`;
}

/** The folder of the cache where Kargo's programs stand, whoever put them there. */
export function officialFolder(cache: string): string {
  return join(cacheFolders(cache).bin, `kargo-${versions.kargo}`);
}

/**
 * Kargo's programs of exactly the pinned version: on PATH, in the cache, or out of the official image. Never throws but
 * for an aborted signal.
 *
 * @returns them, or in words why there are none
 */
export async function findOfficialKargo(args: FindArgs): Promise<OfficialKargo | { readonly why: string }> {
  const { cache, env, signal } = args;
  const reasons: string[] = [];
  for (const program of onPath(controlplane, env)) {
    const credentialHelper = [join(dirname(program), helper), "/usr/local/bin/credential-helper"].find(isExecutable);
    const version = await versionOf(program);
    if (version !== versions.kargo) reasons.push(`${program} is version ${version ?? "unknown"}`);
    else if (!credentialHelper) reasons.push(`there is no ${helper} beside ${program}`);
    else return { program, credentialHelper, found: "on PATH" };
  }
  if (reasons.length === 0) reasons.push(`no ${controlplane} on PATH`);
  const folder = officialFolder(cache);
  const cached = { program: join(folder, controlplane), credentialHelper: join(folder, helper) };
  if (Object.values(cached).every(isExecutable)) {
    const version = await versionOf(cached.program);
    if (version === versions.kargo) return { ...cached, found: "in the cache" };
    reasons.push(`${cached.program} is version ${version ?? "unknown"}`);
  } else reasons.push("none in the cache");
  if (process.platform !== "linux") return { why: `${reasons.join("; ")}; its image holds programs for Linux` };
  const image = officialImage(env);
  try {
    const fetched = await (args.fromImage ?? programsOfImage)(image, folder, signal);
    const version = await versionOf(fetched.program);
    if (version === versions.kargo) return { ...fetched, found: `taken out of ${image}` };
    reasons.push(`${image} holds version ${version ?? "unknown"}`);
  } catch (error) {
    signal.throwIfAborted();
    reasons.push(error instanceof Error ? error.message : String(error));
  }
  return { why: reasons.join("; ") };
}

/** Without the leading `v`; undefined when the program doesn't tell within 10 s. */
async function versionOf(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ["version"], { env: { PATH: "/usr/bin:/bin" }, timeout: askTimeout });
    const { version } = JSON.parse(stdout) as { version?: string };
    return version?.replace(/^v/, "");
  } catch {
    return undefined;
  }
}
