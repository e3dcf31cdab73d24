import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

export interface FirstImageArgs {
  /** Repository with registry: `docker.io/acme/goserver`. */
  readonly image: string;
  /** The commit that is built, and the image's tag. */
  readonly tag: string;
  /** Folder with the Dockerfile. */
  readonly context: string;
  readonly platform: string;
  /** Who pushes. */
  readonly login?: { readonly username: string; readonly password: string };
}

/**
 * Builds and pushes an app's first image, so that its Warehouse finds something on the first day. Once: what comes later
 * comes from CI, so neither another commit nor another password makes it build again, and the image stays on destroy.
 */
export function firstImage(name: string, args: FirstImageArgs, options: pulumi.CustomResourceOptions): docker.Image {
  const { image, tag, context, platform, login } = args;
  const server = image.slice(0, image.indexOf("/"));
  const registry =
    login === undefined
      ? {}
      : { registry: { server, username: login.username, password: pulumi.secret(login.password) } };
  return new docker.Image(
    name,
    { imageName: `${image}:${tag}`, build: { context, dockerfile: `${context}/Dockerfile`, platform }, ...registry },
    { ...options, ignoreChanges: ["imageName", "build", "registry"], retainOnDelete: true },
  );
}
