import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A chat with an incoming webhook: keeps what is posted to it. */
export interface Chat {
  /** `http://127.0.0.1:PORT` */
  readonly host: string;
  readonly posts: readonly { readonly path: string; readonly body: string }[];
  close(): void;
}

export async function startChat(): Promise<Chat> {
  const posts: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      posts.push({ path: request.url ?? "", body });
      response.end("ok");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, posts, close: () => void server.close() };
}
