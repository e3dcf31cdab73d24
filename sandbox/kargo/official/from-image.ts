import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ImageStore } from "../../pods/image-store.ts";

/** Kargo's programs, unpacked. */
export interface ImagePrograms {
  readonly program: string;
  readonly credentialHelper: string;
}

/** Until the registry has answered for the first time, in milliseconds: who has no way there must not wait for it. */
const answerWithin = 20_000;
/** For all of it, about 90 MB. */
const doneWithin = 300_000;

/**
 * Takes Kargo's two programs out of its image, without a container engine.
 *
 * @param image `ghcr.io/akuity/kargo:v1.11.2`; one on 127.0.0.1 is asked over plain http
 * @param folder where they are put; appears only when both are there
 * @throws Error saying what the registry answered, or that it didn't
 */
export async function programsOfImage(image: string, folder: string, signal: AbortSignal): Promise<ImagePrograms> {
  const host = image.slice(0, image.indexOf("/"));
  const scheme = host.startsWith("127.0.0.1:") ? "http" : "https";
  await answers(`${scheme}://${host}/v2/`, signal);
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}.`);
  try {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(doneWithin)]);
    const store = new ImageStore(join(work, "store"), host, { scheme, signal: bounded });
    const pulled = await store.pull(image);
    // The file names by which upstream's Dockerfile installs them.
    const programs = {
      "kargo-controlplane": "/usr/local/bin/kargo",
      "credential-helper": "/usr/local/bin/credential-helper",
    };
    mkdirSync(join(work, "bin"));
    for (const [name, path] of Object.entries(programs)) {
      copyFileSync(await store.program(pulled, path), join(work, "bin", name));
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(work, "bin"), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return { program: join(folder, "kargo-controlplane"), credentialHelper: join(folder, "credential-helper") };
}

/** Any answer will do, also that one has to log in. */
async function answers(url: string, signal: AbortSignal): Promise<void> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithin)]) });
    await answer.body?.cancel();
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    throw new Error(`${url} doesn't answer (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}
