import type { Progress } from "../progress/progress.ts";

export interface EngineOptions {
  /** Path of the pinned `pulumi` binary, alone in its folder. */
  readonly pulumi: string;
  /** PULUMI_HOME, HOME and the private PATH folder; one per sandbox. */
  readonly home: string;
  /** `file://` URL of an existing or new folder for the state. */
  readonly backend: string;
  /** Folder for the project's file and the stacks' config; created when missing. */
  readonly workDir: string;
  /** Encrypts secrets in config and state. */
  readonly passphrase: string;
  /** Folders put on the engine's PATH that hold `pulumi-resource-…` executables. Default: none. */
  readonly plugins?: readonly string[];
  /** Folders of built policy packs; each run is judged by all of them. Default: none. */
  readonly policyPacks?: readonly PolicyPackRun[];
  readonly progress: Progress;
  /** More variables for the engine and its plugins. Nothing else is inherited. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** Name of the Pulumi project. Default `slipway`. */
  readonly project?: string;
  /** Ends a running operation when aborted: gently first, then by force after 10 s. */
  readonly signal?: AbortSignal;
}

export interface PolicyPackRun {
  readonly folder: string;
  /** Config by policy name, as `--policy-pack-config` takes it. Default: none. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** All variables the engine and its plugins see: nothing of the user's environment leaks into a run. */
export function engineEnvironment(options: EngineOptions, path: string): Record<string, string> {
  const { home, backend, passphrase, env } = options;
  const compiled = process.env["NODE_COMPILE_CACHE"];
  return {
    PATH: path,
    HOME: home,
    TMPDIR: process.env["TMPDIR"] ?? "/tmp",
    LANG: "C.UTF-8",
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: backend,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Plugins and packs are Node programs that each run starts anew: where compiled code is kept, it is for them too.
    ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }),
    ...env,
  };
}
