/** Characters. */
const longest = 200;

/** What a freeze may say for itself: the API server's messages are one line, and a person reads them. */
export function isReason(text: string): boolean {
  return text.trim() !== "" && text.length <= longest && !/[\r\n]/.test(text);
}

export const reasonAllowed = `one line of 1 to ${longest} characters`;
