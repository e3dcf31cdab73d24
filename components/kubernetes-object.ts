import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { KubeObject } from "../model/object.ts";

/** What every child of a component needs to know: who its parent is, which provider serves it, what comes before it. */
export type ObjectOptions = pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource };

/**
 * Registers a compiled object under the type that the Kubernetes provider gives its kind: built-in kinds have types of
 * their own (`kubernetes:core/v1:Namespace`), everything else is `kubernetes:<apiVersion>:<kind>`.
 *
 * @param name logical name; part of the URN, so a changed name is a replaced object.
 * @throws Error for a built-in kind that no component declares yet: as a custom resource it would get a wrong type.
 */
export function kubernetesObject(name: string, object: KubeObject, options: ObjectOptions): pulumi.CustomResource {
  if (object.apiVersion.includes(".")) {
    return new k8s.apiextensions.CustomResource(name, sdkArgs<k8s.apiextensions.CustomResourceArgs>(object), options);
  }
  if (object.apiVersion === "v1" && object.kind === "Namespace") {
    return new k8s.core.v1.Namespace(name, sdkArgs<k8s.core.v1.NamespaceArgs>(object), options);
  }
  if (object.apiVersion === "v1" && object.kind === "ConfigMap") {
    return new k8s.core.v1.ConfigMap(name, sdkArgs<k8s.core.v1.ConfigMapArgs>(object), options);
  }
  if (object.apiVersion === "v1" && object.kind === "ServiceAccount") {
    return new k8s.core.v1.ServiceAccount(name, sdkArgs<k8s.core.v1.ServiceAccountArgs>(object), options);
  }
  if (object.apiVersion === "v1" && object.kind === "Service") {
    return new k8s.core.v1.Service(name, sdkArgs<k8s.core.v1.ServiceArgs>(object), options);
  }
  if (object.apiVersion === "apps/v1" && object.kind === "StatefulSet") {
    return new k8s.apps.v1.StatefulSet(name, sdkArgs<k8s.apps.v1.StatefulSetArgs>(object), options);
  }
  throw new Error(`component "${name}": no Pulumi type known for ${object.apiVersion} ${object.kind}`);
}

/** The same object with one more annotation; an annotation of that key already there is kept. */
export function withAnnotation(object: KubeObject, key: string, value: string): KubeObject {
  const annotations = { [key]: value, ...object.metadata.annotations };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

// The SDK types ask for mutable arrays and maps although nothing writes to them; the model's objects are read-only.
function sdkArgs<Args>(object: KubeObject): Args {
  return structuredClone(object) as unknown as Args;
}
