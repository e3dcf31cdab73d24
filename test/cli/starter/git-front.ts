import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { StatePaths } from "../../../sandbox/state.ts";
import { startGitServer } from "../../support/git-server.ts";

/** Stands between a client and its push; true when it took the request over. `pass` hands it to the server. */
export type Meddle = (request: IncomingMessage, response: ServerResponse, pass: () => void) => boolean;

/** The sandbox's git server, and before it one that may come between a client and its push. */
export async function startGitFront(paths: StatePaths, login: { readonly user: string; readonly password: string }) {
  const server = await startGitServer(paths, login);
  const front = {
    origin: "",
    meddle: (() => false) as Meddle,
    stop: async () => {
      before.closeAllConnections();
      before.close();
      await server.stop();
    },
  };
  const before = createServer((incoming, response) => {
    const { method = "", url: path = "", headers } = incoming;
    const pass = () => {
      const outgoing = request({ host: "127.0.0.1", port: server.port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      outgoing.on("error", () => response.destroy());
      incoming.pipe(outgoing);
    };
    const isPush = method === "POST" && path.endsWith("/git-receive-pack");
    if (!isPush || !front.meddle(incoming, response, pass)) pass();
  });
  before.listen(0, "127.0.0.1");
  await once(before, "listening");
  front.origin = `http://127.0.0.1:${(before.address() as AddressInfo).port}`;
  return front;
}
