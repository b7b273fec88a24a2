import type { PregnancyForm, PregnancyOutcome, PregnancyView } from "../../../ipc/views";
import type { EditField } from "../../../parts/EditRow";
import { useFormat, useWords } from "../../../words/speech";
import { readDay } from "../../../words/time";

/** A pregnancy as it is typed; text that is empty is not recorded. */
export interface TypedPregnancy {
  dueDate: string;
  weightBefore: string;
  endedOn: string;
  outcome: PregnancyOutcome | "";
  breastfeedingUntil: string;
}

export const NO_PREGNANCY: TypedPregnancy = {
  dueDate: "",
  weightBefore: "",
  endedOn: "",
  outcome: "",
  breastfeedingUntil: "",
};

const OUTCOMES: PregnancyOutcome[] = ["liveBirth", "stillbirth", "miscarriage", "termination", "other"];

/** Returns the editable fields of a pregnancy, and nothing else. */
export function formOf(pregnancy: PregnancyForm): PregnancyForm {
  const { dueDate, weightBefore, endedOn, outcome, breastfeedingUntil } = pregnancy;
  return { dueDate, weightBefore, endedOn, outcome, breastfeedingUntil };
}

/** Returns the form to send: a day that cannot be read is sent as it is, and is refused. */
export function toForm(typed: TypedPregnancy): PregnancyForm {
  const day = (text: string) => (text.trim() === "" ? null : (readDay(text) ?? text));
  return {
    dueDate: day(typed.dueDate),
    weightBefore: typed.weightBefore,
    endedOn: day(typed.endedOn),
    outcome: typed.outcome === "" ? null : typed.outcome,
    breastfeedingUntil: day(typed.breastfeedingUntil),
  };
}

/** Gives a pregnancy as it is typed. */
export function useTyped(): (view: PregnancyView) => TypedPregnancy {
  const format = useFormat();
  const day = (day: string | null) => (day === null ? "" : format.day(day));
  return (view) => ({
    dueDate: day(view.dueDate),
    weightBefore: view.weightBefore,
    endedOn: day(view.endedOn),
    outcome: view.outcome ?? "",
    breastfeedingUntil: day(view.breastfeedingUntil),
  });
}

/** Gives the inputs of a pregnancy. */
export function usePregnancyFields(): EditField<TypedPregnancy>[] {
  const { pregnancies } = useWords();
  const { fields } = pregnancies;
  const day = (key: "dueDate" | "endedOn" | "breastfeedingUntil", span: number, takes: string) => ({
    key,
    label: fields[key],
    span,
    lengthMax: 20,
    takes,
  });
  return [
    day("dueDate", 3, pregnancies.badDue),
    {
      key: "weightBefore",
      label: fields.weightBefore,
      span: 3,
      lengthMax: 50,
      example: pregnancies.example,
      takes: pregnancies.badWeight,
    },
    day("endedOn", 2, pregnancies.badEnd),
    {
      key: "outcome",
      label: fields.outcome,
      span: 2,
      words: [
        { value: "", label: pregnancies.lasts },
        ...OUTCOMES.map((value) => ({ value, label: pregnancies.outcomes[value] })),
      ],
      takes: pregnancies.badOutcome,
    },
    day("breastfeedingUntil", 2, pregnancies.badUntil),
  ];
}
