import { Failure } from "./evaluation-error.ts";

/** Go's base64.StdEncoding: newlines are left out, the padding must be there. */
export function bytesOf(text: string): Uint8Array {
  const bare = text.replaceAll(/[\r\n]/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare)) {
    const valid = /^[A-Za-z0-9+/]*/.exec(text)?.[0].length ?? 0;
    throw new Failure(`illegal base64 data at input byte ${valid}`);
  }
  return Uint8Array.from(atob(bare), (char) => char.charCodeAt(0));
}

/** Standard base64 with its padding. */
export function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
