import type { Cluster } from "../../../kube/cluster.ts";
import { type Fields, fields } from "../../../model/manifests/reading.ts";
import { type Finding, findingsOf } from "../finding.ts";
import { answered, mapsIn, text } from "../reading.ts";

/** What keeps the API server itself from letting go, whatever controllers do. */
export interface Blockers {
  /** Webhooks that have to answer and have nobody who could. */
  readonly webhooks: readonly {
    /** `validatingwebhookconfiguration`, as kubectl takes it. */
    readonly resource: string;
    readonly configuration: string;
    readonly webhook: string;
    /** `namespace/name` of its Service. */
    readonly service: string;
  }[];
  /** Groups of the API that another server should answer for, and doesn't. */
  readonly apiServices: readonly { readonly name: string; readonly why: string; readonly service: string }[];
}

const admission = "apis/admissionregistration.k8s.io/v1";

/** What may not be read is left out. */
export async function blockers(cluster: Cluster): Promise<Blockers> {
  const list = async (path: string): Promise<readonly Fields[]> => {
    const { status, body } = await cluster.look(path);
    return status === 200 ? mapsIn(answered(body)["items"]) : [];
  };
  const [validating, mutating, services] = await Promise.all([
    list(`${admission}/validatingwebhookconfigurations`),
    list(`${admission}/mutatingwebhookconfigurations`),
    list("apis/apiregistration.k8s.io/v1/apiservices"),
  ]);
  const asked = [
    ...validating.flatMap((each) => webhooksOf("validatingwebhookconfiguration", each)),
    ...mutating.flatMap((each) => webhooksOf("mutatingwebhookconfiguration", each)),
  ];
  const dead = new Map<string, boolean>();
  for (const service of new Set(asked.map((each) => each.service))) dead.set(service, await isDead(cluster, service));
  return {
    webhooks: asked.filter(({ service }) => dead.get(service)),
    apiServices: services.flatMap((each) => {
      const available = mapsIn(fields(each["status"])["conditions"]).find(({ type }) => type === "Available");
      if (available?.["status"] !== "False") return [];
      const { namespace, name } = fields(fields(each["spec"])["service"]);
      const why = text(available["message"]) || text(available["reason"]);
      return [{ name: nameOf(each), why, service: `${text(namespace)}/${text(name)}` }];
    }),
  };
}

function webhooksOf(resource: string, configuration: Fields) {
  return mapsIn(configuration["webhooks"]).flatMap((webhook) => {
    const { namespace, name } = fields(fields(webhook["clientConfig"])["service"]);
    if (webhook["failurePolicy"] === "Ignore" || typeof name !== "string") return [];
    const service = `${text(namespace)}/${name}`;
    return [{ resource, configuration: nameOf(configuration), webhook: text(webhook["name"]), service }];
  });
}

/** Only what was read counts: where EndpointSlices may not be listed, the Service is taken to be well. */
async function isDead(cluster: Cluster, service: string): Promise<boolean> {
  const [namespace = "", name = ""] = service.split("/");
  const selector = encodeURIComponent(`kubernetes.io/service-name=${name}`);
  const path = `apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=${selector}`;
  const { status, body } = await cluster.look(path);
  if (status !== 200) return false;
  const endpoints = mapsIn(answered(body)["items"]).flatMap((slice) => mapsIn(slice["endpoints"]));
  return endpoints.every((endpoint) => fields(endpoint["conditions"])["ready"] === false);
}

function nameOf(object: Fields): string {
  return text(fields(object["metadata"])["name"]);
}

/** One finding for each configuration and APIService: their commands work on these as a whole. */
export function judgeBlockers({ webhooks, apiServices }: Blockers): Finding[] {
  const { warning } = findingsOf("namespaces");
  const configurations = Map.groupBy(webhooks, ({ resource, configuration }) => `${resource} ${configuration}`);
  return [
    ...[...configurations].map(([configuration, own]) => {
      const services = [...new Set(own.map(({ service }) => service))];
      const message = `${configuration} has everything refused that it is asked about, deletions and finalizers too: Service ${services.join(", ")} has no endpoint, and failurePolicy is Fail`;
      const look = services.map((service) => `kubectl get pods -n ${service.split("/")[0]}`).join("; ");
      const fix = `Bring its Pods back: ${look}. Only where it is gone for good: kubectl delete ${configuration} (nothing is checked by it then)`;
      return warning("webhook-without-server", message, fix);
    }),
    ...apiServices.map(({ name, why, service }) => {
      const message = `APIService ${name} doesn't answer, and no namespace goes until it does: ${why}`;
      const fix = `Bring Service ${service} back. Only where it is gone for good: kubectl delete apiservice ${name}`;
      return warning("apiservice-unavailable", message, fix);
    }),
  ];
}
