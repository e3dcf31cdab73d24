import { fstatSync } from "node:fs";
import { connect } from "node:net";

const everyMs = 500;
/** Failed connections in a row that mean the engine is gone; one alone may be a full accept queue. */
const allowedFailures = 3;

/**
 * Calls `gone` once, within about two seconds, when the engine that started this process has ended, however it ended:
 * another parent process takes over this one, or nobody listens at the engine's address any more.
 * @param address the engine's `host:port`, "" when it was not given
 */
export function watchEngine(address: string, gone: (why: string) => void): void {
  const parent = process.ppid;
  let failures = 0;
  const timer = setInterval(() => {
    if (process.ppid !== parent) finish("its parent process ended");
    else if (address !== "") probe();
  }, everyMs);
  timer.unref();
  // The engine holds the other end of a pipe, which the kernel closes with it: the quickest of the three.
  if (fstatSync(0).isFIFO()) {
    process.stdin.on("end", () => finish("its standard input ended")).resume();
  }

  const finish = (why: string) => {
    clearInterval(timer);
    gone(why);
  };
  const probe = () => {
    const [host = "127.0.0.1", port = "0"] = address.split(/:(?=\d+$)/);
    const socket = connect({ host, port: Number(port), timeout: everyMs });
    socket.on("connect", () => {
      failures = 0;
      socket.destroy();
    });
    socket.on("timeout", () => socket.destroy());
    socket.on("error", () => {
      failures++;
      if (failures === allowedFailures) finish(`nobody listens at the engine's address ${address}`);
    });
  };
}
