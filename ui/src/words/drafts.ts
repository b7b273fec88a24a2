import { bilingual } from "./bilingual";

export const drafts = bilingual(
  { resumed: (at: string) => `What you entered until ${at} is here again.`, afresh: "Start afresh" },
  { resumed: (at: string) => `Ce que vous avez saisi jusqu’au ${at} est de nouveau là.`, afresh: "Recommencer" },
);
