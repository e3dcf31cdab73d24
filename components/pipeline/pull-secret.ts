import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { dockerConfig, type ImageLogins, pullSecretName } from "../../model/source/image-logins.ts";
import type { ObjectOptions } from "../kubernetes-object.ts";

/**
 * The Secret by which the nodes pull an app's images, in the namespace of the app; its manifests name it in
 * `imagePullSecrets`. None when no login is for any of the images.
 */
export function pullSecret(
  name: string,
  namespace: string,
  images: readonly string[],
  logins: ImageLogins,
  options: ObjectOptions,
): k8s.core.v1.Secret | undefined {
  const config = dockerConfig(images, logins);
  if (config === undefined) return undefined;
  const data = pulumi.secret({ ".dockerconfigjson": Buffer.from(JSON.stringify(config)).toString("base64") });
  const metadata = { name: pullSecretName, namespace };
  return new k8s.core.v1.Secret(name, { metadata, type: "kubernetes.io/dockerconfigjson", data }, options);
}
