import * as k8s from "@pulumi/kubernetes";
import { podSecurityVersion } from "../../model/compile/namespace.ts";
import type { ObjectOptions } from "../kubernetes-object.ts";

/**
 * A part's namespace, made before its release, so that Secrets can stand in it first. Every container of the charts passes
 * the Pod Security Standard `restricted` with the values that Slipway sets, and so would whatever is put beside them.
 *
 * @param resource beginning of the resource's name; in several clusters of one stack there may be the same namespace
 * @param standard what its Pods are held to
 */
export function platformNamespace(
  name: string,
  options: ObjectOptions,
  resource = name,
  standard: "restricted" | "baseline" = "restricted",
): k8s.core.v1.Namespace {
  const labels = {
    "pod-security.kubernetes.io/enforce": standard,
    "pod-security.kubernetes.io/enforce-version": podSecurityVersion,
  };
  return new k8s.core.v1.Namespace(`${resource}-namespace`, { metadata: { name, labels } }, options);
}
