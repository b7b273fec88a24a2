import { fieldLengths } from "../../../ipc/bindings";
import type { RecordRequestForm } from "../../../ipc/views";
import type { EditField } from "../../../parts/EditRow";
import { useToday, useWords } from "../../../words/speech";

/** Gives a request that nothing was typed into: it was asked today. */
export function useNoRequest(): RecordRequestForm {
  return { askedBy: "", askedFor: "", askedOn: useToday(), dueOn: "" };
}

/** Gives the inputs of a request. */
export function useRequestFields(): EditField<RecordRequestForm>[] {
  const { recordRequests: words } = useWords();
  const { fields } = words;
  const lengths = fieldLengths.recordRequest;
  const day = (key: "askedOn" | "dueOn", takes: string) => ({
    key,
    label: fields[key],
    span: 3,
    lengthMax: 20,
    isDay: true,
    takes,
  });
  return [
    {
      key: "askedBy",
      label: fields.askedBy,
      span: 3,
      lengthMax: lengths.askedBy,
      example: words.byExample,
      takes: words.badAskedBy,
    },
    {
      key: "askedFor",
      label: fields.askedFor,
      span: 3,
      lengthMax: lengths.askedFor,
      example: words.forExample,
      takes: words.badAskedFor,
    },
    day("askedOn", words.badAskedOn),
    day("dueOn", words.badDueOn),
  ];
}
