/** What decides how an app's delivery workflow looks. Plain values; `deliverySettings` takes most of them from a pipeline. */
export interface DeliverySettings {
  readonly app: string;
  /** The repository at GitHub whose pushes are delivered, `acme/goserver`; the workflow does nothing in a fork of it. */
  readonly repository: string;
  /** The branch whose commits are delivered. */
  readonly branch: string;
  /** Folder of the app from the repository's root, with the Dockerfile; `.` when the app is the whole repository. */
  readonly folder: string;
  /** Repository of the images, with registry: `docker.io/acme/goserver`. */
  readonly image: string;
  /** A Go module stands in the folder: it is vetted, and tested with the race detector. */
  readonly go: boolean;
  /** The app's own test commands, each one line of bash, run in its folder after Go's. */
  readonly test: readonly string[];
  /** `<os>/<arch>`, as Docker spells it. */
  readonly platforms: readonly string[];
  /** Platforms other than the runner's are emulated; not needed where the Dockerfile cross-compiles. */
  readonly emulate: boolean;
  /**
   * Of a repository with several apps: what goes into this one's image, as paths from the root. A push that changes none
   * of them delivers nothing, and an image's tag is the newest commit that changed one.
   */
  readonly paths: readonly string[];
  /** GitHub environment that holds the registry's token. */
  readonly environment: string;
  /** Signed provenance in GitHub's and the registry's records. Private repositories need Enterprise Cloud for it. */
  readonly attest: boolean;
  /** Who writes the new image into the manifests: Kargo, which finds it in the registry, or a job of the workflow. */
  readonly manifests: "kargo" | ManifestJob;
}

/** The job that commits the new image to the branch, for a Warehouse that subscribes to Git only. */
export interface ManifestJob {
  /** Folder of the kustomization that the image is set in, from the repository's root. */
  readonly folder: string;
  /** The image's name in the manifests. */
  readonly placeholder: string;
  /** Whether a rule protects the branch from pushes. */
  readonly protectedBranch: boolean;
  /** Whether a GitHub App that may push there lends its token; else the workflow's own is used. */
  readonly appToken: boolean;
}

/** Names of what the workflow reads from GitHub's settings; whoever makes them there has to use these. */
export const names = {
  /** Environment that holds the registry's token. */
  environment: "release",
  appClientId: "MANIFEST_APP_CLIENT_ID",
  appPrivateKey: "MANIFEST_APP_PRIVATE_KEY",
} as const;

export interface RegistryLogin {
  /** Registry for `docker login`; undefined for Docker Hub. */
  readonly registry?: string;
  /** Variable of the environment that holds the user's name; undefined where GitHub's own login is used. */
  readonly userVariable?: string;
  /** Secret of the environment that holds the token; undefined where GitHub's own login is used. */
  readonly tokenSecret?: string;
}

/** How the workflow logs in to the registry of an image repository. */
export function registryLogin(image: string): RegistryLogin {
  const host = registryOf(image);
  if (host === "docker.io") return { userVariable: "DOCKERHUB_USERNAME", tokenSecret: "DOCKERHUB_TOKEN" };
  if (host === "ghcr.io") return { registry: host };
  return { registry: host, userVariable: "REGISTRY_USERNAME", tokenSecret: "REGISTRY_TOKEN" };
}

/** `acme/goserver` → `docker.io/acme/goserver`, since attestations name the registry; other names stay. */
export function fullImageName(image: string): string {
  return `${registryOf(image)}/${hasHost(image) ? image.slice(image.indexOf("/") + 1) : image}`;
}

function registryOf(image: string): string {
  const host = hasHost(image) ? image.slice(0, image.indexOf("/")) : "docker.io";
  return host === "index.docker.io" ? "docker.io" : host;
}

/** As Docker decides it: a first part with a dot or a port, or `localhost`. */
function hasHost(image: string): boolean {
  return /^(?:[^/]*[.:][^/]*|localhost)\//.test(image);
}
