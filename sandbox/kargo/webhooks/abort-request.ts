import { abortAnnotation, kubernetesActor } from "../keys.ts";
import { isControlPlane } from "./identity.ts";
import type { AdmissionRequest } from "./review.ts";

type Annotations = Readonly<Record<string, string>>;

/** A wish written as an annotation: its word (an action, or a verification's id), or JSON with who wished it. */
export interface Wish {
  readonly actor?: string;
  readonly controlPlane?: boolean;
  readonly action?: string;
  readonly id?: string;
}

/**
 * Reads the annotation `abort` of a Promotion (`action`), or `abort` and `reverify` of a Stage (`id`); undefined when it
 * says nothing. Source: kargo v1.11.2, pkg/api/annotations.go.
 */
export function readWish(annotations: Annotations | undefined, key: string, word: "action" | "id"): Wish | undefined {
  const text = annotations?.[key];
  if (text === undefined) return undefined;
  let wish: Wish;
  try {
    wish = JSON.parse(text) as Wish;
    if (typeof wish !== "object" || wish === null) return undefined;
  } catch {
    wish = { [word]: text };
  }
  return wish[word] ? wish : undefined;
}

/** Writes into a new or changed wish who it is from, so that nobody can speak for somebody else. */
export function withActor(
  annotations: Annotations,
  old: Annotations | undefined,
  { request, key = abortAnnotation, word }: { request: AdmissionRequest; key?: string; word: "action" | "id" },
): Annotations {
  const wish = readWish(annotations, key, word);
  if (!wish) return annotations;
  const before = readWish(old, key, word);
  const same = (name: keyof Wish) => (before?.[name] || undefined) === (wish[name] || undefined);
  if (before && same(word) && same("actor") && same("controlPlane")) return annotations;
  const controlPlane = isControlPlane(request);
  const actor = controlPlane ? wish.actor : `${kubernetesActor}${request.userInfo.username}`;
  const text = JSON.stringify({ [word]: wish[word], ...(actor && { actor }), ...(controlPlane && { controlPlane }) });
  return { ...annotations, [key]: text };
}
