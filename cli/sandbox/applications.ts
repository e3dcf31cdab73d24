import { CustomObjectsApi, type KubeConfig, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { UserError } from "../../model/problem.ts";
import type { Step } from "../../progress/progress.ts";
import type { LiveApplication } from "../kargo/applications.ts";

const kind = { group: "argoproj.io", version: "v1alpha1", plural: "applications" } as const;

/** Argo CD's Applications of one cluster, as far as the demonstration touches them. */
export class Applications {
  private readonly api: CustomObjectsApi;
  private readonly namespace: string;

  constructor(config: KubeConfig, namespace: string) {
    this.api = config.makeApiClient(CustomObjectsApi);
    this.namespace = namespace;
  }

  async get(name: string): Promise<LiveApplication> {
    return (await this.api.getNamespacedCustomObject({ ...kind, namespace: this.namespace, name })) as LiveApplication;
  }

  /** Asks Argo CD to look at Git now instead of at its next resync. */
  async refresh(name: string): Promise<void> {
    await this.api.patchNamespacedCustomObject(
      {
        ...kind,
        namespace: this.namespace,
        name,
        body: { metadata: { annotations: { "argocd.argoproj.io/refresh": "normal" } } },
      },
      setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
    );
  }

  /**
   * Waits until each Application has deployed the given revision and is Healthy.
   *
   * @param revisions Application name → commit its branch must be deployed at
   * @throws UserError naming each Application that isn't there yet, with Argo CD's own words, after `seconds`
   */
  async deployed(
    revisions: ReadonlyMap<string, string>,
    seconds: number,
    signal: AbortSignal,
    step: Step,
  ): Promise<void> {
    const end = Date.now() + seconds * 1000;
    let unreachable = "";
    await Promise.all([...revisions.keys()].map((name) => this.refresh(name).catch(() => {})));
    for (;;) {
      signal.throwIfAborted();
      const seen = await this.seen(revisions).catch((error: Error) => {
        // Whoever watches for two minutes lives through an API server that is away for a moment.
        unreachable = `the API server doesn't answer (${error.message})`;
        return undefined;
      });
      const waiting = seen?.filter(({ now, revision }) => !isDeployed(now, revision));
      if (waiting?.length === 0) return;
      step.update(waiting?.map(({ name, now }) => `${name} ${short(now)}`).join(", ") ?? unreachable);
      if (Date.now() > end) {
        const details = waiting?.map(({ name, now }) => `  ${name}: ${reason(now)}`).join("\n") ?? `  ${unreachable}`;
        throw new UserError(`waited ${seconds} s for Argo CD to deploy; still waiting for:\n${details}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /**
   * Waits until an Application is Degraded.
   *
   * @throws UserError after `seconds`, with what it is instead
   */
  async degraded(name: string, seconds: number, signal: AbortSignal, step: Step): Promise<void> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      signal.throwIfAborted();
      const now = await this.get(name).catch(() => undefined);
      if (now?.status?.health?.status === "Degraded") return;
      step.update(now === undefined ? "the API server doesn't answer" : short(now));
      if (Date.now() > end) {
        const instead = now === undefined ? "the API server doesn't answer" : reason(now);
        throw new UserError(`waited ${seconds} s for Application ${name} to be Degraded: ${instead}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  private seen(revisions: ReadonlyMap<string, string>) {
    return Promise.all([...revisions].map(async ([name, revision]) => ({ name, revision, now: await this.get(name) })));
  }
}

function isDeployed({ status }: LiveApplication, revision: string): boolean {
  return (
    status?.sync?.status === "Synced" &&
    status.sync.revision === revision &&
    status.health?.status === "Healthy" &&
    status.operationState?.phase === "Succeeded"
  );
}

function short({ status }: LiveApplication): string {
  return `${status?.sync?.status ?? "Unknown"}/${status?.health?.status ?? "Unknown"}`;
}

function reason({ status }: LiveApplication): string {
  const conditions = (status?.conditions ?? []).map((condition) => condition.message);
  const words = [
    `${status?.sync?.status ?? "Unknown"}, ${status?.health?.status ?? "Unknown"}`,
    ...conditions,
    status?.operationState?.message,
  ];
  return words.filter(Boolean).join("; ");
}
