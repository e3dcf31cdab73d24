import { annotation, apiVersionOf, at, kindOf, text } from "../object.ts";
import { type Fields, isFields } from "../value.ts";
import { type Condition, observed, parseWaitFor, statusCondition } from "./condition.ts";

/**
 * What to wait for after a create or an update. `pulumi.com/skipAwait: "true"` beats `pulumi.com/waitFor`, which beats
 * the kind's own rule. Custom resources, and the kinds that are ready once stored, wait for nothing.
 * @throws Error when `pulumi.com/waitFor` cannot be read
 */
export function readyConditions(inputs: Fields): readonly Condition[] {
  if (annotation(inputs, "pulumi.com/skipAwait") === "true") return [];
  const waitFor = annotation(inputs, "pulumi.com/waitFor");
  if (waitFor !== "") return parseWaitFor(waitFor);
  switch (`${apiVersionOf(inputs)}/${kindOf(inputs)}`) {
    case "v1/Namespace":
      return [namespaceActive];
    case "apps/v1/Deployment":
      return [rolledOut, statusCondition("Available")];
    case "v1/Service":
      return [loadBalancer];
    case "v1/Secret":
      return inputs.type === "kubernetes.io/service-account-token" ? [tokenFilledIn] : [];
    default:
      return [];
  }
}

const namespaceActive: Condition = {
  text: "the namespace to be Active",
  check: (live) => {
    const phase = text(at(live, "status", "phase"));
    return { done: phase === "Active", found: `found phase "${phase}"` };
  },
};

/** The controller of ServiceAccounts' tokens writes into it; as a fact, never its value. */
const tokenFilledIn: Condition = {
  text: "the token to be filled in",
  check: (live) => ({ done: at(live, "data", "token") !== undefined, found: "no token yet" }),
};

/** Every replica is of the newest template and available, as `kubectl rollout status` decides. */
const rolledOut: Condition = {
  text: "the rollout to finish",
  check: (live) => {
    if (!observed(live, undefined) || at(live, "status", "observedGeneration") === undefined)
      return { done: false, found: "the controller has not seen the latest change" };
    const conditions = at(live, "status", "conditions");
    const late = (Array.isArray(conditions) ? conditions : [])
      .filter(isFields)
      .find((item) => item.type === "Progressing" && item.reason === "ProgressDeadlineExceeded");
    if (late !== undefined) throw new Error(`the rollout does not progress: ${text(late.message)}`);
    const count = (key: string) => Number(at(live, "status", key) ?? 0);
    const wanted = Number(at(live, "spec", "replicas") ?? 1);
    const done =
      count("updatedReplicas") >= wanted &&
      count("replicas") <= count("updatedReplicas") &&
      count("availableReplicas") >= wanted;
    return {
      done,
      found: `${count("updatedReplicas")} updated and ${count("availableReplicas")} available of ${wanted}`,
    };
  },
};

const loadBalancer: Condition = {
  text: "the load balancer's address",
  check: (live) => {
    if (at(live, "spec", "type") !== "LoadBalancer") return { done: true, found: "" };
    const ingress = at(live, "status", "loadBalancer", "ingress");
    return { done: Array.isArray(ingress) && ingress.length > 0, found: "no address yet" };
  },
};
