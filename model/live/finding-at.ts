import { type ManifestFinding, type ObjectFinding, pathText, withoutSecrets } from "../manifests/finding.ts";
import type { ManifestObject } from "../manifests/object.ts";
import { type LiveObject, placeOf } from "./live-object.ts";
import { writtenBy } from "./writers.ts";

/** A finding about an object of a cluster, where no file has a line. */
export function findingAt(
  cluster: string,
  place: string,
  { path, within: _, severity, message, ...rest }: ObjectFinding,
): ManifestFinding {
  return withoutSecrets({
    ...rest,
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}`,
    severity: severity ?? "error",
    file: cluster,
    line: 0,
    column: 0,
    path: [place, pathText(path)].filter((part) => part !== "").join(" "),
  });
}

/**
 * A live object for checks that read manifests. Its findings say who wrote the value, as far as the API server knows.
 *
 * @param cluster how the cluster is named in messages
 */
export function liveManifest(object: LiveObject, cluster: string): ManifestObject {
  const { apiVersion, kind, metadata } = object;
  return {
    file: cluster,
    apiVersion,
    kind,
    name: metadata.name,
    namespace: metadata.namespace,
    value: object,
    at: (finding) => findingAt(cluster, placeOf(object), { ...finding, ...withWriter(object, finding) }),
  };
}

function withWriter(object: LiveObject, { path, got }: ObjectFinding): { got?: string } {
  const writer = writtenBy(object, path);
  if (writer === undefined) return {};
  return { got: got === undefined ? writer : `${got}, ${writer}` };
}
