import { Channel } from "@tauri-apps/api/core";
import { commands } from "./bindings";
import type { Clinic } from "./clinic";
import type { ClinicEvent } from "./views";

function watch(tell: (event: ClinicEvent) => void): () => void {
  const channel = new Channel<ClinicEvent>();
  let open = true;
  channel.onmessage = (event) => {
    if (open) tell(event);
  };
  // a refusal here shows itself as a refusal of every other command, too
  commands.watch(channel).catch(() => undefined);
  return () => {
    open = false;
  };
}

/** The clinic of this program, over the window's own typed door. */
export const windowClinic: Clinic = { ...commands, watch };
