import { IconBed } from "@tabler/icons-react";
import type { StaySite } from "../ipc/views";
import { LooseChip } from "./Chip";
import { useSite } from "./use-site";

/** Says where in the clinic a patient is now. */
export function StayChip({ site }: { site: StaySite | null }) {
  const text = useSite();
  return site !== null && <LooseChip tone="info" icon={IconBed} text={text(site)} />;
}
