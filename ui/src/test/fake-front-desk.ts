import type * as V from "../ipc/views";
import { consentCommands } from "./fake-consents";
import { insuranceCommands } from "./fake-insurance";
import { tagCommands } from "./fake-tags";

/** What the front desk writes of a patient. */
export function frontDeskCommands(onChanged: () => void) {
  const consents = consentCommands(onChanged);
  const insurance = insuranceCommands(onChanged);
  const tags = tagCommands(onChanged);
  const views = (): Pick<V.PatientView, "consents" | "insurance"> => ({
    consents: consents.view(),
    insurance: insurance.view(),
  });
  return { commands: { ...consents.commands, ...insurance.commands, ...tags.commands }, views, tagsOf: tags.of };
}
