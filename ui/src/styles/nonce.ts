import { setNonce } from "get-nonce";

/** The nonce under which the content security policy accepts styles that are added while running. */
export function styleNonce(): string {
  return document.querySelector<HTMLStyleElement>("style#nonce")?.nonce ?? "";
}

/** Hands the nonce to the scroll lock under dialogs, which asks for it in its own way. */
export function shareStyleNonce(): void {
  const nonce = styleNonce();
  if (nonce !== "") setNonce(nonce);
}
