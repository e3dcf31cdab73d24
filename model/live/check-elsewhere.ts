import { inOrder, type ManifestFinding } from "../manifests/finding.ts";
import { compareAll } from "./check-live.ts";
import type { Definition, WantedObject } from "./definition.ts";
import { wantedThere } from "./definition.ts";
import { endedExceptions } from "./guards.ts";
import type { LiveObject } from "./live-object.ts";
import type { LiveCheck, Unread } from "./live-project.ts";

/** A cluster beside Kargo's own, as it was read. */
export interface Elsewhere {
  /** Its name in `slipway:clusters`. */
  readonly at: string;
  readonly definition: Definition;
  /** What stacks register of guards there. */
  readonly wantedGuards: readonly WantedObject[];
  /** Policies and bindings of the whole cluster. */
  readonly guards: readonly LiveObject[];
  readonly unread: readonly Unread[];
}

/**
 * What a Project has in a cluster beside Kargo's own, against its definition: Applications, AppProjects and namespaces where
 * the cluster has an Argo CD of its own, and guards. Sorted by object.
 */
export function checkElsewhere(check: Omit<LiveCheck, "definition">, there: Elsewhere): ManifestFinding[] {
  const { at, definition, wantedGuards, guards, unread } = there;
  const { compiled } = definition;
  const registered = { app: compiled.app, objects: wantedThere(compiled, at), guards: wantedGuards };
  return inOrder([...compareAll(registered, check, guards, unread), ...endedExceptions(check, guards)]);
}
