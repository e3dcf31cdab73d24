import { setTimeout as sleep } from "node:timers/promises";
import type { CommentHost, HostComment } from "./comment-host.ts";
import { HostFailure } from "./host-failure.ts";

/** How often a host is asked that can't answer now. */
const attempts = 5;
/** The longest wait for it in all, in milliseconds; a job that waits longer costs more than running it again. */
const longestWait = 120_000;

export interface Posted {
  readonly did: "created" | "updated" | "unchanged";
  readonly url: string;
}

/**
 * Makes one comment say this: the oldest of ours that begins with the marker, else a new one. What others wrote is left
 * alone, whatever it begins with: the report would stand under their name, and theirs to change.
 *
 * A request that fails for now is asked again, from the list on: a comment whose answer was lost is then found.
 *
 * @param wait for tests. Default: real time.
 * @throws HostFailure
 */
export async function postComment(
  host: CommentHost,
  marker: string,
  body: string,
  signal: AbortSignal,
  wait: (milliseconds: number) => Promise<void> = (milliseconds) => sleep(milliseconds, undefined, { signal }),
): Promise<Posted> {
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await settle(host, marker, body);
    } catch (error) {
      if (!(error instanceof HostFailure) || error.again === undefined) throw error;
      const pause = error.again > 0 ? error.again : 1000 * 2 ** (attempt - 1);
      if (attempt === attempts) throw new HostFailure(`${error.message}; asked ${attempts} times`);
      if (waited + pause > longestWait)
        throw new HostFailure(
          `${error.message}; it asks to wait ${Math.ceil(pause / 1000)} s more, and ${longestWait / 1000} s are the most that is waited here: run it again then`,
        );
      waited += pause;
      await wait(pause);
    }
  }
}

async function settle(host: CommentHost, marker: string, body: string): Promise<Posted> {
  const self = (await host.self()).toLowerCase();
  const ours = async () =>
    (await host.list()).filter((each) => each.author.toLowerCase() === self && each.body.startsWith(marker));
  const [first, ...rest] = await ours();
  if (first !== undefined) {
    for (const each of rest) await remove(host, each.id);
    if (same(first, body)) return { did: "unchanged", url: host.url };
    await host.update(first.id, body);
    return { did: "updated", url: host.url };
  }
  const made = await host.create(body);
  // Another run may have written its own meanwhile: the older one stays, and both runs see it so.
  const [oldest] = await ours();
  if (oldest !== undefined && oldest.id < made.id) {
    await remove(host, made.id);
    await host.update(oldest.id, body);
    return { did: "updated", url: host.url };
  }
  return { did: "created", url: host.url };
}

/** Two runs may clean up the same. */
async function remove(host: CommentHost, id: number): Promise<void> {
  await host.remove(id).catch((error: unknown) => {
    if (!(error instanceof HostFailure && error.gone)) throw error;
  });
}

/** Hosts keep line ends and the last line break as they like. */
function same({ body }: HostComment, wanted: string): boolean {
  const plain = (text: string) => text.replaceAll("\r\n", "\n").trimEnd();
  return plain(body) === plain(wanted);
}
