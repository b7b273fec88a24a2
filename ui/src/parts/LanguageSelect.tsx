import { useFormat, useWords } from "../words/speech";
import { Select } from "./Select";

/** The languages that patients speak most; any other that is recorded is offered, too. */
const LANGUAGES =
  "am ar bg bn cs da de el en es et fa fi fr ha he hi hr hu id ig it ja ka ko lt lv nl no pl ps pt ro ru sk sl so sq " +
  "sr sv sw ta th ti tr uk ur vi yo zh zu";

interface Props {
  label: string;
  code: string;
  /** What is wrong with it. */
  error?: string | undefined;
  clearable?: boolean;
  onChange: (code: string) => void;
}

/** A language by its name in the language of the window. */
export function LanguageSelect({ label, code, error, clearable = false, onChange }: Props) {
  const { frame } = useWords();
  const format = useFormat();
  const codes = LANGUAGES.split(" ");
  const all = code === "" || codes.includes(code) ? codes : [code, ...codes];
  const named = all.map((value) => ({ value, label: format.language(value) }));
  return (
    <Select
      label={label}
      searchable
      clearable={clearable}
      placeholder={frame.notRecorded}
      error={error}
      data={named.toSorted((a, b) => a.label.localeCompare(b.label))}
      value={code === "" ? null : code}
      onChange={(value) => onChange(value ?? "")}
    />
  );
}
