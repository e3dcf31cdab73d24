import { covers, type Difference, differences } from "../difference.ts";
import { uniqueName } from "../naming.ts";
import { text } from "../object.ts";
import type { CheckInput } from "../operations/check.ts";
import type { DiffInput, DiffResult } from "../operations/diff.ts";
import { prune } from "../prune.ts";
import { markSecrets, withoutSecrets } from "../secrets.ts";
import type { Session } from "../session.ts";
import { parseUrn } from "../token.ts";
import { type Fields, hasUnknown, isFields } from "../value.ts";
import { HelmError, helm } from "./helm.ts";
import { inputsOf, normalizedRelease } from "./release.ts";

/**
 * A release's inputs with name, namespace and timeout, and with the version that its chart really has; a chart that
 * isn't found is told before anything is done. Rule: Check of pulumi-kubernetes' helm_release.go.
 *
 * @throws HelmError that names the chart
 */
export async function checkRelease(session: Session, input: CheckInput): Promise<Fields> {
  const olds = input.olds === undefined ? undefined : withoutSecrets(input.olds);
  const given = withoutSecrets(input.news);
  if (given.name === undefined || given.name === null || given.name === "")
    given.name = text(olds?.name) || uniqueName(`${parseUrn(input.urn).name}-`, input.seed);
  const release = normalizedRelease(given, session.defaultNamespace);
  if (!hasUnknown(release)) release.version = await chartVersion(session, release);
  return markSecrets(release, input.news);
}

/** The version of the chart that helm finds for a release's `chart`, `version` and repository. */
async function chartVersion(session: Session, release: Fields): Promise<string> {
  const { parse } = await import("yaml");
  try {
    const chart: unknown = parse(await helm(session, ["show", "chart", ...chartArguments(release)]));
    return isFields(chart) ? text(chart.version) : "";
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw new HelmError(
      `chart ${text(release.chart)}: ${error.message}; check the chart name and repository configuration`,
    );
  }
}

/** What names a chart to helm. */
export function chartArguments(release: Fields): string[] {
  const repository = isFields(release.repositoryOpts) ? release.repositoryOpts : {};
  const flag = (name: string, value: string) => (value === "" ? [] : [name, value]);
  return [
    text(release.chart),
    ...flag("--version", text(release.version)),
    ...(release.devel === true && text(release.version) === "" ? ["--devel"] : []),
    ...flag("--repo", text(repository.repo)),
    ...flag("--ca-file", text(repository.caFile)),
    ...flag("--cert-file", text(repository.certFile)),
    ...flag("--key-file", text(repository.keyFile)),
  ];
}

/** A release is another one when its name or namespace is. */
const identity = [["name"], ["namespace"]];

/** Compares the inputs with the part of the last known release that the old inputs speak about. */
export async function diffRelease(_session: Session, input: DiffInput): Promise<DiffResult> {
  const state = withoutSecrets(input.olds);
  const olds = inputsOf(input.olds);
  const news = withoutSecrets(input.news);
  const current = prune(state, { ...news, ...olds });
  const changes = new Map<string, Difference>(
    [...differences(current, news, identity)].filter(
      ([path]) => !input.ignoreChanges.some((ignored) => covers(ignored, path)),
    ),
  );
  const replaces = [...changes].filter(([, change]) => change.replace).map(([path]) => path);
  return { changes, replaces, deleteBeforeReplace: false };
}
