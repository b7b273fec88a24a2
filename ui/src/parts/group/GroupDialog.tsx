import { Modal, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { groupQueries } from "../../ipc/group-queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { AppointmentView } from "../../ipc/views";
import { useFormat, useWords } from "../../words/speech";
import { Loaded } from "../Loaded";
import { useEntryName } from "../use-entry-name";
import { GroupPanel } from "./GroupPanel";
import { type Hides, visible } from "./hides";

export const GROUP_WIDTH = 720;

interface Props {
  /** What was opened; the session itself is read. */
  entry: Pick<AppointmentView, "id" | "startsAt" | "patients" | "group">;
  hides?: Hides;
  onChanged: () => void;
  onClose: () => void;
}

/** A group session over the page from which it was opened. */
export function GroupDialog({ entry, hides = null, onChanged, onClose }: Props) {
  const { diary, frame, series: words } = useWords();
  const format = useFormat();
  const nameOf = useEntryName();
  const session = useClinicQuery(groupQueries.session(entry.id));
  // a dialog that is closed by being taken away does not give the focus back itself
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    },
    [opener],
  );
  const shown = session.value === null ? entry : visible(session.value, hides).appointment;
  return (
    <Modal
      opened
      onClose={onClose}
      size={GROUP_WIDTH}
      title={diary.appointment(nameOf(shown), format.time(shown.startsAt))}
      closeButtonProps={{ "aria-label": frame.close }}>
      <Loaded of={session} rows={4}>
        {(view) =>
          view !== null && (
            <GroupPanel
              session={view}
              hides={hides}
              series={
                view.appointment.series !== null && (
                  <Text size="sm">{words.numberOf(view.appointment.series.number, view.appointment.series.of)}</Text>
                )
              }
              onChanged={(now) => {
                if (now === null) session.reload();
                else session.set(now);
                onChanged();
              }}
              onLeave={onClose}
            />
          )
        }
      </Loaded>
    </Modal>
  );
}
