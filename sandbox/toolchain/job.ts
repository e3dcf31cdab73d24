import { buildProgram, fractionOf, listPackages } from "./build.ts";
import type { DataSet } from "./data-sets.ts";
import { fetchData } from "./fetch-data.ts";
import type { GoContext } from "./go-command.ts";
import { cachedData, cachedProgram } from "./locate.ts";
import type { Program } from "./programs.ts";

/** Something to be put into the cache, and those who wait for it. */
export interface Job {
  /** Name and version: `kube-apiserver 1.36.1`. */
  readonly label: string;
  /** Lower ones first. */
  readonly order: number;
  /** Expected seconds. */
  readonly seconds: number;
  /** Its path, when it is in the cache: another process may have put it there meanwhile. */
  find(): string | undefined;
  /** Fetches what `make` needs from the network, once; may be called ahead, while another job compiles. */
  fetch?(context: GoContext): Promise<unknown>;
  /** Puts it there. Tells how much of it is done (0 to 1), in words too. */
  make(context: GoContext, onProgress: (fraction: number, text: string) => void): Promise<string>;
  readonly waiting: PromiseWithResolvers<string>;
}

/** A data set takes a few seconds of download; none needs the compiler. */
const dataSeconds = 3;

export function programJob(program: Program, order: number, cache: string): Job {
  let listed: Promise<string> | undefined;
  let onModule = (_modules: number) => {};
  const fetch = (context: GoContext) => {
    listed ??= listPackages(program, context, (modules) => onModule(modules));
    return listed;
  };
  return {
    label: `${program.name} ${program.version}`,
    order,
    seconds: program.seconds,
    find: () => cachedProgram(program, cache),
    fetch,
    async make(context, onProgress) {
      onModule = (modules) => onProgress(0, `${modules} modules fetched`);
      const packages = await fetch(context);
      return buildProgram(program, packages, context, (progress) =>
        onProgress(fractionOf(progress), `${progress.packages} of ${progress.ofPackages} packages`),
      );
    },
    waiting: quiet(),
  };
}

export function dataJob(set: DataSet, order: number, cache: string): Job {
  return {
    label: `${set.name} ${set.version}`,
    order,
    seconds: dataSeconds,
    find: () => cachedData(set, cache),
    make(context, onProgress) {
      onProgress(0, `fetching ${set.module}`);
      return fetchData(set, context);
    },
    waiting: quiet(),
  };
}

/** A caller may ask ahead and come for the answer later; until then a failure is nobody's unhandled rejection. */
function quiet(): PromiseWithResolvers<string> {
  const waiting = Promise.withResolvers<string>();
  waiting.promise.catch(() => {});
  return waiting;
}
