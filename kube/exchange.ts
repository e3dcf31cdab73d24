import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import type { Answer } from "./asked.ts";

/**
 * One request and its whole answer. A GET on a connection that was kept from an earlier one, and that the server had closed
 * meanwhile, is sent again on a new one: what answers there, or nobody, is what counts.
 *
 * @throws Error of Node's, with its `code`
 */
export async function exchange(url: URL, options: RequestOptions, body: string | undefined): Promise<Answer> {
  const open = url.protocol === "http:" ? httpRequest : httpsRequest;
  let sent: ClientRequest | undefined;
  const answer = async (): Promise<Answer> => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      sent = open(url, options, resolve);
      sent.on("error", reject);
      sent.end(body);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const { statusCode, headers } = response;
    return { status: statusCode ?? 0, body: Buffer.concat(chunks).toString(), date: headers.date };
  };
  for (;;) {
    try {
      return await answer();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (options.method !== "GET" || code !== "ECONNRESET" || sent?.reusedSocket !== true) throw error;
    }
  }
}
