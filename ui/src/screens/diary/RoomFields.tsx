import type { DiaryChoices } from "../../ipc/views";
import { Select } from "../../parts/Select";
import { useWords } from "../../words/speech";

interface Props {
  choices: DiaryChoices;
  facilityId: string | null;
  roomId: string | null;
  errorOf: (field: "facilityId" | "roomId") => string | undefined;
  onChange: (changed: { facilityId?: string | null; roomId: string | null }) => void;
}

/** In which room an appointment is booked; where several facilities are shown, in which of them, too. */
export function RoomFields({ choices, facilityId, roomId, errorOf, onChange }: Props) {
  const { diary: words, locations } = useWords();
  const { facilities } = choices;
  const chosen = facilities.find(({ id }) => id === facilityId);
  const isThere = (id: string) => chosen === undefined || chosen.roomIds.includes(id);
  const rooms = choices.rooms.filter(({ id }) => isThere(id));
  return (
    <>
      {facilities.length > 0 && (
        <Select
          label={locations.facility}
          clearable
          placeholder={words.usualFacility}
          data={facilities.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen?.id ?? null}
          error={errorOf("facilityId")}
          // a room of another facility goes with the one that was chosen before
          onChange={(id) => {
            const next = facilities.find((facility) => facility.id === id);
            const stays = roomId !== null && (next === undefined || next.roomIds.includes(roomId));
            onChange({ facilityId: id, roomId: stays ? roomId : null });
          }}
        />
      )}
      <Select
        label={words.room}
        clearable
        placeholder={words.noRoom}
        data={rooms.map(({ id, name }) => ({ value: id, label: name }))}
        value={roomId}
        error={errorOf("roomId")}
        onChange={(value) => onChange({ roomId: value })}
      />
    </>
  );
}
