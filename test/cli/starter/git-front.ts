import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { baseEnvironment, findOnPath } from "../../../sandbox/environment.ts";
import { freePorts } from "../../../sandbox/ports.ts";
import type { StatePaths } from "../../../sandbox/state.ts";
import { root } from "../../support/command.ts";

/** Stands between a client and its push; true when it took the request over. `pass` hands it to the server. */
export type Meddle = (request: IncomingMessage, response: ServerResponse, pass: () => void) => boolean;

/** The sandbox's git server, and before it one that may come between a client and its push. */
export async function startGitFront(paths: StatePaths, login: { readonly user: string; readonly password: string }) {
  mkdirSync(join(paths.home, "git-server"), { recursive: true });
  const [port = 0] = await freePorts(1, new Set());
  const env = {
    ...baseEnvironment(paths, "git-server", findOnPath("git")),
    SLIPWAY_GIT_USER: login.user,
    SLIPWAY_GIT_PASSWORD: login.password,
  };
  const where = ["--root", paths.git, "--pulls", paths.pulls, "--port", String(port)];
  const server = spawn(process.execPath, [join(root, "sandbox/git-server.ts"), ...where], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(server.stdout as NonNullable<ChildProcess["stdout"]>, "data");
  const front = {
    origin: "",
    meddle: (() => false) as Meddle,
    stop: async () => {
      before.closeAllConnections();
      before.close();
      server.kill();
      await once(server, "exit");
    },
  };
  const before = createServer((incoming, response) => {
    const { method = "", url: path = "", headers } = incoming;
    const pass = () => {
      const outgoing = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
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
