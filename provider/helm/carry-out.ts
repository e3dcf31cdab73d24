import { text } from "../object.ts";
import type { CreateInput, CreateResult } from "../operations/create.ts";
import type { DeleteInput } from "../operations/delete.ts";
import type { UpdateInput } from "../operations/update.ts";
import { messageOf, ResourceNotReadyError } from "../resource-error.ts";
import { withoutSecrets } from "../secrets.ts";
import { requireCluster, type Session } from "../session.ts";
import { type Fields, isFields } from "../value.ts";
import { clusterFlags, helm } from "./helm.ts";
import { chartArguments } from "./plan.ts";
import { flags, inputsOf, releaseId } from "./release.ts";
import { previewedState, releaseState } from "./release-state.ts";
import { storedRelease } from "./stored-release.ts";

/**
 * `helm install`. A release that failed and was not taken back is there, and kept: the next update upgrades it.
 *
 * @throws Error, or ResourceNotReadyError when the release exists and failed
 */
export async function createRelease(session: Session, input: CreateInput): Promise<CreateResult> {
  if (input.preview) return { id: "", state: previewedState(input.news) };
  const release = withoutSecrets(input.news);
  const failed = "was created, but failed to initialize completely";
  return { id: releaseId(release), state: await carryOut(session, "install", input.news, release, failed) };
}

/**
 * `helm upgrade` with the whole of the new values.
 *
 * @throws Error, or ResourceNotReadyError: the old release stands, and the new inputs are tried again by the next update
 */
export async function updateRelease(session: Session, input: UpdateInput): Promise<Fields> {
  if (input.preview) return previewedState(input.news);
  const release = withoutSecrets(input.news);
  return carryOut(session, "upgrade", input.news, release, "failed to initialize completely");
}

async function carryOut(
  session: Session,
  command: "install" | "upgrade",
  news: Fields,
  release: Fields,
  failed: string,
): Promise<Fields> {
  const cluster = requireCluster(session);
  const where = [text(release.namespace), text(release.name)] as const;
  const seconds = typeof release.timeout === "number" ? release.timeout : 300;
  const args = [
    command,
    text(release.name),
    ...chartArguments(release),
    ...["--namespace", text(release.namespace)],
    ...clusterFlags(session.options),
    ...["--timeout", `${seconds}s`, "--values", "-"],
    ...(release.skipAwait === true ? [] : ["--wait"]),
    ...(release.skipAwait !== true && release.waitForJobs === true ? ["--wait-for-jobs"] : []),
    ...(text(release.description) === "" ? [] : ["--description", text(release.description)]),
    // The real plugin keeps every revision when nobody says how many; the command line would keep ten.
    ...(command === "upgrade" ? ["--history-max", String(release.maxHistory ?? 0)] : []),
    ...Object.entries(flags).flatMap(([key, by]) => (release[key] === true ? (by[command] ?? []) : [])),
  ];
  const before = command === "install" ? await storedRelease(cluster, ...where) : undefined;
  try {
    const values = isFields(release.values) ? release.values : {};
    await helm(session, args, { input: JSON.stringify(values), seconds });
  } catch (error) {
    // The cause matters more than what a look at the leftovers says against it.
    const left = await storedRelease(cluster, ...where).catch(() => undefined);
    // A release that stood there before is somebody else's: as part of the state, a destroy would uninstall it.
    if (left === undefined || left.revision === before?.revision) throw error;
    throw new ResourceNotReadyError(
      `Helm release "${releaseId(release)}" ${failed}: ${messageOf(error)}. It is ${left.status} now, revision ${left.revision}`,
      releaseId(release),
      await releaseState(news, release, left),
    );
  }
  const stored = await storedRelease(cluster, ...where);
  if (stored === undefined) throw new Error(`Helm release "${releaseId(release)}" is gone right after helm ${command}`);
  return releaseState(news, release, stored);
}

/** `helm uninstall`, waiting for the objects to go where their coming was waited for. A release that is gone is a success. */
export async function removeRelease(session: Session, input: DeleteInput): Promise<void> {
  requireCluster(session);
  const release = inputsOf(input.state);
  const seconds = typeof release.timeout === "number" ? release.timeout : 300;
  const waits = release.atomic === true || release.skipAwait !== true;
  await helm(
    session,
    [
      "uninstall",
      text(release.name),
      ...["--namespace", text(release.namespace), "--ignore-not-found", "--timeout", `${seconds}s`],
      ...clusterFlags(session.options),
      ...(waits ? ["--wait"] : []),
    ],
    { seconds },
  );
}
