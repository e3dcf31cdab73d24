import { describe, expect, test } from "vitest";
import { destination } from "../../../sandbox/pods/forward-proxy.ts";
import { refusal, rotated } from "../../../sandbox/pods/service-address.ts";
import { type Backend, route, type Service, serviceName } from "../../../sandbox/pods/service-routing.ts";

describe("a name in the cluster", () => {
  test.each([
    ["web.shop", { name: "web", namespace: "shop", certain: false }],
    ["web.shop.svc", { name: "web", namespace: "shop", certain: true }],
    ["WEB.shop.svc.cluster.local.", { name: "web", namespace: "shop", certain: true }],
    ["web", undefined],
    ["127.0.0.1", undefined],
    ["web.shop.svc.example.org", undefined],
    ["-web.shop", undefined],
  ])("%s", (host, name) => {
    expect(serviceName(host)).toEqual(name);
  });
});

const service = (ports: object[], selector: object = { app: "web" }) =>
  ({ metadata: { name: "web", namespace: "shop" }, spec: { selector, ports } }) as unknown as Service;
const pod = (
  name: string,
  state: Backend["state"],
  here?: number,
  labels: Backend["labels"] = { app: "web" },
): Backend => ({
  ...{ name, namespace: "shop", labels, state },
  address: (port) => (port === "http" || port === 8080 ? here : undefined),
});

describe("a request to a Service", () => {
  const http = [{ port: 80, targetPort: "http" }];
  const elsewhere = { ...pod("c", "ready", 3), namespace: "other" };
  test.each<[string, object[], number | undefined, Backend[], object]>([
    [
      "goes to each Ready Pod it selects",
      http,
      80,
      [pod("a", "ready", 1), pod("b", "ready", 2), elsewhere],
      { ports: [1, 2] },
    ],
    [
      "leaves out the others",
      http,
      80,
      [pod("a", "not ready", 1), pod("b", "ready", 2), pod("c", "ready", 3, {})],
      { ports: [2] },
    ],
    ["goes to its first port without one", http, undefined, [pod("a", "ready", 1)], { ports: [1] }],
    ["goes to the same port without a targetPort", [{ port: 8080 }], 8080, [pod("a", "ready", 1)], { ports: [1] }],
    ["has no such port", http, 81, [], { why: "Service shop/web has no port 81 (it has 80)" }],
    ["has no port for TCP", [{ port: 53, protocol: "UDP" }], 53, [], { why: "Service shop/web has no port 53" }],
    ["finds no Pod", http, 80, [elsewhere], { why: "Service shop/web selects no Pod" }],
    [
      "finds none Ready",
      http,
      80,
      [pod("a", "not ready"), pod("s", "simulated")],
      { why: "no Pod of Service shop/web is Ready (a)" },
    ],
    [
      "finds only simulated ones",
      http,
      80,
      [pod("s", "simulated")],
      { why: "the Pods of Service shop/web are simulated: their images are not in the sandbox's registry" },
    ],
    [
      "finds no container with that port",
      [{ port: 80, targetPort: 9 }],
      80,
      [pod("a", "ready", 1)],
      { why: "no container behind Service shop/web declares port 9: declare it in its ports" },
    ],
  ])("%s", (_, ports, port, backends, found) => {
    expect(route(service(ports), port, backends)).toEqual(found);
  });

  test("finds no Pod without a selector", () => {
    expect(route(service(http, {}), 80, [pod("a", "ready", 1)])).toEqual({ why: "Service shop/web selects no Pod" });
  });
});

describe("a proxied request", () => {
  const resolve = ({ name }: { name: string }, port: number) =>
    name === "web" ? (port === 80 ? { ports: [1] } : { why: "no such port" }) : undefined;
  test.each([
    ["http://web.shop.svc/version", { kind: "pods", ports: [1] }],
    ["http://web.shop/version?a=b", { kind: "pods", ports: [1] }],
    ["http://web.shop.svc:81/", { kind: "refused", status: 503, why: "no such port" }],
    ["http://none.shop.svc/", { kind: "refused", status: 502, why: "there is no Service none in namespace shop" }],
    ["http://example.org:8080/", { kind: "outside", host: "example.org", port: 8080 }],
    ["http://127.0.0.1:9/", { kind: "outside", host: "127.0.0.1", port: 9 }],
    [
      "https://web.shop.svc/",
      { kind: "refused", status: 400, why: "only http:// requests are proxied here, got https://web.shop.svc/" },
    ],
    ["nonsense", { kind: "refused", status: 400, why: "only http:// requests are proxied here, got nonsense" }],
  ])("%s", (url, where) => {
    expect(destination(url, resolve)).toEqual(where);
  });
});

test("each turn begins with the next one", () => {
  expect([0, 1, 2, 3].map((turn) => rotated(["a", "b", "c"], turn).join(""))).toEqual(["abc", "bca", "cab", "abc"]);
  expect(rotated([], 5)).toEqual([]);
});

test("a client that nobody can serve gets an answer that HTTP clients show", () => {
  expect(refusal("näh")).toBe(
    "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 5\r\nconnection: close\r\n\r\nnäh\n",
  );
});
