import type { Metric } from "../../../model/definition/verification.ts";
import { cloudWatch, datadog, prometheus, web } from "../../../model/definition.ts";

/** What is asked, how, and the controller's verdict. */
export type Row = readonly [what: string, metric: Metric, verdict: string];

/** Nobody listens there. */
export const nobody = "http://127.0.0.1:1";
const once = { count: 1, consecutiveErrorLimit: 0 };

export function webRows(app: string, other: string, commit: string): Row[] {
  const version = { url: `${app}/version`, jsonPath: "{$.commit}", ...once };
  const is = (id: string) => ({ successCondition: `result == "${id}"` });
  const guarded = (key: string) => ({
    ...{ url: `${other}/guarded`, jsonPath: "{$.passed}", successCondition: "result == true", ...once },
    secrets: { [key]: { name: "logins", key } },
    authentication: {
      oauth2: { tokenUrl: `${other}/token`, clientId: "rollouts", clientSecret: `{{args.${key}}}` },
    },
  });
  return [
    ["its commit", web({ ...version, ...is(commit) }), `Successful: "${commit}"`],
    ["another commit", web({ ...version, ...is("ffff") }), `Failed: "${commit}"`],
    [
      "a route it hasn't",
      web({ ...version, url: `${app}/nowhere`, ...is(commit) }),
      "Error: received non 2xx response code: 404",
    ],
    [
      "nothing at jsonPath",
      web({ ...version, jsonPath: "{$.nothing}", ...is(commit) }),
      "Error: Could not find JSONPath in body: nothing is not found",
    ],
    // The condition isn't asked: argo-rollouts, metricproviders/webmetric/webmetric.go, parseResponse.
    [
      "a page that isn't JSON",
      web({ ...version, url: `${other}/page`, ...is(commit) }),
      "Successful: <html>502 Bad Gateway</html>",
    ],
    [
      "nobody there",
      web({ ...version, url: nobody, ...is(commit) }),
      'Error: Get "http://127.0.0.1:PORT": dial tcp 127.0.0.1:PORT: connect: connection refused',
    ],
    [
      "no answer",
      web({ ...version, url: other, timeoutSeconds: 1, ...is(commit) }),
      'Error: Get "http://127.0.0.1:PORT": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ],
    ["OAuth 2", web(guarded("tests")), "Successful: true"],
    [
      "OAuth 2 with a wrong secret",
      web(guarded("wrong")),
      'Error: Get "http://127.0.0.1:PORT/guarded": oauth2: "invalid_client"',
    ],
  ];
}

export function prometheusRows(address: string, other: string, commit: string): Row[] {
  const header = (key: string) => ({
    secrets: { [key]: { name: "logins", key } },
    headers: [{ key: "Authorization", value: `{{args.${key}}}` }],
  });
  const ask = { address, successCondition: "result[0] == 1", ...once, ...header("prometheus") };
  const { headers: _, secrets: __, ...stranger } = ask;
  const nothing = { ...ask, query: "nothing_of_this_name" };
  const refused = 'Error: Post "http://127.0.0.1:PORT/api/v1/query":';
  return [
    ["the app is up", prometheus({ ...ask, query: 'up{job="goserver"}' }), "Successful: [1]"],
    ["its build", prometheus({ ...ask, query: `goserver_build_info{commit="${commit}"}` }), "Successful: [1]"],
    ["a target is gone", prometheus({ ...ask, query: 'up{job="gone"}' }), "Failed: [0]"],
    [
      "the app refused requests",
      prometheus({ ...ask, query: 'sum(http_requests_total{code="404"}) == bool 0' }),
      "Failed: [0]",
    ],
    ["no data", prometheus(nothing), "Error: reflect: slice index out of range"],
    [
      "no data, which is allowed",
      prometheus({ ...nothing, successCondition: "len(result) == 0 || result[0] < 1" }),
      "Successful: []",
    ],
    [
      "a query that is none",
      prometheus({ ...ask, query: "sum(" }),
      'Error: bad_data: invalid parameter "query": 1:5: parse error: unclosed left parenthesis',
    ],
    ["no login", prometheus({ ...stranger, query: "up" }), "Error: client_error: client error: 401"],
    [
      "a wrong login",
      prometheus({ ...ask, ...header("wrong"), query: "up" }),
      "Error: client_error: client error: 401",
    ],
    [
      "a key that the Secret hasn't",
      prometheus({ ...ask, ...header("absent"), query: "up" }),
      "Error: Unable to resolve metric arguments: key 'absent' does not exist in secret 'logins'",
    ],
    [
      "a Secret that isn't there",
      prometheus({ ...stranger, query: "{{args.gone}}", secrets: { gone: { name: "absent", key: "token" } } }),
      'Error: Unable to resolve metric arguments: secrets "absent" not found',
    ],
    [
      "nobody there",
      prometheus({ ...ask, address: nobody, query: "up" }),
      `${refused} dial tcp 127.0.0.1:PORT: connect: connection refused`,
    ],
    [
      "no answer",
      prometheus({ ...ask, address: other, timeout: 1, query: "up" }),
      `${refused} context deadline exceeded`,
    ],
  ];
}

export function datadogRows(): Row[] {
  const ask = { successCondition: "result < 0.01", ...once };
  const by = (name: string) => ({ secretRef: { name, namespaced: true } });
  const refused = 'Error: Post "http://127.0.0.1:PORT/api/v2/query/scalar":';
  return [
    ["few errors", datadog({ ...ask, query: "value:0.005" }), "Successful: 0.005"],
    ["many errors", datadog({ ...ask, query: "value:0.5" }), "Failed: 0.5"],
    ["by the Project's own Secret", datadog({ ...ask, query: "value:0.001", ...by("datadog") }), "Successful: 0.001"],
    ["v1, few errors", datadog({ ...ask, query: "value:0.005", apiVersion: "v1" }), "Successful: 0.005"],
    ["v1, many errors", datadog({ ...ask, query: "value:0.5", apiVersion: "v1" }), "Failed: 0.5"],
    [
      "no data",
      datadog({ ...ask, query: "empty" }),
      "Error: invalid operation: < (mismatched types <nil> and float64)",
    ],
    [
      "no data, which is allowed",
      datadog({ ...ask, query: "empty", successCondition: "default(result, 0) < 0.01" }),
      'Successful: {"Columns":[]}',
    ],
    [
      "a server in trouble",
      datadog({ ...ask, query: "broken" }),
      'Error: received non 2xx response code: 500 {"errors":["Internal error"]}',
    ],
    [
      "a wrong key",
      datadog({ ...ask, query: "value:0", ...by("wrong") }),
      'Error: received authentication error response code: 403 {"errors":["Forbidden"]}',
    ],
    [
      "a Secret that isn't there",
      datadog({ ...ask, query: "value:0", ...by("absent") }),
      "Error: failed to find the credentials for datadog metrics provider",
    ],
    [
      "nobody there",
      datadog({ ...ask, query: "value:0", secretRef: { name: "nobody" } }),
      `${refused} dial tcp 127.0.0.1:PORT: connect: connection refused`,
    ],
    [
      "no answer",
      datadog({ ...ask, query: "slow" }),
      `${refused} context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    ],
  ];
}

export function cloudWatchRows(): Row[] {
  const ask = (expression: string, successCondition = "result[0].Values[0] < 0.01") =>
    cloudWatch({ metricDataQueries: [{ id: "rate", expression }], successCondition, ...once });
  const refused =
    "Error: operation error CloudWatch: GetMetricData, https response error StatusCode: 403, RequestID: 0,";
  return [
    ["few errors", ask("value:0.005"), "Successful: [[0.005]]"],
    ["many errors", ask("value:0.5"), "Failed: [[0.5]]"],
    ["no data", ask("empty"), "Error: reflect: slice index out of range"],
    ["no data, which is allowed", ask("empty", "len(result[0].Values) == 0"), "Successful: [[]]"],
    [
      "an identity without the right",
      ask("forbidden"),
      `${refused} api error AccessDenied: User is not authorized to perform: cloudwatch:GetMetricData`,
    ],
    [
      "an unknown key",
      ask("unknown-key"),
      `${refused} api error InvalidClientTokenId: The security token included in the request is invalid.`,
    ],
  ];
}
