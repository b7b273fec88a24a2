import { ActionIcon, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { InvoiceLineForm, ServiceView } from "../../ipc/views";
import { useWords } from "../../words/speech";
import classes from "./Invoice.module.css";
import { DecimalInput } from "../../parts/DecimalInput";
import { Select } from "../../parts/Select";

interface Props {
  line: InvoiceLineForm;
  /** Those that can be chosen. */
  services: ServiceView[];
  /** Its total as it is shown, once it is computed. */
  total: string;
  isLast: boolean;
  errorOf: (field: string) => string | undefined;
  onChange: (part: Partial<InvoiceLineForm>) => void;
  onRemove: () => void;
}

/** One line of an invoice as it is typed; what it costs is computed. */
export function LineFields({ line, services, total, isLast, errorOf, onChange, onRemove }: Props) {
  const { billing: words } = useWords();
  const name = services.find(({ id }) => id === line.serviceId)?.name ?? words.service;
  const text = (field: "quantity" | "price" | "tax") => ({
    value: line[field],
    error: errorOf(field),
    autoComplete: "off",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => onChange({ [field]: event.currentTarget.value }),
  });
  return (
    <div className={classes.line} role="group" aria-label={name}>
      <Select
        label={words.service}
        searchable
        selectFirstOptionOnChange
        allowDeselect={false}
        autoFocus={isLast && line.serviceId === ""}
        data={services.map((service) => ({ value: service.id, label: service.name }))}
        value={line.serviceId === "" ? null : line.serviceId}
        error={errorOf("serviceId")}
        onChange={(serviceId) => {
          const service = services.find(({ id }) => id === serviceId);
          if (service) onChange({ serviceId: service.id, price: service.price, tax: service.tax });
        }}
      />
      <TextInput label={words.quantity} inputMode="numeric" {...text("quantity")} />
      <DecimalInput label={words.price} {...text("price")} />
      <DecimalInput label={words.tax} {...text("tax")} />
      <div className={classes.lineTotal}>
        <span className={classes.label}>{words.lineTotal}</span>
        <output>{total}</output>
      </div>
      <ActionIcon className={classes.lineButton} aria-label={words.removeLine(name)} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}
