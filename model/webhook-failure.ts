/** An admission webhook that didn't answer, as an API server tells it. */
export interface WebhookFailure {
  /** The webhook's own name: `project.kargo.akuity.io`. */
  readonly webhook: string;
  /** Why there was no answer: `connect: connection refused`, `x509: certificate signed by unknown authority`, … */
  readonly reason: string;
  /** The Service that it stands behind; undefined where its configuration names an address. */
  readonly service?: { readonly name: string; readonly namespace: string };
}

/**
 * Reads an API server's message about a webhook that couldn't be asked. Undefined for every other message, a webhook's
 * own refusal (`denied the request`) among them: that is an answer, and asking again brings the same.
 *
 * Wording: k8s.io/apiserver, pkg/admission/plugin/webhook/errors (ErrCallingWebhook) and the mutating dispatcher.
 */
export function webhookFailure(message: string): WebhookFailure | undefined {
  const found = /failed calling webhook "([^"]+)": ([\s\S]*)/.exec(message);
  if (found === null) return undefined;
  const [, webhook = "", rest = ""] = found;
  const [first = ""] = rest.split("\n");
  const reason = first
    .replace(/^failed to call webhook: /, "")
    .replace(/^(Post|Get) "[^"]*": /, "")
    .trim();
  const [, name, namespace] = /"https:\/\/([^./"]+)\.([^./"]+)\.svc[:/]/.exec(rest) ?? [];
  return { webhook, reason, ...(name !== undefined && namespace !== undefined && { service: { name, namespace } }) };
}

/** What to say of a webhook that was waited for in vain. */
export function gaveUpText({ webhook, reason, service }: WebhookFailure, tries: number): string {
  const where =
    service === undefined
      ? "See what serves it"
      : `See what serves it: kubectl --namespace ${service.namespace} get pods,services,endpointslices (Service ${service.name})`;
  return (
    `waited for the admission webhook ${webhook}, which didn't answer in ${tries} tries: ${reason}. ${where}. ` +
    `Nothing is half done: once it answers, the same run goes on from here.`
  );
}
