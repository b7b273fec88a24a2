import type * as V from "../ipc/views";
import { consentCommands } from "./fake-consents";
import { insuranceCommands } from "./fake-insurance";
import { tagCommands } from "./fake-tags";
import { teamCommands } from "./fake-team";

/** What the front desk writes of a patient. */
export function frontDeskCommands(onChanged: () => void) {
  const consents = consentCommands(onChanged);
  const insurance = insuranceCommands(onChanged);
  const tags = tagCommands(onChanged);
  const team = teamCommands(onChanged);
  const views = (): Pick<V.PatientView, "consents" | "insurance" | "careTeam"> => ({
    consents: consents.view(),
    insurance: insurance.view(),
    careTeam: team.view(),
  });
  return {
    commands: { ...consents.commands, ...insurance.commands, ...tags.commands, ...team.commands },
    views,
    tagsOf: tags.of,
  };
}
