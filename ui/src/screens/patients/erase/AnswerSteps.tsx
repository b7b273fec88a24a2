import { Radio, TextInput } from "@mantine/core";
import type { ErasureReason } from "../../../ipc/views";
import { useWords } from "../../../words/speech";
import { EraseStep } from "./EraseStep";

const REASONS: ErasureReason[] = ["patientRequest", "retentionEnded", "courtOrder"];

interface WhyProps {
  reason: ErasureReason | null;
  onChange: (reason: ErasureReason) => void;
  onBack: () => void;
  onNext: () => void;
}

/** The reason, one of three; the order and the certificate name it. */
export function WhyStep({ reason, onChange, onBack, onNext }: WhyProps) {
  const { erasure } = useWords();
  const missing = reason === null ? erasure.chooseWhy : null;
  return (
    <EraseStep title={erasure.steps.why} missing={missing} onBack={onBack} onNext={onNext}>
      <Radio.Group label={erasure.why} value={reason} onChange={(chosen) => onChange(chosen)}>
        {REASONS.map((name, index) => (
          <Radio
            key={name}
            mt="sm"
            value={name}
            label={erasure.reasons[name]}
            data-autofocus={index === 0 || undefined}
          />
        ))}
      </Radio.Group>
    </EraseStep>
  );
}

interface NumberProps {
  fileNumber: string;
  typed: string;
  busy: boolean;
  onChange: (typed: string) => void;
  onBack: () => void;
  onErase: () => void;
}

/** The file number, typed by hand, and the only button that erases. */
export function NumberStep({ fileNumber, typed, busy, onChange, onBack, onErase }: NumberProps) {
  const { erasure } = useWords();
  const isOther = typed.trim() !== fileNumber;
  return (
    <EraseStep
      title={erasure.steps.number}
      next={erasure.submit(fileNumber)}
      isDangerous
      busy={busy}
      missing={isOther ? (typed.trim() === "" ? "" : erasure.otherNumber) : null}
      onBack={onBack}
      onNext={onErase}>
      <TextInput
        label={erasure.number(fileNumber)}
        description={erasure.numberHelp}
        value={typed}
        autoFocus
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </EraseStep>
  );
}
