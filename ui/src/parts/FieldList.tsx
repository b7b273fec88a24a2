import type { ReactNode } from "react";
import type { ReviewField } from "../ipc/views";
import classes from "./FieldList.module.css";
import { useNames } from "./use-names";

interface Props {
  fields: { label: string; text: ReactNode }[];
  /** They are few and have long texts: they share the width. */
  isShort?: boolean;
}

/** Fields with their values, in columns. */
export function FieldList({ fields, isShort = false }: Props) {
  return (
    <dl className={classes.list} data-short={isShort || undefined}>
      {/* the same field can come of several rows */}
      {fields.map(({ label, text }, index) => (
        <div key={index}>
          <dt className="small muted">{label}</dt>
          <dd className={classes.text}>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The values that a change would write, in the words of the screens. */
export function ReviewFields({ fields }: { fields: ReviewField[] }) {
  const name = useNames();
  return <FieldList fields={fields.map((field) => ({ label: name.field(field.name), text: name.text(field) }))} />;
}
