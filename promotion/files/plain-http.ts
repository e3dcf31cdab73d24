import { connect } from "node:net";

const waitMs = 5_000;

/**
 * Whether the registry at this host speaks http without TLS: it answers a TLS greeting in http's words, or plain http.
 * Kargo probes the same way: akuity/kargo v1.11.2, pkg/helm/registry.go, IsPlainHTTP. What can't be reached counts as
 * https, so that the real request tells what is wrong.
 */
export function isPlainHttp(host: string, signal: AbortSignal): Promise<boolean> {
  const [name = "", port = "443"] = host.startsWith("[") ? host.slice(1).split(/\]:?/) : host.split(":");
  return new Promise((resolve) => {
    const socket = connect({ host: name, port: Number(port) || 443, timeout: waitMs, signal });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => socket.write("GET /v2/ HTTP/1.0\r\nHost: registry\r\n\r\n"));
    // A TLS server may answer in plain http as well, only to say that it wants TLS.
    socket.on("data", (data) => finish(/^HTTP\/1\.[01] (?!400)/.test(data.toString("latin1"))));
    socket.on("timeout", () => finish(false));
    socket.on("error", () => finish(false));
    socket.on("close", () => finish(false));
  });
}
