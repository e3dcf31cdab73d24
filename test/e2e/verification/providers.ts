/** Local servers that answer as the makers of Datadog and CloudWatch document, and as servers do that are in trouble. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { outlastGoClients } from "../../../sandbox/keep-alive.ts";

export interface LocalServer {
  readonly url: string;
  /** What was asked, in order: method, path and what of it tells who asks. */
  readonly asked: string[];
  stop(): Promise<void>;
}

type Answer = (request: IncomingMessage, body: string, response: ServerResponse, asked: string[]) => void;

/** Keys that Datadog's stand-in takes at first. */
export const datadogKeys = { apiKey: "canary-api-key", appKey: "canary-app-key" };

export interface DatadogServer extends LocalServer {
  /** Takes these keys from now on, and none from before. */
  take(keys: typeof datadogKeys): void;
}

/**
 * Datadog's `POST /api/v2/query/scalar` and `GET /api/v1/query`. A query says what comes back: `value:0.5`, `empty`,
 * `broken` (500) or `slow` (never).
 * Source: https://docs.datadoghq.com/api/latest/metrics
 */
export async function datadogServer(): Promise<DatadogServer> {
  let keys = datadogKeys;
  const server = await serving((request, body, response, asked) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const [apiKey, appKey] = [request.headers["dd-api-key"], request.headers["dd-application-key"]];
    const isV2 = request.method === "POST" && url.pathname === "/api/v2/query/scalar";
    const isV1 = request.method === "GET" && url.pathname === "/api/v1/query";
    if (apiKey !== keys.apiKey || appKey !== keys.appKey) return json(response, 403, { errors: ["Forbidden"] });
    if (!isV1 && !isV2) return json(response, 404, { errors: ["Not found"] });
    const attributes = isV2 ? JSON.parse(body).data.attributes : undefined;
    const query: string = isV2 ? attributes.queries[0].query : url.searchParams.get("query");
    const [from, to] = isV2
      ? [attributes.from / 1000, attributes.to / 1000]
      : ["from", "to"].map((name) => Number(url.searchParams.get(name)));
    asked.push(`${request.method} ${url.pathname} ${query} over ${(to ?? 0) - (from ?? 0)} s`);
    if (query === "slow") return;
    if (query === "broken") return json(response, 500, { errors: ["Internal error"] });
    const value = Number(/^value:(.+)$/.exec(query)?.[1]);
    const isEmpty = query === "empty";
    if (isV1) {
      const series = isEmpty ? [] : [{ metric: query, pointlist: [[Date.now(), value]] }];
      return json(response, 200, { status: "ok", res_type: "time_series", series });
    }
    const columns = isEmpty ? [] : [{ name: "query", type: "number", values: [value], meta: { unit: null } }];
    return json(response, 200, { data: { type: "scalar_response", attributes: { columns } } });
  });
  const take = (others: typeof datadogKeys) => {
    keys = others;
  };
  return { ...server, take };
}

/**
 * CloudWatch's `GetMetricData` over the AWS query protocol, which the pinned SDK speaks. The first query's expression says
 * what comes back, as Datadog's does; `forbidden` is an identity without the right to ask.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function cloudWatchServer(): Promise<LocalServer> {
  return serving((request, body, response, asked) => {
    const form = new URLSearchParams(body);
    const identity = /Credential=([^/]+)\/\d+\/([^/]+)\/monitoring\/aws4_request/.exec(
      request.headers.authorization ?? "",
    );
    const expression = form.get("MetricDataQueries.member.1.Expression") ?? "";
    asked.push(`${form.get("Action")} ${form.get("Version")} ${expression} by ${identity?.[1]} in ${identity?.[2]}`);
    const refuse = (status: number, code: string, message: string) =>
      xml(
        response,
        status,
        `<ErrorResponse xmlns="${monitoring}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
          "<RequestId>0</RequestId></ErrorResponse>",
      );
    if (expression === "forbidden")
      return refuse(403, "AccessDenied", "User is not authorized to perform: cloudwatch:GetMetricData");
    if (expression === "unknown-key")
      return refuse(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
    const value = /^value:(.+)$/.exec(expression)?.[1];
    const values = value === undefined ? "" : `<member>${value}</member>`;
    const time = value === undefined ? "" : `<member>${new Date().toISOString()}</member>`;
    return xml(
      response,
      200,
      `<GetMetricDataResponse xmlns="${monitoring}"><GetMetricDataResult><MetricDataResults><member>` +
        `<Id>${form.get("MetricDataQueries.member.1.Id")}</Id><Label>x</Label><StatusCode>Complete</StatusCode>` +
        `<Timestamps>${time}</Timestamps><Values>${values}</Values>` +
        "</member></MetricDataResults></GetMetricDataResult><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></GetMetricDataResponse>",
    );
  });
}

const monitoring = "http://monitoring.amazonaws.com/doc/2010-08-01/";

/** The secret of the one client that the token server knows. */
export const clientSecret = "canary-client-secret";

/** Everything else that answers: a token server and what it guards, one that never answers, and pages that aren't JSON. */
export function otherServer(): Promise<LocalServer> {
  return serving((request, body, response) => {
    const login = Buffer.from(`rollouts:${clientSecret}`).toString("base64");
    switch (request.url?.replace(/\?.*/, "")) {
      case "/token":
        if (request.headers.authorization !== `Basic ${login}` && !body.includes(clientSecret))
          return json(response, 401, { error: "invalid_client" });
        return json(response, 200, { access_token: "a-token", token_type: "Bearer", expires_in: 60 });
      case "/guarded":
        if (request.headers.authorization !== "Bearer a-token") return json(response, 401, {});
        return json(response, 200, { passed: true });
      case "/page":
        response.setHeader("content-type", "text/html");
        return void response.end("<html>502 Bad Gateway</html>");
      default:
        return; // never an answer
    }
  });
}

async function serving(answer: Answer): Promise<LocalServer> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.on("end", () => answer(request, body, response, asked));
  });
  // A connection that is closed for its idleness just when it is used again would be an answer of its own.
  outlastGoClients(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function xml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/xml" }).end(body);
}
