import { goNanoseconds } from "../../model/duration.ts";
import type { Node } from "../../model/expr/ast.ts";
import { evaluate, parsed } from "../../model/expr/evaluate.ts";
import { goQuoted } from "../../model/go-quoted.ts";
import type { HttpConfig } from "../../model/kinds/steps/http.gen.ts";
import { readBody, send, shownRequest } from "../files/http-request.ts";
import { reasonOf } from "../formats/extract.ts";
import { responseValue } from "../formats/http-response.ts";
import { type StepResult, type StepRunner, TerminalError } from "../step.ts";

const maxResponse = 2 << 20;
const requestTimeout = 10_000;
const defaultPollInterval = 30_000;

type Environment = Readonly<Record<string, unknown>>;

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/http_requester.go. */
export const http: StepRunner<HttpConfig> = {
  uses: "http",
  async run({ alias, outside, signal }, config): Promise<StepResult> {
    if (outside.http === undefined) {
      const request = shownRequest(config);
      outside.shown({ step: alias, uses: "http", ...request });
      return { status: "Succeeded", output: placeholders(config, request.what), message: `not sent: ${request.what}` };
    }
    const response = await send(outside.http, config, requestTimeout, signal);
    const environment = await environmentOf(response, config);
    const success = await criterion("success", config.successExpression, environment);
    const failure = await criterion("failure", config.failureExpression, environment);
    if (failure === true) throw await metFailure(response, config, environment);
    const undecided = success === undefined && failure === undefined;
    if (success === true || (undecided && response.ok)) {
      return { status: "Succeeded", output: await outputs(config, environment) };
    }
    if (undecided) return { status: "Failed" };
    const interval = config.pollInterval ? goNanoseconds(config.pollInterval) : undefined;
    return {
      status: "Running",
      retryAfter: interval === undefined ? defaultPollInterval : Number(interval / 1_000_000n),
    };
  },
};

/** Outputs of a request that wasn't sent: each says so where it is used. */
function placeholders({ outputs: wanted = [] }: HttpConfig, what: string): Record<string, string> {
  return Object.fromEntries(wanted.map(({ name }) => [name, `(${name}: unknown, ${what} was not sent)`]));
}

async function environmentOf(response: Response, config: HttpConfig): Promise<Environment> {
  const length = Number(response.headers.get("content-length") ?? 0);
  const failed = (reason: string) => new Error(`error building expression context from HTTP response: ${reason}`);
  if (length > maxResponse) throw failed(`response body size ${length} exceeds limit of ${maxResponse} bytes`);
  const tooLarge = () => failed(`reading response body: content exceeds limit of ${maxResponse} bytes`);
  const body = await readBody(response, maxResponse, tooLarge);
  try {
    return { response: responseValue(response, body, config.responseContentType ?? "") };
  } catch (error) {
    throw failed((error as Error).message);
  }
}

function compiled(text: string, what: string): Node {
  try {
    return parsed(text);
  } catch (error) {
    throw new TerminalError(`${what}: ${reasonOf(error)}`, { status: "Errored", cause: error });
  }
}

async function criterion(
  kind: "success" | "failure",
  text: string | undefined,
  variables: Environment,
): Promise<boolean | undefined> {
  if (!text) return undefined;
  const prefix = `error evaluating ${kind} criteria`;
  const node = compiled(text, `${prefix}: error compiling ${kind} expression ${goQuoted(text)}`);
  let value: unknown;
  try {
    value = await evaluate(node, { variables, functions: {} });
  } catch (error) {
    throw new Error(`${prefix}: error evaluating ${kind} expression ${goQuoted(text)}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  if (typeof value === "boolean") return value;
  const type = value === null ? "<nil>" : typeof value === "number" ? "float64" : typeof value;
  throw new Error(`${prefix}: ${kind} expression ${goQuoted(text)} did not evaluate to a boolean (got ${type})`);
}

async function metFailure(response: Response, config: HttpConfig, variables: Environment): Promise<TerminalError> {
  const message = `HTTP (${response.status}) response met failure criteria`;
  const { errorExpression: text } = config;
  if (!text) return new TerminalError(message);
  const node = compiled(text, `error compiling error expression ${goQuoted(text)}`);
  // What the answer doesn't have isn't worth another failure.
  const said = await evaluate(node, { variables, functions: {} }).catch(() => undefined);
  return new TerminalError(typeof said === "string" && said !== "" ? `${message}: ${goQuoted(said)}` : message);
}

async function outputs({ outputs: wanted = [] }: HttpConfig, variables: Environment): Promise<Record<string, unknown>> {
  const prefix = "error extracting outputs from HTTP response";
  const values: Record<string, unknown> = {};
  for (const { name, fromExpression } of wanted) {
    const node = compiled(fromExpression, `${prefix}: error compiling output expression ${goQuoted(name)}`);
    try {
      values[name] = await evaluate(node, { variables, functions: {} });
    } catch (error) {
      throw new Error(`${prefix}: error evaluating output expression ${goQuoted(name)}: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }
  return values;
}
