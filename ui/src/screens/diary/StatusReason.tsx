import { Autocomplete } from "@mantine/core";
import { fieldLengths } from "../../ipc/bindings";
import { useWords } from "../../words/speech";

interface Props {
  value: string;
  choices: string[];
  onChange: (reason: string) => void;
}

/** Why an appointment does not take place: chosen, typed or left out. It is recorded with the status. */
export function StatusReason({ value, choices, onChange }: Props) {
  const { diary: words } = useWords();
  return (
    <Autocomplete
      label={words.statusReason}
      data={choices}
      // what is typed is not looked for among the choices
      filter={({ options }) => options}
      value={value}
      maxLength={fieldLengths.appointmentStatusChange.reason}
      onChange={onChange}
    />
  );
}
