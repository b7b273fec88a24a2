import { Button, Group, Input } from "@mantine/core";
import type { ReactNode } from "react";
import type { InvoiceLineForm, ServiceView } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";
import { LineFields } from "./LineFields";
import { isComplete, type Preview } from "./use-preview";

const BLANK: InvoiceLineForm = { serviceId: "", quantity: "1", price: "", tax: "" };

interface Props {
  lines: InvoiceLineForm[];
  /** Its services are offered also where they are no longer in use. */
  loaded: InvoiceLineForm[];
  services: ServiceView[];
  preview: Preview;
  errorOf: (field: string) => string | undefined;
  onChange: (lines: InvoiceLineForm[]) => void;
  /** The other field of the form. */
  children: ReactNode;
}

/** The lines of an invoice or a quote as they are typed, each with its total once that is computed. */
export function Lines({ lines, loaded, services, preview, errorOf, onChange, children }: Props) {
  const { billing: words } = useWords();
  const format = useFormat();
  const offered = services.filter(({ isActive, id }) => isActive || loaded.some(({ serviceId }) => serviceId === id));
  const totals = preview.lines?.map(({ total }) => format.money(total, preview.sums.currency)) ?? [];
  const totalOf = (at: number) => {
    const isShown = lines[at] !== undefined && isComplete(lines[at]);
    return (isShown && totals[lines.slice(0, at).filter(isComplete).length]) || format.dash;
  };
  const error = errorOf("lines");
  return (
    <>
      {lines.map((line, at) => (
        <LineFields
          key={at}
          line={line}
          services={offered}
          total={totalOf(at)}
          isLast={at === lines.length - 1}
          errorOf={(field) => errorOf(`lines.${at}.${field}`)}
          onChange={(part) => onChange(lines.map((one, index) => (index === at ? { ...one, ...part } : one)))}
          onRemove={() => onChange(lines.filter((_, index) => index !== at))}
        />
      ))}
      {error !== undefined && <Input.Error role="alert">{error}</Input.Error>}
      <Group align="flex-end" justify="space-between">
        <Button variant="default" onClick={() => onChange([...lines, BLANK])}>
          {words.addLine}
        </Button>
        {children}
      </Group>
    </>
  );
}
