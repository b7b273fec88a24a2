import type * as V from "../ipc/views";
import { consentCommands } from "./fake-consents";
import { documentCommands } from "./fake-documents";
import { insuranceCommands } from "./fake-insurance";
import { photoCommands } from "./fake-photos";
import { portalCommands } from "./fake-portal";
import { recordRequestCommands } from "./fake-record-requests";
import { referralCommands } from "./fake-referrals";
import { tagCommands } from "./fake-tags";
import { teamCommands } from "./fake-team";

/** The commands of the front desk on a patient. */
export function frontDeskCommands(onChanged: () => void) {
  const consents = consentCommands(onChanged);
  const documents = documentCommands(onChanged);
  const insurance = insuranceCommands(onChanged);
  const photos = photoCommands(onChanged);
  const portal = portalCommands(onChanged);
  const referrals = referralCommands(onChanged);
  const tags = tagCommands(onChanged);
  const team = teamCommands(onChanged);
  const views = (
    patientId: V.Id,
  ): Pick<V.PatientView, "consents" | "insurance" | "referrals" | "careTeam" | "portal"> => ({
    consents: consents.view(),
    insurance: insurance.view(patientId),
    referrals: referrals.view(patientId),
    careTeam: team.view(),
    portal: portal.view(),
  });
  return {
    commands: {
      ...consents.commands,
      ...documents.commands,
      ...insurance.commands,
      ...photos.commands,
      ...portal.commands,
      ...recordRequestCommands(),
      ...referrals.commands,
      ...tags.commands,
      ...team.commands,
    },
    views,
    tagsOf: tags.of,
  };
}
