import { connect, createServer, type Server, type Socket } from "node:net";

/** A second address of a server, until it is shut. */
export async function openDoor(to: number): Promise<{ port: number; shut: () => Promise<void> }> {
  const open = new Set<Socket>();
  const server: Server = createServer((from) => {
    const onward = connect(to, "127.0.0.1");
    for (const socket of [from, onward]) open.add(socket.on("error", () => undefined));
    from.pipe(onward).pipe(from);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as { port: number }).port,
    shut: () =>
      new Promise((done) => {
        for (const socket of open) socket.destroy();
        server.close(() => done());
      }),
  };
}
