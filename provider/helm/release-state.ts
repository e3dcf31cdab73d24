import { text } from "../object.ts";
import type { ReadInput, ReadResult } from "../operations/read.ts";
import { markSecrets, withoutSecrets } from "../secrets.ts";
import { requireCluster, type Session } from "../session.ts";
import { type Fields, isFields, makeSecret, unknown, type Value } from "../value.ts";
import { inputsOf, normalizedRelease } from "./release.ts";
import { releaseOutputs, type StoredRelease, storedRelease } from "./stored-release.ts";

/**
 * The state of a release: its fields, what Helm stored of it, and its inputs, all secret, as `__inputs`. Rule:
 * checkpointRelease and setReleaseAttributes of pulumi-kubernetes' helm_release.go.
 *
 * @param source inputs as they came, whose secret marks are carried over
 */
export async function releaseState(source: Fields, release: Fields, stored: StoredRelease): Promise<Fields> {
  const values = merged(isFields(release.values) ? release.values : {}, stored.values);
  const state: Fields = { ...release, version: stored.version, values, ...(await releaseOutputs(release, stored)) };
  return { ...markSecrets(state, source), __inputs: makeSecret(markSecrets(release, source)) };
}

/** What a preview knows of a state. */
export function previewedState(news: Fields): Fields {
  return { ...news, __inputs: makeSecret(news), resourceNames: unknown, status: unknown };
}

/**
 * Looks a release up. Values that somebody changed by hand show as a difference at the next update; an import takes the
 * chart's name and the values for inputs.
 *
 * @returns undefined when there is no such release
 */
export async function readRelease(session: Session, input: ReadInput): Promise<ReadResult | undefined> {
  const cluster = requireCluster(session);
  const known = Object.keys(input.state).length > 0 ? inputsOf(input.state) : undefined;
  const [namespace = "", name = ""] =
    known === undefined ? splitId(input.id) : [text(known.namespace), text(known.name)];
  const stored = await storedRelease(cluster, namespace, name, session.signal);
  if (stored === undefined) return undefined;
  const { chart, version, values } = stored;
  const inputs = known ?? normalizedRelease({ name, namespace, chart, version, values }, session.defaultNamespace);
  const source = known === undefined ? inputs : input.inputs;
  return { state: await releaseState(source, inputs, stored), inputs: markSecrets(withoutSecrets(inputs), source) };
}

function splitId(id: string): string[] {
  const parts = id.split("/");
  if (parts.length !== 2) throw new Error(`cannot read a Helm release by the id "${id}": use namespace/name`);
  return parts;
}

/** Maps key by key, everything else replaced. */
function merged(below: Fields, above: Fields): Fields {
  const result: Fields = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under: Value | undefined = result[key];
    result[key] = isFields(under) && isFields(value) ? merged(under, value) : value;
  }
  return result;
}
