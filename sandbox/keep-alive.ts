import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";

/** Go's clients keep a connection that nothing goes over for this long, in milliseconds (net/http, IdleConnTimeout). */
const idleInGo = 90_000;

/**
 * Lets Go's clients end idle connections. Node would after 5 s, and a request that a client just then sends over one is lost;
 * Go tries a GET again, a POST never.
 */
export function outlastGoClients(server: HttpServer | HttpsServer): void {
  server.keepAliveTimeout = idleInGo + 30_000;
}
