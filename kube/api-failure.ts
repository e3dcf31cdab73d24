import { withoutSecrets } from "../model/grammar/secrets.ts";
import { UserError } from "../model/problem.ts";

/** What was asked of an API server, in the words of Kubernetes' access rules. */
export interface Asked {
  readonly verb: "get" | "list" | "create" | "patch";
  /** `stages.kargo.akuity.io` */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** An API server's refusal, told so that the person at the terminal knows what to do. */
export class ApiFailure extends UserError {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The server's own sentence. */
  readonly serverMessage: string;

  constructor(text: string, status: number, serverMessage: string) {
    super(withoutSecrets(text));
    this.status = status;
    this.serverMessage = serverMessage;
  }
}

/** Nobody could say who we are, so the server was not asked. */
export class LoginFailure extends ApiFailure {
  /** @param why in the words of the program or file that the kubeconfig takes the login from */
  constructor(cluster: string, why: string) {
    super(
      `the credentials for ${cluster} can't be had: ${why}. Log in again, or name another with --context or --kubeconfig`,
      0,
      withoutSecrets(why),
    );
  }
}

/** @param cluster how the cluster is named in messages */
export function refused(cluster: string, asked: Asked, status: number, body: string): ApiFailure {
  const message = statusMessage(body);
  const place = asked.namespace === undefined ? "in all namespaces" : `in namespace ${asked.namespace}`;
  const what = `${asked.verb} ${asked.resource}${asked.name === undefined ? "" : ` "${asked.name}"`} ${place}`;
  const text = () => {
    if (status === 401)
      return `${cluster} doesn't accept the credentials (401). Log in again, or name another with --context or --kubeconfig`;
    const [, guard] = /^.* denied request: (.*)$/s.exec(message) ?? [];
    // the right isn't what is missing
    if (status === 403 && guard !== undefined) return `${cluster} refuses to ${what}: ${guard}`;
    if (status === 403)
      return `you may not ${what} on ${cluster} (403). The server says: ${message}. Ask whoever runs the cluster for the verb "${asked.verb}" on ${asked.resource}${asked.namespace === undefined ? ", or name a Project" : ""}`;
    if (status === 404 && (asked.verb === "list" || asked.verb === "create")) return notServed(cluster, asked.resource);
    return `${cluster} answered ${status} to ${what}: ${message}`;
  };
  return new ApiFailure(text(), status, message);
}

function notServed(cluster: string, resource: string): string {
  const part = resource.endsWith("kargo.akuity.io")
    ? "Kargo"
    : resource.startsWith("analysis")
      ? "Argo Rollouts"
      : "Argo CD";
  return `${cluster} doesn't know ${resource}: ${part} isn't installed there, or its CRDs are missing. Install it, or name another cluster with --context or --kubeconfig`;
}

/** No answer at all. */
export function unreachable(cluster: string, error: unknown): ApiFailure {
  const { code, message } = error as NodeJS.ErrnoException;
  const words = reasons[code ?? ""] ?? (certificate.test(code ?? "") ? untrusted : undefined);
  const why = words ?? `${message}`.split("\n")[0] ?? "no answer";
  const fix =
    why === untrusted
      ? "Mend certificate-authority-data in the kubeconfig"
      : "Is it running, and is this machine's network up";
  return new ApiFailure(
    `${cluster} can't be reached: ${why}${code === undefined ? "" : ` (${code})`}. ${fix}; or name another with --context or --kubeconfig`,
    0,
    why,
  );
}

const untrusted = "its certificate isn't one that the kubeconfig trusts";
const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "its host name isn't known",
  EAI_AGAIN: "its host name can't be looked up now",
  ETIMEDOUT: "no answer in time",
  EHOSTUNREACH: "there is no way to the host",
  ENETUNREACH: "there is no way to the network",
  ECONNRESET: "it hung up",
};

function statusMessage(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: string };
    return (message ?? "no reason given").replace(/\.$/, "");
  } catch {
    return body.split("\n")[0]?.slice(0, 300) || "no reason given";
  }
}
