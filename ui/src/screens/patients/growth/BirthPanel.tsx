import { useState } from "react";
import { Button } from "@mantine/core";
import type { PatientHeader, ProfileView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { Panel } from "../../../parts/Panel";
import { useFormat, useWords } from "../../../words/speech";
import { ProfileText } from "../parts/ProfileText";
import classes from "./Growth.module.css";

/** The recorded data on birth and parents, which decide what a child is compared with. */
export function BirthPanel({
  profile,
  patient,
  isAsked,
}: {
  profile: ProfileView;
  patient: PatientHeader;
  isAsked: boolean;
}) {
  const { growth, background } = useWords();
  const format = useFormat();
  const [adds, setAdds] = useState(0);
  const mayEdit = useMay()("profiles.write") && patient.deletedAt === null;
  const height = (text: string) => {
    const [value = "", unit = ""] = text.split(" ");
    return format.quantityOf({ value: Number.parseFloat(value), unit }, 2);
  };
  return (
    <Panel title={growth.birthAndParents}>
      {isAsked && (
        <p className={classes.asked}>
          {growth.asksGestation}{" "}
          {mayEdit && (
            <Button size="xs" variant="default" onClick={() => setAdds((times) => times + 1)}>
              {growth.addGestation}
            </Button>
          )}
        </p>
      )}
      <div className={classes.facts}>
        <ProfileText
          // the button opens it again
          key={adds}
          profile={profile}
          field="gestation"
          mayEdit={mayEdit}
          shown={background.inWeeks}
          isOpenAtFirst={adds > 0}
        />
        <ProfileText profile={profile} field="motherHeight" mayEdit={mayEdit} shown={height} />
        <ProfileText profile={profile} field="fatherHeight" mayEdit={mayEdit} shown={height} />
      </div>
    </Panel>
  );
}
