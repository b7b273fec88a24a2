import { Avatar } from "@mantine/core";
import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import type { PatientHeader, PhotoView } from "../ipc/views";
import { Picture } from "./Picture";
import classes from "./Picture.module.css";

const SIZE = 36;

/** Identifies one photo. Not the row's version, which changes with every sync. */
export const photoKey = ({ id, at, size }: PhotoView): string => [id, at, size].join(" ");

/** The patient's photo; their initials until it is drawn, and where there is none that can be shown. */
export function PatientFace({ patient }: { patient: PatientHeader }) {
  const photo = useClinicQuery(queries.photo(patient.id)).value;
  return (
    <div className={classes.face} aria-hidden>
      <Avatar size={SIZE} radius="50%" className={classes.initials}>
        {patient.initials}
      </Avatar>
      {photo !== null && (
        <Picture
          key={photoKey(photo)}
          of={photoKey(photo)}
          size={SIZE}
          read={(clinic) => clinic.photoContent(patient.id)}
        />
      )}
    </div>
  );
}
