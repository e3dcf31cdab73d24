import type { Server } from "node:net";
import { writeFileAtomic } from "../atomic-file.ts";
import { readJson } from "../state.ts";
import { listenForService } from "./service-address.ts";
import type { Route } from "./service-routing.ts";

/** Service → port on 127.0.0.1. */
type Kept = Readonly<Record<string, number>>;

export interface ServicePortsArgs {
  /** Where the ports are kept. */
  readonly file: string;
  readonly takePorts: (count: number) => Promise<number[]>;
  /** Where a connection goes at this moment. */
  readonly resolve: (service: string) => Route;
}

/** Gives each Service of an app that runs an address on loopback, the same one at each start. */
export class ServicePorts {
  readonly #args: ServicePortsArgs;
  readonly #listening = new Map<string, { readonly server: Server; readonly port: number }>();
  #kept: Kept;
  #addresses: Readonly<Record<string, string>> = {};
  #work: Promise<void> = Promise.resolve();

  constructor(args: ServicePortsArgs) {
    this.#args = args;
    this.#kept = readJson<Kept>(args.file) ?? {};
  }

  /**
   * Listens for each of these Services that has had an address before or is to get one, and for no other.
   *
   * @param services those that there are; true: with a Pod that runs
   */
  set(services: ReadonlyMap<string, boolean>): void {
    this.#work = this.#work.then(() => this.#set(services)).catch((error: unknown) => console.error(String(error)));
  }

  /** The addresses there are, once what is being changed is done. */
  async addresses(): Promise<Readonly<Record<string, string>>> {
    await this.#work;
    return this.#addresses;
  }

  async #set(services: ReadonlyMap<string, boolean>): Promise<void> {
    for (const [key, { server }] of this.#listening) {
      if (services.has(key)) continue;
      server.close();
      this.#listening.delete(key);
    }
    for (const [key, runs] of services) {
      if (this.#listening.has(key) || (!runs && this.#kept[key] === undefined)) continue;
      this.#listening.set(key, await this.#listen(key));
    }
    this.#addresses = Object.fromEntries(
      [...this.#listening]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, { port }]) => [key, `http://127.0.0.1:${port}`]),
    );
  }

  async #listen(key: string): Promise<{ server: Server; port: number }> {
    const resolve = () => this.#args.resolve(key);
    const kept = this.#kept[key];
    if (kept !== undefined) {
      try {
        return { server: await listenForService(kept, resolve), port: kept };
      } catch (error) {
        console.error(`the address of Service ${key} changes: ${String(error)}`);
      }
    }
    const [port = 0] = await this.#args.takePorts(1);
    const server = await listenForService(port, resolve);
    this.#kept = { ...this.#kept, [key]: port };
    writeFileAtomic(this.#args.file, `${JSON.stringify(this.#kept, undefined, 2)}\n`);
    return { server, port };
  }
}
