/** An answer that a browser would show. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** As much of a browser as a login needs: cookies by host, and redirects until there are none. */
export class Browser {
  private readonly cookies = new Map<string, Map<string, string>>();

  /** @param until stops before a redirect to an address that begins with this, and answers that address */
  async open(address: string, form?: Readonly<Record<string, string>>, until?: string): Promise<Page> {
    let url = address;
    let body = form === undefined ? undefined : new URLSearchParams(form);
    for (let hops = 0; hops < 20; hops += 1) {
      const response = await fetch(url, {
        method: body === undefined ? "GET" : "POST",
        redirect: "manual",
        headers: { cookie: this.cookieHeader(url) },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(60_000),
      });
      this.keep(url, response.headers.getSetCookie());
      const location = response.headers.get("location");
      if (location === null) return { url, status: response.status, text: await response.text() };
      await response.arrayBuffer();
      url = new URL(location, url).href;
      body = undefined;
      if (until !== undefined && url.startsWith(until)) return { url, status: response.status, text: "" };
    }
    throw new Error(`${address} leads in a circle`);
  }

  /** The value of a cookie of an address's host. */
  cookie(address: string, name: string): string | undefined {
    return this.jar(address).get(name);
  }

  private keep(address: string, given: readonly string[]): void {
    for (const each of given) {
      const [pair = ""] = each.split(";");
      const at = pair.indexOf("=");
      this.jar(address).set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
    }
  }

  private cookieHeader(address: string): string {
    return [...this.jar(address)]
      .filter(([, value]) => value !== "")
      .map(([name, value]) => `${name}=${value}`)
      .join("; ");
  }

  private jar(address: string): Map<string, string> {
    const { host } = new URL(address);
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    return jar;
  }
}
