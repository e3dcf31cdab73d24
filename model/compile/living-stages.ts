import { environmentLabel } from "../keys.ts";
import type { KubeObject } from "../object.ts";
import type { Guards } from "../rules/guards.ts";
import { isOneOf } from "../rules/identities.ts";
import { celText } from "../rules/protection.ts";
import type { Compiled } from "./compiled.ts";
import { guardSettings } from "./guard-settings.ts";
import { appLabels } from "./labels.ts";

/**
 * Refuses the deletion of a Project, or of its namespace, while a Stage lives in it, whoever asks for it: `slipway down`
 * says so by itself, a plain `pulumi destroy` of the delivery stack and kubectl don't. Each Stage is a parameter of the
 * policy, and what is asked of each is never true; without Stages nothing is asked.
 *
 * What is going already is let go. So is what Kargo's controllers delete: they only end what somebody was let begin, the
 * namespace after its Project and the Project after its namespace.
 *
 * Failures are ignored: where the API server can't tell Stages (for up to half a minute after their CRD was new to it) it
 * would refuse every deletion, without a word of what to do. Sources: policySource and CollectParams in k8s.io/apiserver,
 * pkg/admission/plugin/policy/generic; Kargo, pkg/controller/management/projects and namespaces.
 */
export function livingStages(compiled: Compiled, guards: Guards): KubeObject[] {
  const { app, project } = compiled;
  const { controllers } = guardSettings([compiled], guards);
  const metadata = { name: `slipway.${app}.living-stages`, labels: appLabels(app) };
  return [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        failurePolicy: "Ignore",
        paramKind: { apiVersion: "kargo.akuity.io/v1alpha1", kind: "Stage" },
        matchConstraints: {
          matchPolicy: "Equivalent",
          resourceRules: [
            deletion("kargo.akuity.io", "v1alpha1", "projects", project),
            deletion("", "v1", "namespaces", project),
          ],
        },
        matchConditions: [
          { name: "not-being-deleted", expression: "!has(oldObject.metadata.deletionTimestamp)" },
          { name: "not-by-kargo", expression: `!(${isOneOf(controllers)})` },
        ],
        validations: [{ expression: "false", ...refusal(project), reason: "Forbidden" }],
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: {
        policyName: metadata.name,
        paramRef: { namespace: project, selector: {}, parameterNotFoundAction: "Allow" },
        validationActions: ["Deny", "Audit"],
      },
    },
  ];
}

function deletion(group: string, version: string, resource: string, name: string): object {
  return {
    apiGroups: [group],
    apiVersions: [version],
    operations: ["DELETE"],
    resources: [resource],
    resourceNames: [name],
    scope: "*",
  };
}

/** What the API server says of one Stage, and where the expression gives nothing. */
function refusal(project: string): { readonly message: string; readonly messageExpression: string } {
  const key = celText(environmentLabel);
  const environment = `params.metadata.labels[${key}]`;
  const stands = ` still stands in Kargo Project ${project} and would go with it. First: `;
  const orAll = ", or without any name to destroy all stacks in order";
  const ofStack = [
    celText("slipway down "),
    environment,
    celText(`${orAll} (where only this app has left the definition: slipway up `),
    environment,
    celText(")"),
  ].join(" + ");
  const byHand = [
    celText("kubectl delete stages.kargo.akuity.io "),
    "params.metadata.name",
    celText(` -n ${project}`),
  ].join(" + ");
  return {
    message: `A Stage${stands}slipway down ENVIRONMENT${orAll}`,
    messageExpression:
      `${celText("Stage ")} + params.metadata.name + ${celText(stands)} + ` +
      `(has(params.metadata.labels) && ${key} in params.metadata.labels ? ${ofStack} : ${byHand})`,
  };
}
