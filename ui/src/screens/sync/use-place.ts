import { useState } from "react";
import type { ServerPlace } from "../../ipc/views";

/** A server's place while it is being typed. */
export function usePlace() {
  const [place, setPlace] = useState<ServerPlace>({ url: "", code: "" });
  return { place, setPlace, isEmpty: place.url.trim() === "" || place.code.trim() === "" };
}
