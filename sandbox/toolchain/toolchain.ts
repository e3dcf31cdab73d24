import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Progress } from "../../progress/progress.ts";
import type { DataName, Tools } from "../tools.ts";
import { Builder } from "./builder.ts";
import { cacheFolders } from "./cache.ts";
import { dataSetNamed, dataSets } from "./data-sets.ts";
import type { Environment } from "./environment.ts";
import { dataJob, type Job, programJob } from "./job.ts";
import { cachedData, locateProgram } from "./locate.ts";
import { type ProgramName, programNamed, programs } from "./programs.ts";

/** What a toolchain works with. */
export interface ToolchainOptions {
  /** The cache's folder, see `cacheFolder`. Created when something has to be built. */
  readonly cache: string;
  readonly progress: Progress;
  /** The user's environment: PATH, and the way to Go modules. */
  readonly env: Environment;
  /** Ends a running build; everyone who waits gets its reason. Default: never. */
  readonly signal?: AbortSignal;
}

/** Gets each pinned program and data set: from PATH, from the cache, or built from Go modules. */
export interface Toolchain extends Tools {
  /**
   * Absolute path of a program, as soon as that one is there. May be asked by many, in any order; what is missing is
   * built once, one after another in the order of the table of programs.
   *
   * @throws UserError naming program, version, log and what to do when it can't be built, or Go is missing or too old
   */
  get(name: ProgramName): Promise<string>;
  /**
   * Absolute path of a data set's folder, or of its one file.
   *
   * @throws UserError as `get` does
   */
  data(name: DataName): Promise<string>;
  /** Waits until nothing is being built any more and Go's caches are removed, if they aren't needed. Never throws. */
  idle(): Promise<void>;
}

/** Data sets are small and wanted as soon as the API server runs, so they are fetched right after its program. */
const dataOrder = programs.findIndex(({ name }) => name === "kube-apiserver") + 0.5;

export function openToolchain(options: ToolchainOptions): Toolchain {
  const { progress, env, signal = new AbortController().signal } = options;
  const cache = resolve(options.cache);
  const answers = new Map<string, Promise<string>>();
  const located = new Map<ProgramName, Promise<string | undefined>>();
  const looking = new Set<Promise<unknown>>();
  let running: Promise<void> | undefined;
  let wanted = false;

  const locate = (name: ProgramName) => remember(located, name, () => locateProgram(programNamed(name), cache, env));

  const complete = async () => {
    if (dataSets.some((set) => !set.onRequest && cachedData(set, cache) === undefined)) return false;
    const needed = programs.filter(({ onRequest }) => !onRequest);
    // Not by `locate`: that remembers what was missing before it was built.
    return (await Promise.all(needed.map((program) => locateProgram(program, cache, env)))).every((path) => path);
  };
  const builder = new Builder({ cache, progress, env, signal, complete });

  const work = () => {
    wanted = true;
    running ??= (async () => {
      while (wanted) {
        // Everything that is asked for at one time is known before the first build starts, so that the order holds.
        while (looking.size > 0) await Promise.allSettled(looking);
        wanted = false;
        await builder.run();
      }
      running = undefined;
    })();
  };

  const answer = async (found: Promise<string | undefined>, job: () => Job): Promise<string> => {
    looking.add(found);
    try {
      const path = await found;
      if (path !== undefined) {
        // A run that was killed after its last build has left Go's caches behind.
        if (existsSync(cacheFolders(cache).work)) work();
        return path;
      }
    } finally {
      looking.delete(found);
    }
    const made = job();
    builder.add(made);
    work();
    return made.waiting.promise;
  };

  return {
    get: (name) =>
      remember(answers, name, () =>
        answer(locate(name), () => {
          const program = programNamed(name);
          return programJob(program, programs.indexOf(program), cache);
        }),
      ),
    data: (name) =>
      remember(answers, name, () => {
        const set = dataSetNamed(name);
        return answer(Promise.resolve(cachedData(set, cache)), () => dataJob(set, dataOrder, cache));
      }),
    async idle() {
      while (looking.size > 0 || running) await Promise.allSettled([...looking, running]);
    },
  };
}

function remember<K, V>(map: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = map.get(key);
  if (known) return known;
  const made = make();
  // Whoever awaits it learns of a failure; whoever only asked ahead must not end the process with it.
  made.catch(() => {});
  map.set(key, made);
  return made;
}
