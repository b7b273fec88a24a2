import { Radio } from "@mantine/core";
import type { ImportColumn, ImportTarget } from "../../ipc/views";
import { type Column, DataTable } from "../../parts/DataTable";
import { Panel, Sheet } from "../../parts/Panel";
import { Select } from "../../parts/Select";
import { useWords } from "../../words/speech";
import classes from "./Import.module.css";
import { StepEnds, StepTitle } from "./StepParts";
import type { Plan } from "./use-file";

const NONE = "none";
const NAMES: (ImportTarget | null)[] = ["givenName", "familyName"];

interface Props {
  columns: ImportColumn[];
  plan: Plan;
  onChange: (part: Partial<Plan>) => void;
  onBack: () => void;
  onNext: () => void;
}

/** The field of each column, and how dates are read that can be two. */
export function MatchStep({ columns, plan, onChange, onBack, onNext }: Props) {
  const { imports } = useWords();
  const { targets } = plan;
  const headingOf = (index: number) => columns[index]?.heading || imports.unnamed(index + 1);
  /** The column before this one that is the same field, if one is. */
  const sameAs = (index: number) => {
    const first = targets.indexOf(targets[index] ?? null);
    return targets[index] === null || first === index ? null : first;
  };
  const set = (index: number, value: string | null) => {
    const target = value === NONE ? null : (value as ImportTarget | null);
    onChange({ targets: targets.map((before, at) => (at === index ? target : before)) });
  };
  const fields = [
    { value: NONE, label: imports.notImported },
    ...Object.entries(imports.fields).map(([value, label]) => ({ value, label })),
  ];
  const rows: Column<number>[] = [
    { key: "heading", head: imports.heading, cell: headingOf },
    {
      key: "samples",
      head: imports.samples,
      cell: (index) => <span className={classes.samples}>{columns[index]?.samples.join(" · ")}</span>,
    },
    {
      key: "field",
      head: imports.field,
      width: 264,
      cell: (index) => {
        const other = sameAs(index);
        return (
          <Select
            aria-label={imports.fieldOf(headingOf(index))}
            data={fields}
            // a list of many columns has as many lists of all fields
            comboboxProps={{ keepMounted: false }}
            allowDeselect={false}
            value={targets[index] ?? NONE}
            error={other === null ? null : imports.usedTwice(headingOf(other))}
            onChange={(value) => set(index, value)}
          />
        );
      },
    },
  ];
  const isTwice = targets.some((_, index) => sameAs(index) !== null);
  const hasName = targets.some((target) => NAMES.includes(target));
  return (
    <>
      <StepTitle>{imports.matchTitle}</StepTitle>
      <Sheet>
        <DataTable
          label={imports.matchTitle}
          rows={columns.map((_, index) => index)}
          columns={rows}
          rowKey={(index) => `${index}`}
          tall
          wraps
        />
      </Sheet>
      <Panel title={imports.dates}>
        <Radio.Group
          aria-label={imports.dates}
          value={plan.dates ?? "refuse"}
          onChange={(value) => onChange({ dates: value === "refuse" ? null : value })}>
          {(["refuse", "dayFirst", "monthFirst"] as const).map((order) => (
            <Radio key={order} mt="xs" value={order} label={imports.dateOrders[order]} />
          ))}
        </Radio.Group>
      </Panel>
      <StepEnds
        missing={isTwice ? imports.choseTwice : hasName ? null : imports.needsName}
        onBack={onBack}
        onNext={onNext}
      />
    </>
  );
}
