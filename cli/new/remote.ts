import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/**
 * The URL by which others find a work tree's repository: its remote `origin`, as https and without login.
 *
 * @returns undefined when there is no such remote, or one that only this machine can reach
 */
export function originOf(workTree: string): string | undefined {
  const git = path.join(workTree, ".git");
  // A file in linked work trees and submodules: those name the repository's own folder, which is left alone.
  if (!existsSync(git) || !statSync(git).isDirectory()) return undefined;
  const config = path.join(git, "config");
  const text = existsSync(config) ? readFileSync(config, "utf8") : "";
  const section = /^\[remote "origin"\]$([^[]*)/m.exec(text)?.[1] ?? "";
  const [, url] = /^\s*url\s*=\s*(\S+)\s*$/m.exec(section) ?? [];
  return url === undefined ? undefined : publicUrl(url);
}

/** `git@github.com:acme/shop.git` and `https://me:token@github.com/acme/shop.git` → `https://github.com/acme/shop`. */
export function publicUrl(url: string): string | undefined {
  const parts =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+(?::\d+)?)\/(.+?)(?:\.git)?\/?$/.exec(url) ??
    /^(?:[\w.-]+@)([\w.-]+):(?!\/)(.+?)(?:\.git)?\/?$/.exec(url);
  const [, host, repository] = parts ?? [];
  if (host === undefined || repository === undefined) return undefined;
  // The port of an SSH server says nothing about https.
  return `https://${url.startsWith("http") ? host : host.replace(/:\d+$/, "")}/${repository}`;
}
