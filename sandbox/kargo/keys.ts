// Keys that Kargo v1.11.2 reads and writes (api/v1alpha1/{labels,annotations,event}.go).

export const aliasLabel = "kargo.akuity.io/alias";
export const credentialLabel = "kargo.akuity.io/cred-type";
/** Label and annotation of a Promotion and an AnalysisRun. */
export const stageKey = "kargo.akuity.io/stage";
export const freightCollectionLabel = "kargo.akuity.io/freight-collection";
export const shardLabel = "kargo.akuity.io/shard";
export const createActorAnnotation = "kargo.akuity.io/create-actor";
export const holdAnnotation = "kargo.akuity.io/auto-promotion-hold";
export const resumeAnnotation = "kargo.akuity.io/auto-promotion-resume";
export const refreshAnnotation = "kargo.akuity.io/refresh";
export const reverifyAnnotation = "kargo.akuity.io/reverify";
export const abortAnnotation = "kargo.akuity.io/abort";
export const promotionAnnotation = "kargo.akuity.io/promotion";
export const argocdContextAnnotation = "kargo.akuity.io/argocd-context";

/** In front of a Kubernetes user's name where Kargo writes down who did something. */
export const kubernetesActor = "kubernetes:";
/** In front of a controller's name, likewise. */
export const controllerActor = "controller:";

/** Where Kargo is installed. */
export const kargoNamespace = "kargo";
/** Credentials in it serve every Project. */
export const sharedResourcesNamespace = "kargo-shared-resources";
