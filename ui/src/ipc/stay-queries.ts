import type { ClinicQuery } from "./queries";
import type * as V from "./views";

/** What is read of stays in the clinic. */
export const stayQueries = {
  choices: (): ClinicQuery<V.StayChoices> => ({
    key: ["stayChoices"],
    fetch: (clinic) => clinic.stayChoices(),
    topics: ["settings"],
  }),
  inpatients: (of: V.InpatientQuery): ClinicQuery<V.InpatientPage> => ({
    key: ["inpatients", of],
    fetch: (clinic) => clinic.inpatients(of),
    topics: ["patients", "settings"],
  }),
  /** The stays of other patients in the bed of one that is not over; none is asked for of one without a bed. */
  sameBed: (form: V.StayForm, id: V.Id, isAsked: boolean): ClinicQuery<V.InpatientRow[]> => ({
    key: ["sameBed", form, id, isAsked],
    fetch: async (clinic) => (isAsked ? await clinic.sameBed(form, id) : []),
    topics: ["patients"],
  }),
};
