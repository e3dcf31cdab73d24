import * as pulumi from "@pulumi/pulumi";
import { ApiFailure } from "../kube/api-failure.ts";
import type { AskedCluster, Way } from "../kube/asked.ts";
import { adoptProblems } from "../model/platform/adopt.ts";
import type { Answered } from "../model/platform/adopt-answers.ts";
import { adopted, adoptQuestions, at } from "../model/platform/adopt-questions.ts";
import { namespacesElsewhere } from "../model/platform/already-there.ts";
import type { Platform } from "../model/platform/platform.ts";
import { formatProblem, ProblemsError, UserError } from "../model/problem.ts";
import type { Reach } from "./asked-cluster.ts";
import { type TakenReleases, takeOverFindings } from "./take-over-checks.ts";

/** Checks of a stack's cluster, whether it is known when the program begins, or only when another resource is made. */
export class ClusterChecks {
  /** Helm releases that are taken over, by part; unknown while the cluster is. */
  taken: pulumi.Output<TakenReleases> = pulumi.secret({});
  private readonly platform: Platform;
  private readonly reach: Reach;
  private readonly confidential: boolean;

  /** @param confidential Argo CD logs in by a client that has a secret */
  constructor(platform: Platform, reach: Reach, confidential: boolean) {
    this.platform = platform;
    this.reach = reach;
    this.confidential = confidential;
  }

  /**
   * Of a cluster that is there: fails before anything is registered.
   *
   * @throws ProblemsError with all that is missing; UserError when the cluster doesn't answer
   */
  async now(way: Way): Promise<void> {
    this.taken = pulumi.secret(await checkCluster(this.platform, way, this.reach, this.confidential));
  }

  /** Of a cluster that this stack makes: a provider of the kubeconfig that comes back isn't registered before the check. */
  gate(kubeconfig: pulumi.Output<string>): pulumi.Output<string> {
    const taken = kubeconfig.apply((text) => this.ofMade(text));
    void isKnown(kubeconfig).then((known) => (known ? undefined : this.notYet()));
    this.taken = pulumi.secret(taken);
    return pulumi.secret(pulumi.all([kubeconfig, taken]).apply(([text]) => text));
  }

  /** Says that a cluster can't be asked before it is known. */
  async notYet(): Promise<void> {
    this.taken = pulumi.secret(pulumi.output(pulumi.unknown as TakenReleases));
    const parts = adopted(this.platform);
    if (parts.length > 0) await pulumi.log.info(notYetChecked(parts));
  }

  private async ofMade(kubeconfig: unknown): Promise<TakenReleases> {
    // Pulumi's mocks carry out no command.
    if (typeof kubeconfig !== "string") return {};
    try {
      return await checkCluster(this.platform, { kubeconfig }, this.reach, this.confidential);
    } catch (error) {
      throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
    }
  }
}

function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as { readonly isKnown: Promise<boolean> }).isKnown;
}

function notYetChecked(parts: readonly string[]): string {
  return (
    `the cluster isn't known yet: whether it has what Slipway is not to install (${parts.join(", ")}) is checked by ` +
    "pulumi up, before anything is installed in it"
  );
}

/** Everything at once: one round of questions, and one more of where parts stand that are to be elsewhere. */
export async function checkCluster(
  platform: Platform,
  way: Way,
  reach: Reach,
  confidential = false,
): Promise<TakenReleases> {
  const cluster = await reach(way);
  const questions = adoptQuestions(platform);
  const askAll = (paths: readonly string[]) =>
    Promise.all(paths.map(async (path) => [path, await ask(cluster, path)] as const));
  const first = await askAll(questions);
  const answers = new Map([
    ...first,
    ...(await askAll(namespacesElsewhere(platform, new Map(first)).map(at.namespace))),
  ]);
  const known = adoptProblems(platform, answers, cluster.name);
  const asked = (path: string) => ask(cluster, path);
  const { problems: ofTakeOver, releases } = await takeOverFindings(platform, cluster, way, asked, confidential);
  const problems = [...known, ...ofTakeOver];
  if (problems.some(({ severity }) => severity === "error")) throw new ProblemsError(cluster.name, problems);
  for (const problem of problems) await pulumi.log.warn(formatProblem(problem));
  return releases;
}

async function ask(cluster: AskedCluster, path: string): Promise<Answered> {
  const { status, body } = await cluster.look(path, { metadataOnly: path === at.crds }).catch((error: unknown) => {
    if (!(error instanceof ApiFailure)) throw error;
    throw new UserError(
      `${cluster.name} doesn't say what is installed in it: ${error.serverMessage || error.message}. ` +
        "Start it, or choose another cluster in the stack's config: slipway:context or slipway:kubeconfig",
    );
  });
  if (status === 401) {
    throw new UserError(
      `${cluster.name} doesn't accept the credentials (401). Log in again, or give the stack another kubeconfig`,
    );
  }
  return { status, body: parsed(body) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
