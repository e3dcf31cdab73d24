/** A failure that passes by itself, as an API server tells it: something has to answer, or to be gone, first. */
export interface PassingFailure {
  /** `the admission webhook project.kargo.akuity.io`, `Namespace kargo-cluster-secrets to be gone`. */
  readonly awaited: string;
  /** Why it isn't so yet: `connect: connection refused`, `it is being terminated`, … */
  readonly reason: string;
  /** What shows a human why it takes so long. */
  readonly look: string;
}

/**
 * Reads an API server's message about an object that it would take later. Undefined for every other message, a webhook's
 * own refusal (`denied the request`) among them: that is an answer, and asking again brings the same.
 *
 * @param again whether an earlier try failed: what that one had made may go while this one finds it
 */
export function passingFailure(message: string, again = false): PassingFailure | undefined {
  return webhookFailure(message) ?? namespaceGoing(message) ?? (again ? namespaceGone(message) : undefined);
}

/** Wording: k8s.io/apiserver, pkg/admission/plugin/webhook/errors (ErrCallingWebhook) and the mutating dispatcher. */
function webhookFailure(message: string): PassingFailure | undefined {
  const found = /failed calling webhook "([^"]+)": ([\s\S]*)/.exec(message);
  if (found === null) return undefined;
  const [, webhook = "", rest = ""] = found;
  const [first = ""] = rest.split("\n");
  const reason = first
    .replace(/^failed to call webhook: /, "")
    .replace(/^(Post|Get) "[^"]*": /, "")
    .trim();
  const [, service, namespace] = /"https:\/\/([^./"]+)\.([^./"]+)\.svc[:/]/.exec(rest) ?? [];
  const look =
    service === undefined
      ? "what serves it"
      : `what serves it: kubectl --namespace ${namespace} get pods,services,endpointslices (Service ${service})`;
  return { awaited: `the admission webhook ${webhook}`, reason, look };
}

/**
 * Helm takes back what a failed installation has made, and doesn't wait until a chart's namespaces are gone: the next
 * try may come too early.
 *
 * Wording: k8s.io/apiserver, pkg/admission/plugin/namespace/lifecycle.
 */
function namespaceGoing(message: string): PassingFailure | undefined {
  const [, namespace] =
    /unable to create new content in namespace (\S+) because it is being terminated/.exec(message) ?? [];
  if (namespace === undefined) return undefined;
  return {
    awaited: `Namespace ${namespace} to be gone`,
    reason: "it is being terminated",
    look: "what holds it: slipway doctor",
  };
}

function namespaceGone(message: string): PassingFailure | undefined {
  const [, namespace] = /namespaces "([^"]+)" not found/.exec(message) ?? [];
  if (namespace === undefined) return undefined;
  const reason = "it went with the try before";
  return { awaited: `Namespace ${namespace}`, reason, look: `whether it is there: kubectl get namespace ${namespace}` };
}

/** What to say of something that was waited for in vain. */
export function gaveUpText({ awaited, reason, look }: PassingFailure, tries: number): string {
  return (
    `waited for ${awaited} in ${tries} tries: ${reason}. See ${look}. ` +
    `Nothing is half done: afterwards the same run goes on from here.`
  );
}
