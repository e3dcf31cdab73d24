/** Keys of labels and annotations that more than one room uses. */

/** On everything of a protected environment, so that guards can tell it without its name. */
export const protectedLabel = "slipway.dev/protected";
/** On a Project and its namespace when any of its Stages is protected: whoever deletes them deletes those Stages too. */
export const holdsProtectedLabel = "slipway.dev/holds-protected";
/** The environment an object belongs to. */
export const environmentLabel = "slipway.dev/environment";
/** The app an object belongs to. */
export const appLabel = "slipway.dev/app";
/** By it Kargo adopts a namespace as its Project's own. */
export const projectNamespaceLabel = "kargo.akuity.io/project";
/** An Application's consent to be synced by one Stage, `<project>:<stage>`. */
export const authorizedStageAnnotation = "kargo.akuity.io/authorized-stage";
/** Why a person goes past a guard in an emergency, written by them on the object; a new one for every write. */
export const overrideAnnotation = "slipway.dev/override";
/** Who made an object through Kargo's UI or CLI, as Kargo writes it. */
export const createActorAnnotation = "kargo.akuity.io/create-actor";
/** Why somebody promotes what asks for a reason (G35), written by them on the Promotion; `slipway promote --reason`. */
export const reasonAnnotation = "slipway.dev/reason";
