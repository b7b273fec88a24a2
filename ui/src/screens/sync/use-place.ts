import { useState } from "react";
import type { ServerAddress } from "../../ipc/views";

/** A server's place while it is being typed; a clinic that has its place there needs no code. */
export function usePlace({ withCode = true } = {}) {
  const [place, setPlace] = useState<ServerAddress>({ url: "", code: "" });
  return { place, setPlace, isEmpty: place.url.trim() === "" || (withCode && place.code.trim() === "") };
}
